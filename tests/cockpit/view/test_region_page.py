"""The chain city, county, town, village, grid: each place has its page, and its children add up or say by how much not."""

import re

from tests.drawn import drawn


def children(page):
    return [
        link["href"] for link in page.select(".panel tbody td:first-child a") if link["href"].startswith("/region/")
    ]


def card(page, title):
    return next(h2.find_parent("section") for h2 in page.select("h2") if h2.get_text().startswith(title))


def test_every_level_leads_to_the_next_down_to_the_grid_keeping_the_period(server):
    address, lengths = "/region/330900?period=2026-09", []
    while below := children(drawn(server, address)):
        address = below[0]
        assert address.endswith("?period=2026-09")
        lengths.append(len(address.split("?")[0].removeprefix("/region/")))
    assert lengths == [6, 9, 12, 15]


def test_the_children_add_up_to_the_place_or_the_gap_is_told(server):
    told = card(drawn(server, "/region/330900"), "下一级").get_text()
    parts = re.search(r"合计上报 ([\d,]+) 件，(与本级 ([\d,]+) 件一致|本级 ([\d,]+) 件，差 ([\d,]+) 件)", told)
    named, whole = (int(text.replace(",", "")) for text in (parts[1], parts[3] or parts[4]))
    assert whole - named == int((parts[5] or "0").replace(",", ""))
    assert whole > 0


def test_the_month_in_the_trend_is_the_month_beside_it_without_repeated_reports(server):
    page = drawn(server, "/region/330900?period=2026-09")
    beside = re.search(r"2026年9月：\d+ 个下级合计上报 [\d,]+ 件，(?:与本级|本级) ([\d,]+) 件", card(page, "下一级").get_text())
    trend = re.search(r"2026年9月 ([\d,]+) 件", card(page, "上报事件").get_text())
    assert trend[1] == beside[1]


def test_the_trail_of_a_village_names_every_place_above_it(server):
    page = drawn(server, "/region/330902002008")
    trail = [link.get_text() for link in page.select(".crumbs a")]
    assert trail == ["总览", "定海区", "昌国街道"]


def test_choosing_another_county_on_a_places_page_opens_that_county(server):
    links = {link.get_text(): link["href"] for link in drawn(server, "/region/330902").select(".segment")}
    assert (links["普陀"], links["全市"]) == ("/region/330903", "/region/330900")


def test_a_place_nobody_knows_is_a_designed_state(server):
    for code in ("999999", "330902002008999", "S999", "%27"):
        assert drawn(server, f"/region/{code}").select_one("[data-state=failed]")
