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


AIS_UNITS = {"sog_kn": {"unit": "0.1节"}, "cog_deg": {"unit": "0.1度"}, "draught_m": {"unit": "0.001米"}}


def test_trap_26_tenths_and_millimetres_of_ais_are_knots_degrees_and_metres_and_511_is_no_heading(own):
    told = positions(
        sog_kn=["150"], cog_deg=["3590"], draught_m=["11400"], heading_deg=["511"], lon=[122.1], lat=[30.0]
    )
    source(own, "ais", told, into="vessel_position", columns=AIS_UNITS)
    publication, store = taken_in(own)
    assert publication.reports[0].rows_rejected == 0
    row = standing(store, "vessel_position").iloc[0]
    assert [round(row[name], 6) for name in ("sog_kn", "cog_deg", "draught_m")] == [15.0, 359.0, 11.4]
    assert pd.isna(row["heading_deg"])


@pytest.mark.parametrize(
    ("column", "value"), [("sog_kn", "60.1"), ("sog_kn", "-0.1"), ("cog_deg", "3590"), ("cog_deg", "360"),
                          ("draught_m", "11400"), ("heading_deg", "512")],
)  # fmt: skip
def test_trap_26_what_cannot_be_is_refused_with_its_reason(own, column, value):
    told = positions(**{column: [value]})
    source(own, "ais", told.assign(mmsi=["413000001"]), into="vessel_position")
    publication, store = taken_in(own)
    reject = store.generation().read(sa.select(store.tables.reject))
    assert [(r.column_name, r.value, r.reason) for r in reject.itertuples()] == [(column, value, "超出可能的取值范围")]
    assert standing(store, "vessel_position").empty


def observations(*rows):
    """Rows of a statistics table, as departments deliver them."""
    plain = {"region_code": "330900", "basis": "current", "dimension": "", "member": "", "numerator": "",
             "denominator": "", "value_text": "", "status": "final", "quality": "", "vintage": "2026-11-20", "note": "市统计局"}  # fmt: skip
    names = ("indicator_code", "period", "value", "unit")
    return pd.DataFrame([plain | dict(zip(names, row[:4], strict=True)) | (row[4] if row[4:] else {}) for row in rows])


YTD = {"basis": "ytd"}


def figures_source(own, *rows):
    source(own, "month", observations(*rows), into="observation", cycle="M")
    return taken_in(own)


def test_trap_9_a_traffic_index_of_twelve_and_a_delay_index_under_one_never_arrive(own):
    publication, store = figures_source(
        own, ("traffic.tpi", "2026-10", "12", "1"), ("traffic.tpi", "2026-09", "10", "1"),
        ("traffic.delay_index", "2026-10", "0.9", "1"), ("traffic.delay_index", "2026-09", "1", "1"),
    )  # fmt: skip
    assert (publication.reports[0].rows_accepted, publication.reports[0].rows_rejected) == (2, 2)
    found = store.generation().read(sa.select(store.tables.reject))
    assert set(found["reason"]) == {"超出指标可能的取值范围"} and set(found["value"]) == {"12", "0.9"}


def test_trap_9_the_supply_and_the_settlement_of_2018_stand_beside_each_other_and_are_not_the_same(own):
    figures_source(
        own,
        ("port.bunker_supply", "2018-12", "359.29", "万吨", YTD),
        ("port.bunker_settle", "2018-12", "560.1", "万吨", YTD),
    )
    query = "i=port.bunker_supply,port.bunker_settle&regions=330900&from=2018-12&to=2018-12"
    rows = drawn(create_app(own, clock), f"/table?{query}").select(".workbench-table tbody tr")
    told = {row.select("td")[0].get_text(): row.select("td")[4].get_text() for row in rows}
    assert told == {"保税船用燃料油供应量(加注量)": "359.29", "保税船用燃料油结算量": "560.10"}


def test_trap_17_numbers_and_months_as_people_and_excel_write_them(own):
    _, store = figures_source(
        own, ("port.cargo_ytd", "2026-09", "1,234.5万吨", "万吨", YTD), ("econ.gdp_yoy", "2026-Q3", "94.6%", "1", {"vintage": "43891"})
    )  # fmt: skip
    found = store.generation().read(sa.select(store.tables.observation)).set_index("indicator")
    assert found.loc["port.cargo_ytd", "value"] == 12_345_000
    assert found.loc["econ.gdp_yoy", "value"] == pytest.approx(0.946)
    assert found.loc["econ.gdp_yoy", "vintage"] == pd.Timestamp("2020-03-01")


def test_trap_22_the_same_snapshot_twice_leaves_as_many_rows(own):
    source(own, "ais", positions(lon=[122.1, 122.2], lat=[30.0, 30.1]), into="vessel_position")
    taken_in(own)
    publication, store = taken_in(own)
    assert publication.reports[0].status == "unchanged"
    assert len(standing(store, "vessel_position")) == 2


def test_trap_11_when_every_source_fails_the_last_snapshot_stays_and_nothing_falls_to_zero(own):
    figures_source(own, ("port.cargo_ytd", "2026-10", "6.01", "亿吨", YTD), ("emg.deaths", "2026-10", "0", "人"))
    address = "/table?i=port.cargo_ytd,emg.deaths&regions=330900&from=2026-10&to=2026-10"
    first = [row.get_text() for row in drawn(create_app(own, clock), address).select(".workbench-table tbody tr")]
    (own.sources.parent / "month.csv").unlink()
    publication, store = taken_in(own)
    assert [report.status for report in publication.reports] == ["failed"]
    server = create_app(own, clock)
    assert [row.get_text() for row in drawn(server, address).select(".workbench-table tbody tr")] == first
    batches = drawn(server, "/batches").get_text()
    assert "失败" in batches
    assert drawn(server, "/port").select_one("[data-tile='port.cargo_ytd'] [data-value]")["data-value"] == "601000000"
    statuses = store.generation().read(sa.select(store.tables.current.c.status.distinct()))["status"].tolist()
    assert statuses == ["final"], "a failing source is never replaced by invented data"


def test_trap_18_outside_the_demonstration_no_demonstration_source_is_read_or_marked(own):
    figures_source(own, ("port.cargo_ytd", "2026-10", "6.01", "亿吨", YTD))
    page = drawn(create_app(own, clock), "/port")
    assert page.select("[data-status=mock]") == [] and page.select(".demo-mark") == []
