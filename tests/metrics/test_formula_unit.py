"""The unit of a formula follows from its columns."""

import pytest

from metrics.formula import Measure
from metrics.formula_unit import factor, unit_faults
from metrics.records import Record
from tests.builders import PERCENT, indicator

RECORD = Record(
    record="firm", title="企业", key=("id",),
    columns={
        "id": {"type": "text"}, "tax": {"type": "number", "unit": "万元"}, "land": {"type": "number", "unit": "亩"},
        "staff": {"type": "number", "unit": "人"}, "returns": {"type": "integer", "unit": "次"}, "begun": {"type": "datetime"},
    },
)  # fmt: skip
COUNT = {"aggregate": "count"}


def amount(column):
    return {"aggregate": "sum", "column": column}


def unit(symbol, base, scale=1):
    return {"symbol": symbol, "base": base, "scale": scale, "decimals": 1}


def faults(told, numerator, **facts):
    measure = Measure(record="firm", numerator=numerator, **facts)
    return list(unit_faults(indicator(unit=told), measure, RECORD))


@pytest.mark.parametrize(
    ("told", "numerator", "facts"),
    [
        (unit("亿元", "元", 1e8), amount("tax"), {}),
        (unit("元/亩", "元/亩"), amount("tax"), {"denominator": amount("land")}),
        (unit("元/人", "元/人"), amount("tax"), {"denominator": amount("staff")}),
        (unit("元", "元"), amount("tax"), {"denominator": COUNT}),
        (PERCENT, amount("tax"), {"denominator": amount("tax")}),
        (PERCENT, amount("returns"), {"denominator": COUNT}),
        (unit("户", "户"), COUNT, {"minus": COUNT}),
        (unit("小时", "秒", 3600), {"aggregate": "seconds", "column": "begun", "end": "@as_of"}, {"denominator": COUNT}),
        (unit("天", "天"), {"aggregate": "seconds", "column": "begun", "end": "@as_of"}, {"denominator": COUNT}),
        (unit("小时", "秒", 3600), {"aggregate": "quantile", "column": "begun", "end": "@as_of", "q": 0.9}, {}),
    ],
)  # fmt: skip
def test_a_formula_whose_columns_give_the_unit_is_taken(told, numerator, facts):
    assert faults(told, numerator, **facts) == []


@pytest.mark.parametrize(
    ("told", "numerator", "facts", "words"),
    [
        (unit("件", "件"), COUNT, {"denominator": COUNT}, "公式的单位是个数，指标的基本单位却是 件"),
        (PERCENT, amount("tax"), {"denominator": COUNT}, "公式的单位是 元 ，指标的基本单位却是 1"),
        (unit("元", "元"), amount("tax"), {"denominator": amount("land")}, "公式的单位是 元/亩 ，指标的基本单位却是 元"),
        (unit("吨", "吨"), amount("tax"), {}, "公式的单位是 元 ，指标的基本单位却是 吨"),
        (unit("元", "元"), amount("tax"), {"minus": amount("land")}, " 元 减不了 亩 "),
        (unit("元", "元"), amount("id"), {}, "记录 firm 的列 id 没有写明单位（unit）"),
    ],
)  # fmt: skip
def test_a_formula_that_comes_out_in_another_unit_is_refused(told, numerator, facts, words):
    assert faults(told, numerator, **facts)[:1] == [words]


def test_what_is_kept_in_ten_thousands_comes_out_in_ones_and_seconds_in_days_where_asked():
    taxes, waits = amount("tax"), {"aggregate": "seconds", "column": "begun", "end": "@as_of"}
    told = {
        symbol: factor(
            indicator(unit=unit(symbol, base)), Measure(record="firm", numerator=numerator).numerator, RECORD
        )
        for symbol, base, numerator in (
            ("元", "元", taxes),
            ("天", "天", waits),
            ("秒", "秒", waits),
            ("户", "户", COUNT),
        )
    }
    assert told == {"元": 1e4, "天": 1 / 86400, "秒": 1.0, "户": 1.0}
