"""Steps of recent grid events: who held them from when to when."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from loaders.demo.events import World, event_blocks
from loaders.demo.lateness import NEVER
from loaders.demo.platform import Rows
from loaders.demo.text import Array


def node_rows(world: World) -> Iterator[Rows]:
    """grid_event_node: steps of the events reported in the last 90 days."""
    since = world.now - np.timedelta64(90, "D")
    for columns in event_blocks(world, since.astype("M8[M]")):
        recent = columns["report_time"] >= since
        if recent.any():
            yield _nodes({name: values[recent] for name, values in columns.items()}, world.now)


def _nodes(event: dict[str, Array], now: np.datetime64) -> Rows:
    report, accept, dispatch, finish = (event[f"{n}_time"] for n in ("report", "accept", "dispatch", "finish"))
    half = dispatch + (np.where(np.isnat(finish), now, finish) - dispatch) // 4
    nowhere = np.full(len(report), NEVER)
    steps = [
        ("report", report, report),
        ("accept", report, accept),
        ("dispatch", accept, dispatch),
        ("return", np.where(event["return_count"] > 0, dispatch, nowhere), half),
        ("handle", np.where(event["return_count"] > 0, half, dispatch), finish),
        ("finish", finish, finish),
        ("callback", np.where(np.isnat(event["callback_time"]), nowhere, finish), event["callback_time"]),
        ("archive", np.where(event["status"] == "archived", event["callback_time"], nowhere), event["callback_time"]),
    ]
    frame = pd.concat(
        [
            pd.DataFrame({"row": np.arange(len(report)), "step": n, "start": start, "end": end})
            for n, (_, start, end) in enumerate(steps)
        ]
    )
    frame = frame[frame["start"].notna()].sort_values(["row", "step"], kind="stable")
    row, step = frame["row"].to_numpy(), frame["step"].to_numpy()
    own = np.isin(step, [0, 1, 2])
    columns: dict[str, Array] = {
        "event_id": event["event_id"][row],
        "seq": frame.groupby("row").cumcount().to_numpy() + 1,
        "node": np.array([name for name, *_ in steps])[step],
        "org_code": np.where(own, "ORG-ZFW", event["handler_org"][row]),
        "operator_id": np.where(step == 0, event["reporter_id"][row], ""),
        "start_time": frame["start"].to_numpy(dtype="M8[s]"),
        "end_time": frame["end"].to_numpy(dtype="M8[s]"),
        "remark": np.where(step == 3, "非本单位职责", ""),
    }
    stamp = np.where(np.isnat(columns["end_time"]), columns["start_time"], columns["end_time"])
    county = np.array([str(code)[:6] for code in event["region_code"]])[row]
    return Rows(columns, np.minimum(stamp + np.timedelta64(300, "s"), now), county)
