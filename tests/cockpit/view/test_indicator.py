"""The indicator's page answers: how much, why, what next, what does it mean, where from?"""

import re

import pytest

from tests.drawn import drawn


def card(page, title):
    return next((h2.find_parent("section") for h2 in page.select("h2") if h2.get_text().startswith(title)), None)


def test_a_cumulative_indicator_is_told_to_the_end_of_the_year_and_marked_as_forecast(server):
    found = card(drawn(server, "/indicator/port.cargo_ytd"), "到年底会怎样")
    text = found.get_text()
    assert found.select_one("h2 .demo-mark").get_text() == "预测"
    assert re.search(
        r"全年预计 [\d.,]+亿吨（八成把握在 [\d.,]+亿吨 至 [\d.,]+亿吨），达到年度目标 [\d.,]+亿吨 的可能性约 \d+%", text
    )
    assert "不是统计数字" in text


def test_a_forecast_that_is_refused_says_why(server):
    text = card(drawn(server, "/indicator/port.cargo_ytd?period=2020-03"), "到年底会怎样").get_text()
    assert "不预测" in text


def test_when_the_year_is_over_nothing_is_forecast(server):
    assert "本年已经结束" in card(drawn(server, "/indicator/port.cargo_ytd?period=2025-12"), "到年底会怎样").get_text()


def test_the_counties_contributions_are_drawn_only_where_they_add_up_to_the_city(server):
    assert card(drawn(server, "/indicator/port.cargo_ytd"), "变化从哪来") is not None
    assert card(drawn(server, "/indicator/econ.fai_yoy"), "变化从哪来") is None
    assert card(drawn(server, "/indicator/port.cargo_ytd?region=330921"), "变化从哪来") is None


@pytest.mark.parametrize("code", ["port.cargo_ytd", "grid.ontime_rate", "econ.budget_rev_ytd"])
def test_the_page_is_told_in_sentences_that_agree_with_its_number(server, code):
    page = drawn(server, f"/indicator/{code}")
    shown = page.select_one(".number-large .figure").get_text()
    assert shown in page.select_one(".in-words").get_text()


def test_every_breakdown_is_named_in_chinese(server):
    page = drawn(server, "/indicator/grid.ontime_rate")
    assert card(page, "按来源") is not None
    assert not re.search(r"superior|dept|public", page.get_text())


def test_the_lineage_leads_to_the_batch_and_shows_no_folder_of_the_machine(server):
    lineage = drawn(server, "/indicator/grid.ontime_rate").select_one("#lineage")
    assert lineage.select_one("a[href^='/batches?batch=']") is not None
    assert ("交换库 grid_event" in lineage.get_text(), "sqlite" in lineage.get_text()) == (True, False)
