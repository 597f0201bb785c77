"""Every route answers, whatever stands in the query, with numbers that carry what they need."""

import re

import pytest

from tests.drawn import drawn

DOMAINS = ("/economy", "/society", "/port", "/gov", "/service", "/business", "/people", "/ecology", "/emergency",
           "/supervision", "/infra", "/data")  # fmt: skip
ROUTES = ("/", *DOMAINS, "/wall", "/wall/city", "/wall/port", "/style", "/warnings", "/region/330900", "/region/330902002", "/table", "/catalog", "/batches", "/indicator/port.cargo_ytd",
          "/indicator/grid.ontime_rate", "/indicator/econ.gdp_ytd", "/indicator/hydro.reservoir")  # fmt: skip
ODD = ("", "?region=330921&period=2026-09", "?region=ZZ&period=2026-99", "?period=2020Q1", "?period=1990-01",
       "?region=&period=", "?region=330921&region=330902", "?x=%00&code=evil&q=%E2%98%83&batch=-1", "?period=2026-12")  # fmt: skip
#: What must never reach a reader.
LEFTOVERS = re.compile(r"\bnan\b|\bNaN\b|\bNone\b|\bNaT\b|<NA>|Traceback|undefined|\d{4}-\d{2}-\d{2}T|e\+\d\d")


@pytest.mark.parametrize("query", ODD)
@pytest.mark.parametrize("route", ROUTES)
def test_every_route_answers_whatever_the_query(server, route, query):
    page = drawn(server, route + query)
    assert page.select("[data-ready]") or page.select("[data-state=failed]")
    assert LEFTOVERS.findall(page.get_text(" ")) == []


def test_an_unknown_region_and_period_are_named_and_the_city_shown_instead(server):
    page = drawn(server, "/port?region=ZZ&period=2026-99")
    notices = " ".join(notice.get_text() for notice in page.select(".notice"))
    assert ("ZZ" in notices, "2026-99" in notices, "全市" in notices) == (True, True, True)


def test_an_unknown_address_says_so_and_shows_two_ways_on(server):
    page = drawn(server, "/nowhere")
    assert [link["href"] for link in page.select("[data-state=missing] a")] == ["/", "/catalog"]


def test_a_domain_without_data_counts_no_lights(server):
    counts = drawn(server, "/people").select_one(".headline .counts").get_text(" ", strip=True)
    assert re.fullmatch(r"已接入 0 / \d+ 项指标", counts)
    assert "严重" in drawn(server, "/port").select_one(".headline .counts").get_text()


def test_an_unknown_indicator_is_a_designed_state_with_place_and_remedy(server):
    page = drawn(server, "/indicator/port.nothing")
    text = page.select_one("[data-state=failed]").get_text(" ")
    assert ("port.nothing" in text, "处理" in text) == (True, True)


@pytest.mark.parametrize(
    "route", ["/", "/economy", "/society", "/port", "/gov", "/wall/city", "/indicator/port.cargo_ytd"]
)
def test_every_number_carries_indicator_region_period_basis_value_status_and_date(server, route):
    numbers = drawn(server, route).select("[data-indicator]")
    assert len(numbers) >= 1
    for number in numbers:
        told = [number.get(f"data-{name}") for name in ("region", "period", "basis")]
        assert all(told), number
        value = number["data-value"]
        assert re.fullmatch(r"-?\d+(\.\d+)?", value) if value else number.get_text(strip=True) == "—"
        assert (number["data-status"] != "") == (value != "")


def test_demonstration_data_is_marked_on_every_tile_that_shows_it(server):
    tiles = drawn(server, "/economy").select("[data-tile]")
    marked = {tile["data-tile"]: tile.select_one(".demo-mark") is not None for tile in tiles}
    mock = {tile["data-tile"]: tile.select_one("[data-indicator]")["data-status"] == "mock" for tile in tiles}
    assert marked == mock
    assert set(mock.values()) == {True, False}


def test_a_domain_has_a_section_for_each_of_its_systems(server):
    catalog = server.extensions["cockpit"].catalog
    for domain in catalog.domains:
        sections = [section["data-system"] for section in drawn(server, domain.path).select("[data-system]")]
        assert sorted(sections) == sorted(system.code for system in domain.systems)


def test_a_system_without_data_says_not_connected_and_for_which_tables_it_waits(server):
    section = drawn(server, "/ecology").select_one("[data-state=unconnected]")
    assert section.select_one(".unconnected-mark").get_text() == "未接入"
    tables = [(table.get_text(), table["data-table"]) for table in section.select("[data-table]")]
    assert ("碳账户", "carbon_account") in tables


def test_region_and_period_survive_drilling(server):
    page = drawn(server, "/port?region=330921&period=2026-09")
    links = [link["href"] for link in page.select(".tile a.tile-name")]
    assert len(links) >= 5
    assert {link.split("?")[1] for link in links} == {"region=330921&period=2026-09"}


def test_the_county_shows_its_own_number_not_the_citys(server):
    def value(address):
        return drawn(server, address).select_one(".number-large")["data-value"]

    city, county = value("/indicator/port.cargo_ytd"), value("/indicator/port.cargo_ytd?region=330921")
    assert 0 < float(county) < float(city)


def test_the_four_counties_and_the_city_agree(server):
    values = [
        float(drawn(server, f"/indicator/port.cargo_ytd?region={code}").select_one(".number-large")["data-value"])
        for code in ("330902", "330903", "330921", "330922")
    ]
    city = float(drawn(server, "/indicator/port.cargo_ytd").select_one(".number-large")["data-value"])
    assert sum(values) == pytest.approx(city, rel=1e-6)


@pytest.mark.parametrize("words", ["港口货物吞吐量", "GKHWTTL", "gkhwttl", "port.cargo_ytd"])
def test_the_catalog_finds_by_name_pinyin_initials_and_code(server, words):
    found = [link["href"] for link in drawn(server, f"/catalog?q={words}").select("tbody a")]
    assert "/indicator/port.cargo_ytd" in found


def test_the_catalog_lists_all_484(server):
    assert len(drawn(server, "/catalog").select("tbody tr")) == 484


def test_every_refused_row_can_be_read_with_its_reason(server):
    batches = drawn(server, "/batches")
    refused = {row.td.get_text(): row.find_all("td")[6].get_text() for row in batches.select("tbody tr")}
    number, count = next((number, int(count)) for number, count in refused.items() if count not in ("0", "—"))
    rows = drawn(server, f"/batches?batch={number}").select("tbody tr")
    assert len(rows) >= count
    assert all(row.find_all("td")[3].get_text().strip() not in ("", "—") for row in rows)


def test_a_system_with_city_data_only_says_so_at_a_town_and_leads_to_the_city(server):
    page = drawn(server, "/society?region=330903102")
    section = page.select_one("[data-system] [data-state=empty] a").find_parent("section")
    city = drawn(server, "/society").select_one(f"[data-system='{section['data-system']}']")
    assert len(city.select("[data-tile]")) >= 1
    assert section.select_one("a")["href"] == f"/society#{section['id']}"


def test_the_berth_panel_and_the_berth_indicator_tell_the_same_rate(server):
    page = drawn(server, "/port")
    shown = page.select_one("[data-tile='port.berth_occupancy'] .figure").get_text()
    assert f"占用率 {shown}%" in page.select_one("[data-panel=port_berths] .panel-summary").get_text()


def test_what_was_asked_for_in_vain_stands_in_full_width_quotes(server):
    assert "没有指标 “port.nothing”" in drawn(server, "/indicator/port.nothing").get_text()
