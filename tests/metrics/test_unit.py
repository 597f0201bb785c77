"""Units."""

import pytest

from metrics.model import Unit
from metrics.unit import conversion, fault


@pytest.mark.parametrize(
    ("symbol", "base", "factor"),
    [("万吨", "吨", 1e4), ("亿元", "元", 1e8), ("万亿元", "元", 1e12), ("%", "1", 0.01), ("个百分点", "1", 0.01), ("小时", "秒", 3600),
     ("万标箱", "TEU", 1e4), ("亿千瓦时", "千瓦时", 1e8), ("件", "件", 1.0), ("万", "万", 1.0), ("倍", "1", 1.0)],
)  # fmt: skip
def test_a_symbol_is_so_many_of_its_base(symbol, base, factor):
    assert conversion(symbol) == (base, factor)


def test_a_unit_that_converts_has_no_fault():
    assert fault(Unit(symbol="亿吨", base="吨", scale=1e8, decimals=2)) == ""


@pytest.mark.parametrize(
    ("base", "scale", "words"),
    [("吨", 1e4, "1亿吨 = 1e+08吨，不是 10000"), ("元", 1e8, "单位 亿吨 的基本单位是 吨，不是 元")],
)
def test_a_unit_that_does_not_convert_says_why(base, scale, words):
    assert fault(Unit(symbol="亿吨", base=base, scale=scale, decimals=2)) == words
