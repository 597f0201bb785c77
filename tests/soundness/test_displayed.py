"""Official figures as a page shows them, from the worked figures of the sources (S03, S04, S06–S10; traps 3, 5–8, 12, 13, 23)."""

import json

import pytest

from app import create_app
from tests.drawn import drawn
from tests.installation import clock
from tests.soundness.own_sources import GROWN, YTD, observations, own_settings, source, taken_in
from tests.soundness.test_screens import figures

#: 规上工业总产值 of the first quarter of 2020 (F07), 亿元, and 可比口径 growth; the city is published as 316.3 and 76.9 %.
OUTPUT = {"330902": 87.3, "330903": 46.6, "330921": 172.4, "330922": 1.0, "ZS-JKQ": 8.9, "ZS-XC": 14.6, "ZS-JT": 4.7,
          "ZS-LH": 21.8}  # fmt: skip
GDP = {"330902": "-2.1", "330903": "-3.3", "330921": "87.6", "330922": "-4.2"}


def at(place, **facts):
    return {"region_code": place, "vintage": "2020-04-20", **facts}


ROWS = [
    ("econ.output_ytd", "2020-03", "316.3", "亿元", YTD), ("econ.output_ytd", "2019-03", "178.2", "亿元", YTD),
    ("econ.output_ytd", "2020-03", "76.9", "%", GROWN),
    *[("econ.output_ytd", "2020-03", str(v), "亿元", at(code, **YTD)) for code, v in OUTPUT.items()],
    *[("econ.gdp_yoy", "2020Q1", v, "%", at(code)) for code, v in GDP.items()],
    ("econ.gdp_ytd", "2020Q4", "1510", "亿元", YTD), ("econ.gdp_ytd", "2021Q4", "1704", "亿元", YTD),
    ("econ.gdp_ytd", "2021Q4", "8.4", "%", GROWN), ("econ.gdp_ytd", "2020Q4", "12.0", "%", GROWN),
    ("econ.profit_ytd", "2025-10", "-2", "亿元", YTD), ("econ.profit_ytd", "2026-10", "3", "亿元", YTD),
    ("econ.profit_ytd", "2024-10", "-1", "亿元", YTD),
    ("econ.import_ytd", "2020-03", "0", "亿元", YTD),
    ("econ.import_ytd", "2020-03", "", "%", GROWN | {"value_text": "上年为1.43"}),
    ("emg.deaths", "2026-10", "2", "人", YTD), ("emg.deaths", "2025-10", "1", "人", YTD),
    ("econ.aquatic", "2026-01", "20", "万吨", YTD), ("econ.aquatic", "2026-02", "35", "万吨", YTD),
    ("econ.aquatic", "2026-03", "52", "万吨", YTD),
    ("traffic.accidents", "2026-11", "230", "起", {"vintage": "2026-11-24"}), ("traffic.accidents", "2025-11", "310", "起"),
    *[("traffic.accidents", f"2026-11-{d:02d}", "10", "起") for d in range(1, 24)],
    *[("traffic.accidents", f"2025-11-{d:02d}", str(240 / 23), "起") for d in range(1, 31)],
    ("eco.aqi_good", "2026-03", "80", "%"), ("eco.aqi_good", "2025-03", "95", "%"), ("eco.aqi_good", "2026-02", "96", "%"),
    *[("eco.aqi_good", p, v, "%", {"dimension": "standard", "member": "HJ 633—2012"})
      for p, v in (("2026-03", "94"), ("2025-03", "95"), ("2026-02", "96"))],
    ("svc.good_rate", "2026-10", "99.9", "%"), ("svc.active_review_rate", "2026-10", "12.5", "%"),
    ("emg.response_level", "2026-10", "1", "级", at("330902")), ("emg.response_level", "2026-10", "4", "级", at("330903")),
    ("port.cargo_ytd", "2025-10", "5.9", "亿吨", YTD), ("econ.budget_rev_ytd", "2025-12", "97", "亿元", YTD),
]  # fmt: skip


@pytest.fixture(scope="module")
def book(installation, tmp_path_factory):
    """A cockpit over these figures and nothing else."""
    own = own_settings(tmp_path_factory.mktemp("book"), installation)
    source(own, "month", observations(*ROWS), into="observation", cycle="M")
    publication, _ = taken_in(own)
    assert publication.reports[0].rows_rejected == 0, publication.reports
    return create_app(own, clock)


def page(book, code, **query):
    told = "&".join(f"{name}={value}" for name, value in query.items())
    return drawn(book, f"/indicator/{code}?{told}")


def rows(page, card):
    return {row.dt.get_text(): row.dd.get_text(" ", strip=True) for row in page.select_one(card).select("dl > div")}


def words(page):
    """The page without the card that explains which figures would be wrong."""
    for card in page.select("#definition"):
        card.decompose()
    return page.get_text()


def changed(page):
    return page.select_one(".headline .change").get_text()


def test_s03_the_page_shows_the_published_76_9_and_not_the_quotient_of_77_5(book):
    text = words(page(book, "econ.output_ytd", period="2020-03"))
    assert changed(page(book, "econ.output_ytd", period="2020-03")) == "同比 ▲76.9%"
    assert "77.5" not in text and "357.3" not in text


def test_trap_5_beside_the_percentage_stand_its_base_and_the_difference(book):
    told = rows(page(book, "econ.output_ytd", period="2020-03"), "#official")["上年同期与增减"]
    assert told == "178.20亿元，增加 138.10亿元（上年公布数；同比按可比口径公布，不由两数相除）"
    assert "上年同期与增减" not in rows(page(book, "econ.gdp_ytd", period="2021-12"), "#official")


