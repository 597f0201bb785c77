"""How a number is written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.format import MISSING, show, show_with_unit, status_word
from metrics.model import Unit
from metrics.rounding import show_number
from tests.builders import PERCENT, PERSONS, TONS

YI_TONS, RATE, HEADS = Unit(**TONS), Unit(**PERCENT), Unit(**PERSONS)


def test_thirty_thousand_wan_tons_are_three_point_zero_three_yi_tons():
    assert show(30300e4, YI_TONS) == "3.03"
    assert show_with_unit(30300e4, YI_TONS) == "3.03亿吨"


def test_a_stored_fraction_is_shown_in_per_cent():
    assert show_with_unit(0.946, RATE) == "94.6%"


def test_thousands_are_separated():
    assert show(12345678, HEADS) == "12,345,678"


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_a_missing_value_is_a_dash_without_unit(value):
    assert show_with_unit(value, HEADS) == MISSING == "—"


def test_zero_is_zero_and_not_missing():
    assert show_with_unit(0.0, HEADS) == "0人"


@pytest.mark.parametrize(
    ("quality", "shown"),
    [
        ("lower_bound", ">6.00亿吨"),
        ("expected", "预计 6.00亿吨"),
        ("rounded", "约 6.00亿吨"),
        ("as_published", "6.00亿吨"),
        ("", "6.00亿吨"),
    ],
)
def test_a_doubtful_figure_carries_its_mark(quality, shown):
    assert show_with_unit(6e8, YI_TONS, quality) == shown


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("preliminary", "初步"),
        ("revised", "修订"),
        ("final", "最终"),
        ("estimated", "估算"),
        ("mock", "演示"),
        ("", ""),
    ],
)
def test_the_status_is_a_word(status, word):
    assert status_word(status) == word


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (2.675, 2, "2.68"),
        (0.125, 2, "0.13"),
        (-0.04, 1, "0.0"),
        (-2.5, 0, "-3"),
        (1234.5, 0, "1,235"),
        (0.1 + 0.2, 1, "0.3"),
    ],
)
def test_halves_go_up_and_there_is_no_negative_zero(value, decimals, shown):
    assert show_number(value, decimals) == shown


@given(st.floats(allow_nan=True, allow_infinity=True, width=32))
def test_no_screen_ever_says_nan_none_or_inf(value):
    shown = show_with_unit(value, YI_TONS).lower()
    assert not any(word in shown for word in ("nan", "none", "inf", "e+"))
