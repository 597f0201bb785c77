"""Graded warnings on the page of warnings: as many as the rows behind them, each with its evidence and its way on."""

import re

import sqlalchemy as sa

from tests.drawn import drawn
from tests.installation import NOW


def overdue(server, county=""):
    reader = server.extensions["cockpit"].frames.reader()
    event = reader.tables.record("grid_event")
    chosen = sa.select(event.c.event_id).where(event.c.finish_time.is_(None), event.c.due < NOW)
    chosen = chosen.where(event.c.region_code.startswith(county))
    return set(reader.select(chosen.where(sa.func.coalesce(event.c.is_duplicate, 0) != 1))["event_id"])


def test_overdue_events_are_red_as_many_as_there_are_and_lead_to_their_page(server):
    section = drawn(server, "/warnings").select_one("[data-watch=grid_event_due]")
    late = overdue(server)
    assert section.select_one(".warn-red").get_text() == f"红色 {len(late)}"
    rows = section.select("tbody tr")
    first = rows[0]
    assert first.select_one("a")["href"].split("?")[0].split("/")[-1] in late
    assert re.search(r"已超期 [\d.]+天（> 0天）", first.get_text())


def test_the_most_severe_stand_first_and_the_rest_is_told_by_number(server):
    for section in drawn(server, "/warnings").select("[data-watch]"):
        order = [
            ["红色", "橙色", "黄色", "蓝色"].index(row.select_one("td:nth-last-of-type(2)").get_text())
            for row in section.select("tbody tr")
        ]
        assert order == sorted(order)


def test_a_county_sees_its_own_cases_only(server):
    told = {}
    for county in ("330902", "330903", "330921", "330922"):
        red = drawn(server, f"/warnings?region={county}").select_one("[data-watch=grid_event_due] .warn-red")
        told[county] = int(red.get_text().removeprefix("红色 ")) if red else 0
    assert told == {county: len(overdue(server, county)) for county in told}
    assert sum(told.values()) > max(told.values())
