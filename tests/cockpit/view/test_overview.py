"""The overview ranks domains by need; warnings stand under who answers; cards and the finder answer by themselves."""

from tests.drawn import drawn


def test_domains_with_most_red_lights_stand_first_and_each_names_its_worst_thing(server):
    rows = drawn(server, "/").select(".ranking tbody tr")
    red = [
        int(row.select_one("th [data-count=red] b").get_text() if row.select_one("th [data-count=red]") else 0)
        for row in rows
    ]
    assert len(rows) >= 4
    assert red == sorted(red, reverse=True)
    assert red[0] >= 1
    for row, count in zip(rows, red, strict=True):
        worst = row.select_one(".ranking-worst [data-light]")
        assert (worst["data-light"] == "red") is (count > 0) if worst else count == 0


def test_a_domain_without_data_is_named_below_and_has_no_row(server):
    page = drawn(server, "/")
    named = {link.get_text() for link in page.select(".ranking-panel .panel-note a")}
    catalog = server.extensions["cockpit"].catalog
    shown = {row["data-domain"] for row in page.select(".ranking tr[data-domain]")}
    assert named == {domain.name for domain in catalog.domains if domain.code not in shown}


def test_every_red_and_yellow_light_stands_once_under_the_department_that_leads(server):
    page, overview = drawn(server, "/warnings"), drawn(server, "/")
    catalog = server.extensions["cockpit"].catalog
    rows = page.select("[data-warning]")
    total = sum(int(count.get_text()) for count in page.select(".headline .count b"))
    assert len({row["data-warning"] for row in rows}) == len(rows) == total >= 5
    assert f"全部 {total} 条预警" in overview.get_text()
    for row in rows:
        group = row.find_parent("section")["data-department"]
        assert catalog.indicator(row["data-warning"]).department.split("、")[0] == group


def test_departments_without_a_red_light_are_folded_and_their_lights_stand_on_the_fold(server):
    for group in drawn(server, "/warnings").select("section[data-department]:not([data-watch])"):
        reds = len(group.select("[data-warning] [data-light=red]"))
        assert group.details.has_attr("open") == (reds > 0)
        assert sum(int(count.b.get_text()) for count in group.summary.select("[data-count=red]")) == reds


def test_what_one_department_answers_for_is_marked_so_that_the_browser_can_put_it_first(server):
    marked = {row["data-department"] for row in drawn(server, "/").select(".attention > li")}
    assert len(marked) >= 2
    me = server.test_client().get("/api/me").get_json()
    assert set(me) == {"title", "department", "region"}


def test_the_finder_knows_indicators_regions_and_departments_by_initials(server):
    told = server.test_client().get("/api/find")
    rows = told.get_json()["rows"]
    found = {row[4]: row for row in rows}
    assert found["/indicator/port.cargo_ytd"][2].startswith("gkhwttl")
    assert "市港航和口岸局" in found["/indicator/port.cargo_ytd"][3]
    assert found["/region/330902002"][1:3] == ["昌国街道", "cgjd"]
    assert len(found) == len(rows)
    again = server.test_client().get("/api/find", headers={"If-None-Match": told.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_card_of_a_number_is_a_piece_of_html_with_its_own_period(server):
    told = server.test_client().get("/api/card/port.cargo_ytd?region=330921&period=2026-09").get_data(as_text=True)
    assert ("年初累计" in told, "2026年1–9月" in told, "<html" in told) == (True, True, False)


def test_a_card_of_nothing_is_refused_in_one_sentence(server):
    answer = server.test_client().get("/api/card/port.nothing")
    assert (answer.status_code, "没有指标" in answer.get_data(as_text=True)) == (400, True)
