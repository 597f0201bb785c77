"""Every unit of the catalog has an English name, and none is scaled anew."""

import re

import pytest

from cockpit.english.unit import units
from metrics.catalog import load_catalog
from metrics.unit import conversion

SYMBOLS = sorted({indicator.unit.symbol for indicator in load_catalog().indicators.values()})


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_unit_has_a_name_without_chinese(symbol):
    told = units().get(symbol)
    assert told is not None or re.search(r"[\u3400-\u9fff]", symbol) is None
    assert told is None or re.search(r"[\u3400-\u9fff]", told.name + told.many) is None


@pytest.mark.parametrize("symbol", sorted(symbol for symbol in units() if symbol.startswith(("万", "亿"))))
def test_a_scale_is_told_as_large_as_it_is(symbol):
    _, factor = conversion(symbol.split("/")[0].split("（")[0])
    words = "100 million" if factor == 1e8 else "10,000"
    assert (factor in (1e4, 1e8), words in units()[symbol].name) == (True, True)
    assert units()[symbol].behind("57.10").startswith("57.10 × ")


def test_one_is_singular():
    assert [units()["天"].behind(numeral) for numeral in ("1", "2", "1,001")] == ["1 day", "2 days", "1,001 days"]


@pytest.mark.parametrize("symbol", ["件", "家", "人次", "倍", "级"])
def test_a_measure_word_heads_a_column_and_is_not_said_behind_a_numeral(symbol):
    told = units()[symbol]
    assert (told.behind("1,001"), told.name != "") == ("1,001", True)
