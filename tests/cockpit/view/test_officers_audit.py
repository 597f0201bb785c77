"""The audit officer turns the pages of the trail by links that keep what was asked for."""

import pytest
from bs4 import BeautifulSoup

from cockpit.audit import leaf

ADDRESS = "/officers/audit"


@pytest.fixture
def officer(server, monkeypatch):
    """`officer(address)`: what the audit officer of the demonstration sees there, three entries a page."""
    monkeypatch.setattr(leaf, "SIZE", 3)
    browser = server.test_client()
    browser.post("/visitor", data={"seat": "审计管理员"}, headers={"Sec-Fetch-Site": "same-origin"})

    def page(address):
        answer = browser.get(address)
        assert answer.status_code == 200
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    for _ in range(8):  # every look is an entry
        page(ADDRESS)
    return page


def numbers(page):
    return [int(row["data-entry"]) for row in page.select("[data-entry]")]


def ways(page):
    return {a.get_text(): a["href"] for a in page.select(".turns")[0].select("a")}


def test_older_entries_follow_and_the_way_back_leads_to_the_same_page(officer):
    first = officer(ADDRESS)
    newest, *_, oldest = numbers(first)
    assert list(ways(first)) == [f"比第 {oldest} 条旧的"]
    second = officer(ways(first)[f"比第 {oldest} 条旧的"])
    assert numbers(second) == [oldest - 1, oldest - 2, oldest - 3]
    assert list(ways(second)) == ["最新", f"比第 {oldest - 1} 条新的", f"比第 {oldest - 3} 条旧的"]
    assert numbers(officer(ways(second)[f"比第 {oldest - 1} 条新的"])) == [newest, newest - 1, oldest]


def test_a_filter_travels_from_page_to_page(officer):
    first = officer(f"{ADDRESS}?event=audit.read")
    assert all("event=audit.read" in address for address in ways(first).values())
    second = officer(next(iter(ways(first).values())))
    assert {row.select("td")[2].get_text() for row in second.select("[data-entry]")} == {"查阅审计"}


@pytest.mark.parametrize("query", ["before=abc", "before=-5", "before=", "after=x"])
def test_a_number_that_is_none_shows_the_newest(officer, query):
    assert len(numbers(officer(f"{ADDRESS}?{query}"))) == 3


@pytest.mark.parametrize("query", ["after=99999999999999999999999", "before=1", "event=nothing"])
def test_a_page_without_entries_says_so(officer, query):
    page = officer(f"{ADDRESS}?{query}")
    assert (numbers(page), "没有符合条件的条目。" in page.get_text()) == ([], True)
