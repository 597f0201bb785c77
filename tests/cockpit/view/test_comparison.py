"""The address chooses what a series is compared with; only what shares a unit is offered or accepted."""

import pytest

from tests.drawn import drawn


def lines(server, address):
    page = drawn(server, address)
    return page, page.select_one("#moved").get_text(" ")


def test_another_region_is_compared_at_the_same_period_with_the_gap_in_the_unit(server):
    page, told = lines(server, "/indicator/port.cargo_ytd?compare=region:330921")
    assert "与岱山县相比" in told
    assert "本项" in told and "岱山县" in told and "高" in told


def test_rates_are_compared_in_percentage_points(server):
    _, told = lines(server, "/indicator/grid.ontime_rate?compare=region:330921")
    assert "百分点" in told


def test_only_indicators_of_the_same_unit_are_offered_and_accepted(server):
    page = drawn(server, "/indicator/grid.ontime_rate")
    catalog = server.extensions["cockpit"].catalog
    offered = [
        a["href"].split("indicator%3A")[1].split("&")[0]
        for a in page.select(".compare a")
        if "indicator%3A" in a["href"]
    ]
    assert len(offered) >= 3
    assert {catalog.indicator(code).unit.symbol for code in offered} == {"%"}
    assert drawn(server, "/indicator/grid.ontime_rate?compare=indicator:port.cargo_ytd").select_one(
        "[data-state=failed]"
    )


@pytest.mark.parametrize("key", ["nonsense", "region:1", "indicator:no.such", "region:"])
def test_a_comparison_that_does_not_exist_is_a_designed_state(server, key):
    assert drawn(server, f"/indicator/port.cargo_ytd?compare={key}").select_one("[data-state=failed]")


def test_all_seven_questions_have_their_place(server):
    page = drawn(server, "/indicator/port.cargo_ytd")
    places = [link["href"].removeprefix("#") for link in page.select(".questions a")]
    assert places == ["moved", "where", "why", "outlook", "definition", "lineage", "doing"]
    assert all(len(page.select(f"[id='{place}']")) == 1 for place in places)
