"""Outlets: an hour belongs to the day in which it lies, and what stood still has met nothing."""

import pytest
import sqlalchemy as sa

from cockpit.store.query import Query
from metrics.hourly import day_of_hour
from tests.drawn import drawn


@pytest.fixture
def hours(server):
    reader = server.extensions["cockpit"].frames.reader()
    record = reader.tables.record("pollution_source_hour")
    return reader.select(sa.select(record.c.outlet_id, record.c.pollutant, record.c.hour, record.c.hour_begin,
                                   record.c.value, record.c.limit_value, record.c.mark))  # fmt: skip


def test_trap_33_exceeded_hours_of_a_day_are_those_that_lie_in_it_the_one_ending_at_midnight_too(server, hours):
    over = hours[(hours["mark"] == "N") & (hours["value"] > hours["limit_value"])]
    expected = over.groupby(day_of_hour(over["hour"])).size()
    assert (day_of_hour(hours["hour"]) == hours["hour_begin"].dt.normalize()).all()
    reader = server.extensions["cockpit"].frames.reader()
    told = reader.observations(Query(("eco.exceed",), ("330900",), grains=("D",), dimension=""))
    told = told.set_index("period_start")["value"]
    assert told[told > 0].astype(int).to_dict() == expected[expected.index.isin(told.index)].to_dict()
    assert (expected[expected.index.isin(told.index)]).sum() > 10


def test_trap_29_stopped_and_calibrated_hours_are_neither_met_nor_exceeded_on_screen(server, hours):
    panel = drawn(server, "/ecology?period=2026-10").select_one("#panel-outlet_verdicts")
    rows = [[cell.get_text().replace(",", "") for cell in row.select("td")] for row in panel.select("tbody tr")]
    month = hours[hours["hour_begin"].dt.strftime("%Y-%m") == "2026-10"]
    for outlet, pollutant, verdict, met, exceeded, unjudged, valid in rows:
        own = month[(month["outlet_id"] == outlet) & (month["pollutant"] == pollutant)]
        normal = own[(own["mark"] == "N") & own["value"].notna()]
        assert (int(met) + int(exceeded), int(unjudged)) == (len(normal), len(own) - len(normal))
        share = len(normal) / (own["mark"] != "F").sum()
        assert valid == f"{share * 100:.1f}"
        assert verdict == ("不评价" if share < 0.9 else "超标" if int(exceeded) else "达标")


def test_the_daily_mean_of_the_closest_outlet_stands_beside_its_limit(server):
    panel = drawn(server, "/ecology?period=2026-10").select_one("#panel-outlet_days")
    assert "最接近限值的是演示排口03 氮氧化物" in panel.get_text()
    rows = [[cell.get_text() for cell in row.select("td")] for row in panel.select("tbody tr")]
    assert (len(rows), rows[0][0], panel.select_one("[data-chart]")["data-chart"]) == (31, "10月1日", "outlet-days")