def test_s09_the_eight_rows_of_the_bulletin_are_never_one_sum_on_screen(book):
    text = words(page(book, "econ.output_ytd", period="2020-03"))
    assert "316.30" in text and "全市只用发布值，不由县区合成" in text
    assert not any(wrong in text for wrong in ("357.3", "357.30"))


def test_trap_7_the_page_of_the_city_has_no_growth_of_19_5_made_of_its_counties(book):
    city = page(book, "econ.gdp_yoy", period="2020-03")
    assert "没有" in city.select_one(".headline .question").get_text()
    assert city.select_one(".number-large") is None
    for wrong in ("19.5", "19.50"):
        assert wrong not in words(city)
    assert (
        page(book, "econ.gdp_yoy", period="2020-03", region="330921").select_one(".number-large")["data-value"]
        == "0.876"
    )


def test_s04_the_nominal_12_8_is_nowhere_on_the_page_of_the_gross_product(book):
    told = page(book, "econ.gdp_ytd", period="2021-12")
    assert changed(told) == "同比 ▲8.4%"
    assert "12.8" not in told.get_text()


def test_s07_two_years_of_8_4_and_12_are_10_2_on_the_page(book):
    told = rows(page(book, "econ.gdp_ytd", period="2021-12"), "#official")
    assert told["两年平均增速"].startswith("▲10.2%")


@pytest.mark.parametrize(("period", "words"), [("2026-10", "扭亏"), ("2025-10", "增亏")])
def test_s06_a_loss_that_turns_and_a_loss_that_grows_are_words_on_the_page(book, period, words):
    told = page(book, "econ.profit_ytd", period=period)
    assert changed(told) == words
    assert "%" not in changed(told) and "250" not in told.select_one(".headline").get_text()


def test_s06_the_source_s_own_words_stand_on_the_page_instead_of_a_percentage(book):
    told = page(book, "econ.import_ytd", period="2020-03")
    assert changed(told) == "上年为1.43"
    assert told.select_one(".number-large .figure").get_text() == "0.00"


def test_trap_12_one_death_more_is_one_person_more_and_no_red_light(book):
    told = page(book, "emg.deaths", period="2026-10")
    assert changed(told) == "比上年同期 ▲1人（+100%）"
    assert told.select_one(".headline .favour").get_text() == "上升（不利）"
    assert told.select_one(".headline [data-light]")["data-light"] != "red"


def test_trap_3_the_year_is_its_last_cumulative_value_and_a_month_is_said_to_be_reckoned(book):
    told = page(book, "econ.aquatic", period="2026-03")
    assert float(told.select_one(".number-large")["data-value"]) == 520_000
    assert "107" not in told.select_one(".headline").get_text()
    assert rows(told, "#official")["2026年3月当月"] == "17.00万吨（推算）"


def test_trap_3_cumulative_values_are_drawn_year_over_year_by_month_and_never_fall_back(book):
    trend = next(
        f for f in figures(book, "/indicator/econ.aquatic?period=2026-03") if f["data"][0]["type"] == "scatter"
    )
    assert [trace["name"] for trace in trend["data"]] == ["2026年"]
    assert (trend["data"][0]["x"][:3], trend["data"][0]["y"][:3]) == (["1月", "2月", "3月"], [20.0, 35.0, 52.0])


def test_s10_the_page_compares_twenty_three_days_with_twenty_three_days(book):
    told = page(book, "traffic.accidents", period="2026-11")
    assert changed(told) == "同比 ▼4.2%"
    assert "25.8" not in told.get_text()
    assert "本期未结束" in told.get_text() or told.select_one("[data-period='2026-11']") is not None


def test_trap_23_across_the_new_standard_growth_is_incomparable_until_the_reader_asks_for_the_old_one(book):
    told = page(book, "eco.aqi_good", period="2026-03")
    assert changed(told) == "口径调整，不可比"
    links = {a.get_text(): a["href"] for a in told.select("[data-standard] a")}
    assert list(links) == ["现行口径", "按旧标回算（HJ 633—2012）"]
    old = drawn(book, links["按旧标回算（HJ 633—2012）"])
    assert changed(old) == "比上年同期 ▼1.0个百分点"
    assert old.select_one(".number-large")["data-value"] == "0.94"
    assert "不是现行口径" in old.select_one("[data-standard]").get_text()


def test_trap_23_the_chart_has_a_line_at_the_day_of_the_new_standard(book):
    trend = figures(book, "/indicator/eco.aqi_good?period=2026-03")[0]
    lines = [shape for shape in trend["layout"]["shapes"] if shape["type"] == "line"]
    assert [line["x0"] for line in lines] == ["2026年3月"]
    assert any("口径调整" in note["text"] and note["x"] == "2026年3月" for note in trend["layout"]["annotations"])


def test_trap_23_an_unknown_standard_is_refused_and_nothing_is_invented(book):
    assert "没有按" in page(book, "eco.aqi_good", period="2026-03", standard="GB").get_text()


def test_trap_31_the_city_has_no_level_of_response_made_of_its_counties(book):
    told = drawn(book, "/emergency")
    assert told.select_one("[data-tile='emg.response_level']") is None
    assert page(book, "emg.response_level").select_one(".number-large") is None


def test_trap_11_a_page_without_a_value_says_so_and_shows_no_zero(book):
    told = page(book, "emg.deaths", period="2024-10")
    assert told.select_one("[data-value='0']") is None and "没有" in told.get_text()


def test_s12_zero_is_a_number_on_the_page(book):
    assert json.loads(page(book, "econ.import_ytd", period="2020-03").select_one(".number-large")["data-value"]) == 0
