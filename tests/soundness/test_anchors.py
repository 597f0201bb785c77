"""A link within a page leads somewhere on it."""

import pytest

from tests.drawn import drawn


def lost(page):
    places = {element["id"] for element in page.find_all(id=True)}
    return [
        link["href"]
        for link in page.find_all("a", href=True)
        if link["href"][:1] == "#" and link["href"][1:] not in places
    ]


@pytest.mark.parametrize(
    "address", ["/warnings", "/warnings?region=330922", "/port", "/society", "/indicator/port.cargo_ytd", "/indicator/svc.good_rate"]
)  # fmt: skip
def test_every_link_within_a_page_leads_to_a_place_on_it(server, address):
    assert lost(drawn(server, address)) == []


def test_warnings_without_graded_ones_do_not_lead_to_them(server, monkeypatch):
    monkeypatch.setattr("cockpit.view.warning_list.graded", lambda context: [])
    page = drawn(server, "/warnings?region=330902&period=2026-07")
    assert page.select("nav.jumps a")
    assert lost(page) == []
