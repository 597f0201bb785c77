"""What a source sends is judged on its way in, through a real ingest of files (traps.md 11, 17, 18, 20, 22, 26)."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
import yaml

from app import connected, create_app, declarations
from cockpit.store.embedded import open_store
from cockpit.view.geometry import project
from loaders.ingest import deliveries
from metrics.gcj02 import to_gcj02
from metrics.records import load_records
from tests.drawn import drawn
from tests.installation import NOW, clock

VESSELS = list(load_records()["vessel_position"].columns)
HARBOUR = (122.2072, 29.9853)


@pytest.fixture
def own(tmp_path, installation):
    """Settings of an installation that reads two folders of its own and nothing else."""
    for name in ("connections", "mappings"):
        (tmp_path / "sources" / name).mkdir(parents=True)
    (tmp_path / "sources" / "connections" / "files.yaml").write_text(
        yaml.safe_dump({"connection": "files", "kind": "folder", "folder": str(tmp_path)}), encoding="utf-8"
    )
    return replace(
        installation, var=tmp_path / "var", store_url=f"duckdb:///{tmp_path / 'store'}", sources=tmp_path / "sources",
        cache_url=f"file://{tmp_path / 'cache'}", state_url=f"sqlite:///{tmp_path / 'state.db'}",
    )  # fmt: skip


def source(own, name, table, **facts):
    """Declares a file as a source and writes its rows."""
    told = {"source": name, "title": name, "owner": "市港航和口岸局", "connection": "files", "cycle": "D",
            "read": {"path": f"{name}.csv", "format": "csv"}, "lineage": {}}  # fmt: skip
    (own.sources / "mappings" / f"{name}.yaml").write_text(yaml.safe_dump(told | facts), encoding="utf-8")
    table.to_csv(own.sources.parent / f"{name}.csv", index=False)


def beside(own, name):
    """Reads a dataset of the demonstration platform too."""
    (own.sources / "mappings" / f"{name}.yaml").write_text(f"source: {name}\nlike: {name}\n", encoding="utf-8")


def taken_in(own):
    """One ingest; returns the publication and the store."""
    own.var.mkdir(exist_ok=True)
    store = open_store(own.store_url, *declarations())
    with connected(own, *declarations(), clock) as platform:
        told = deliveries(platform.configuration.sources, platform, store.watermark, NOW)
        return store.publish(told, NOW), store


def positions(**columns):
    """Rows of vessel_position, one per value; what is not told is empty."""
    rows = pd.DataFrame(columns)
    plain = {"mmsi": [f"4130000{n:02d}" for n in range(len(rows))], "ts": f"{NOW:%Y-%m-%d %H:%M:%S}"}
    return rows.assign(**{name: value for name, value in plain.items() if name not in rows}).reindex(columns=VESSELS)


def standing(store, record):
    view = store.tables.record(record)
    return store.generation().read(sa.select(view))


def metres(points, true):
    return np.hypot((points["lon"] - true[0]) * 96_400, (points["lat"] - true[1]) * 111_000)


@pytest.mark.parametrize(("crs", "near"), [("gcj02", True), ("cgcs2000", False)])
def test_trap_20_a_source_in_gcj02_stands_in_the_warehouse_and_on_the_map_within_twenty_metres(own, crs, near):
    lon, lat = (float(part) for part in to_gcj02(*HARBOUR))
    source(own, "ais", positions(lon=[lon], lat=[lat], nav_status=[5]), into="vessel_position", crs=crs)
    beside(own, "vessel_call")  # a system without any indicator draws no panel
    publication, store = taken_in(own)
    assert publication.reports[0].rows_accepted == 1
    off = float(metres(standing(store, "vessel_position"), HARBOUR).iloc[0])
    assert (off < 20, off > 300) == (near, not near)
    mark = drawn(create_app(own, clock), "/port").select_one("[data-map=vessels] .vessel")
    x, y = project(*HARBOUR)
    there = abs(float(mark["x"]) + 4 - x) < 0.06 and abs(float(mark["y"]) + 4 - y) < 0.06
    assert there is near
    summary = store.generation().read(sa.select(store.tables.dataset.c.summary))["summary"].iloc[0]
    assert ("GCJ-02" in summary) is near


def test_trap_20_an_outline_in_gcj02_is_moved_too_and_what_lies_outside_china_stays(own):
    corners = [(122.1, 29.9), (122.2, 29.9), (122.2, 30.0), (122.1, 29.9)]
    moved = ", ".join("{:.7f} {:.7f}".format(*(float(p) for p in to_gcj02(*corner))) for corner in corners)
    table = pd.DataFrame({"anchorage_id": ["330902-A1", "330902-A2"], "name": "甲", "purpose": "候泊", "capacity": 3,
                          "geom": [f"POLYGON(({moved}))", "POINT(-0.1 51.5)"], "region_code": "330902"})  # fmt: skip
    source(own, "anchorage", table, into="port_anchorage", crs="gcj02")
    _, store = taken_in(own)
    stored = standing(store, "port_anchorage").set_index("anchorage_id")["geom"]
    pairs = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", stored["330902-A1"])]
    assert np.abs(np.array(pairs) - np.array(corners)).max() < 1e-6
    assert stored["330902-A1"].startswith("POLYGON((") and "-0.1000000 51.5000000" in stored["330902-A2"]
