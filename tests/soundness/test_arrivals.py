"""What a source sends is judged on its way in, through a real ingest of files (traps.md 11, 17, 18, 20, 22, 26)."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from app import create_app
from cockpit.errors import MappingError
from cockpit.view.geometry import project
from metrics.gcj02 import to_gcj02
from tests.drawn import drawn
from tests.installation import clock
from tests.soundness.own_sources import YTD, beside, figures_source, observations, positions, source, standing, taken_in

HARBOUR = (122.2072, 29.9853)


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
    x, y = (round(part) for part in project(*HARBOUR))
    there = mark["d"].startswith((f"m{x - 4} {y - 4}h8", f"m{x - 5} {y}a5"))  # a square at a berth, a ring of old
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
    assert told == {"保税船用燃料油供应量（加注量）": "359.29", "保税船用燃料油结算量": "560.10"}


def test_trap_17_numbers_and_months_as_people_and_excel_write_them(own):
    _, store = figures_source(
        own, ("port.cargo_ytd", "2026-09", "1,234.5万吨", "万吨", YTD), ("econ.gdp_yoy", "2026Q3", "94.6%", "1", {"vintage": "43891"})
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
    figures_source(own, ("port.cargo_ytd", "2026-10", "6.01", "亿吨", YTD), ("emg.deaths", "2026-10", "0", "人", YTD))
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


def test_trap_18_in_a_real_installation_a_demonstration_source_is_refused_before_anything_is_read(own):
    real = replace(own, demo=False)
    source(
        real, "month", observations(("port.cargo_ytd", "2026-10", "6.01", "亿吨", YTD)), into="observation", demo=True
    )
    with pytest.raises(MappingError, match="正式环境里有演示来源 month"):
        taken_in(real)


def test_trap_18_in_a_real_installation_a_demonstration_row_is_refused_and_the_others_are_not_marked(own):
    real = replace(own, demo=False)
    mock = YTD | {"status": "mock"}
    publication, store = figures_source(
        real, ("port.cargo_ytd", "2026-09", "5.4", "亿吨", mock), ("port.cargo_ytd", "2026-10", "6.01", "亿吨", YTD)
    )
    assert store.generation().read(sa.select(store.tables.reject))["reason"].tolist() == ["演示数据不进正式环境"]
    assert store.generation().read(sa.select(store.tables.current.c.status))["status"].tolist() == ["final"]


def test_trap_18_a_city_s_own_source_like_a_supplied_one_is_no_demonstration(own):
    beside(own, "vessel_call")
    _, store = taken_in(replace(own, demo=False))
    assert not store.generation().read(sa.select(store.tables.batch.c.demo))["demo"].any()
    assert set(store.generation().read(sa.select(store.tables.measured.c.status))["status"]) == {"final"}
