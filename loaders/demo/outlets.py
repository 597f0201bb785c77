"""Hours of the automatic monitors at the outlets that matter most: values, limits, and what the monitor says of itself."""

from __future__ import annotations

import numpy as np

from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array

HOURS = 62 * 24
#: Outlet and pollutant, limit, usual share of the limit, how often it is stopped; PF03 runs close to its limit.
MONITORS = (
    ("演示排口01", "COD", 50.0, 0.55, 0.01), ("演示排口01", "氨氮", 5.0, 0.40, 0.01), ("演示排口02", "COD", 50.0, 0.62, 0.03),
    ("演示排口03", "氮氧化物", 50.0, 0.86, 0.02), ("演示排口03", "二氧化硫", 35.0, 0.45, 0.02),
    ("演示排口04", "非甲烷总烃", 60.0, 0.50, 0.00), ("演示排口05", "COD", 50.0, 0.48, 0.20),
    ("演示排口06", "氮氧化物", 100.0, 0.58, 0.01),
)  # fmt: skip


def hour_rows(now: np.datetime64) -> Rows:
    """pollution_source_hour of the last 62 days; an hour carries the moment at which it ends, and arrives then."""
    last = now.astype("M8[h]").astype("M8[s]")
    hours = last - np.arange(HOURS)[::-1].astype("m8[h]").astype("m8[s]")
    parts = [_monitor(number, hours) for number in range(len(MONITORS))]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Rows(columns, columns["hour"] + np.timedelta64(240, "s"))


def _monitor(number: int, hours: Array) -> dict[str, Array]:
    outlet, pollutant, limit, usual, stopped = MONITORS[number]
    rng, count = generator("outlets", number), len(hours)
    mark = rng.choice(np.array(["N", "M", "E"]), count, p=[0.985, 0.01, 0.005])
    idle = np.repeat(rng.random(-(-count // 24)) < stopped, 24)[:count]  # what stops, stops for a day
    mark = np.where(idle, "F", mark)
    drift = usual * (1 + 0.08 * np.sin(np.arange(count) * 2 * np.pi / 24))
    value = np.round(limit * drift * rng.lognormal(0, 0.12, count), 3)
    value = np.where(mark == "F", 0.0, np.where(mark == "E", np.nan, value))
    return {
        "outlet_id": np.full(count, outlet), "hour": hours, "pollutant": np.full(count, pollutant), "value": value,
        "zs_value": value, "limit_value": np.full(count, limit), "flow": np.round(rng.gamma(9, 4, count), 3),
        "mark": mark,
    }  # fmt: skip
