"""Sentences: no numeral that is not a cell's."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.errors import QueryError
from metrics.narrative import extremes, judgement, paragraph, say, target, what
from metrics.period import parse_period
from metrics.reading import latest
from tests.builders import frame, indicator, observed, targets
from tests.builders import target as goal

NOW = datetime(2026, 11, 23)


def reading(value, before=None, where="330900", plan=None, **facts):
    rows = [observed("2026-10", value, region=where)] + ([observed("2025-10", before, region=where)] if before else [])
    plans = targets(*([goal(plan, region_code=where)] if plan else []))
    return latest(indicator(**facts), frame(*rows), plans, where, parse_period("2026-10"), NOW)


def test_value_growth_and_place_are_told_in_a_clerk_s_order():
    assert what(reading(6.0e8, 5.8e8)).text == "舟山市2026年1–10月试验指标为6.00亿吨，同比增长3.4%。"


def test_without_growth_nothing_is_said_about_it():
    assert what(reading(6.0e8)).text == "舟山市2026年1–10月试验指标为6.00亿吨。"


def test_a_missing_value_is_said_to_be_missing():
    assert what(reading(None)).text == "舟山市2026年1–10月试验指标没有数值（未公布）。"


def test_the_target_is_told_with_completion_and_schedule():
    told = target(reading(6.0e8, plan=7.2e8))
    assert told.text.startswith("年度目标7.20亿吨，已完成83.3%，序时")
    assert target(reading(6.0e8)) is None


def test_a_light_that_is_none_is_not_told():
    assert judgement(reading(6.0e8)) is None
    warn = {"type": "threshold", "op": "<", "red": 7, "yellow": 8, "basis": "D"}
    assert judgement(reading(6.0e8, warn=warn)).text == "严重：6.00亿吨，低于 7亿吨。"


def test_most_and_least_are_named_and_equals_are_not_ranked():
    told = extremes([reading(2e8, where="330902"), reading(3e8, where="330921"), reading(None, where="330922")])
    assert told.text == "岱山县最高（3.00亿吨），定海区最低（2.00亿吨）。"
    assert extremes([reading(2e8, where="330902"), reading(2e8, where="330921")]) is None
    assert extremes([reading(2e8, where="330902")]) is None


def test_a_template_with_a_numeral_of_its_own_is_refused():
    with pytest.raises(QueryError, match="里有数字"):
        say("增长了5%")


def test_a_template_whose_cell_is_missing_is_refused():
    with pytest.raises(QueryError, match="缺单元格"):
        say("增长了{growth}")


@given(st.floats(1e3, 1e12), st.floats(1e3, 1e12), st.floats(1e6, 1e12))
def test_every_numeral_of_a_paragraph_stands_in_a_cell(value, before, plan):
    read = reading(value, before, plan=plan)
    sentences = [what(read), judgement(read), target(read)]
    shown = " ".join(cell for sentence in sentences if sentence for cell in sentence.cells.values())
    for numeral in re.findall(r"\d[\d,.]*", paragraph(sentences)):
        assert numeral.rstrip(".,") in shown
