"""Months out of cumulative values."""

import pytest

from metrics.monthly import ESTIMATED, REVISED, Month, current_month, month_on_month
from metrics.period import parse_period
from tests.builders import flow, frame, indicator, observed

INDUSTRY = indicator(jan_feb_combined=True)
JAN_TO_APRIL = (observed("2026-01~02", 20.0), observed("2026-03", 35.0), observed("2026-04", 52.0))


def month(key, *rows, of=INDUSTRY):
    return current_month(of, frame(*rows), parse_period(key))


def test_march_is_the_difference_to_the_combined_january_and_february():
    assert month("2026-03", *JAN_TO_APRIL) == Month(15.0, ESTIMATED)


@pytest.mark.parametrize("key", ["2026-01", "2026-02"])
def test_january_and_february_have_no_value_of_their_own(key):
    assert month(key, *JAN_TO_APRIL) == Month(None, "1–2月合并公布")


def test_a_published_month_wins_over_the_difference():
    assert month("2026-04", *JAN_TO_APRIL, observed("2026-04", 18.5, basis="current")) == Month(18.5, "")


def test_a_revised_base_is_used_and_told():
    rows = (
        observed("2026-03", 35.0, vintage="2026-04-20"),
        observed("2026-03", 33.0, vintage="2026-05-20"),
        observed("2026-04", 52.0, vintage="2026-05-20"),
    )
    assert month("2026-04", *rows) == Month(19.0, REVISED, True)


def test_the_order_of_the_rows_does_not_decide_which_vintage_is_the_newest():
    rows = (
        observed("2026-04", 52.0),
        observed("2026-03", 33.0, vintage="2026-05-20"),
        observed("2026-03", 35.0, vintage="2026-04-20"),
    )
    assert month("2026-04", *rows).value == 19.0


def test_a_falling_cumulative_value_gives_no_negative_month():
    assert month("2026-04", observed("2026-03", 55.0), observed("2026-04", 52.0)) == Month(None, "上期累计已修订", True)


def test_without_the_cumulative_value_before_there_is_no_month():
    assert month("2026-04", observed("2026-04", 52.0)) == Month(None, "缺2026年3月累计值")
    assert month("2026-04") == Month(None, "未公布")


def test_where_months_are_published_singly_january_is_its_cumulative_value():
    assert month("2026-01", observed("2026-01", 9.0), of=indicator()) == Month(9.0, "")
    assert month("2026-02", observed("2026-01", 9.0), observed("2026-02", 20.0), of=indicator()) == Month(
        11.0, ESTIMATED
    )


def months(*values, of=None):
    rows = [observed(f"2026-{n:02d}", value, basis="current") for n, value in enumerate(values, 1)]
    return lambda key: month_on_month(
        of or flow(unit={"symbol": "吨", "base": "吨", "scale": 1e4, "decimals": 0}), frame(*rows), parse_period(key)
    )


def test_a_month_stands_against_the_month_before():
    assert months(31e4, 22.4e4)("2026-02") == pytest.approx(-0.2)  # 1.0 and 0.8 a day


@pytest.mark.parametrize(
    ("key", "exists"), [("2026-01", False), ("2026-02", False), ("2026-03", False), ("2026-04", True)]
)
def test_after_a_combined_january_and_february_march_has_no_month_before(key, exists):
    combined = flow(jan_feb_combined=True)
    assert (months(100, 100, 60, 66, of=combined)(key) is not None) is exists


def test_a_gap_is_no_month_before():
    assert months(100e4, None, 60e4)("2026-03") is None


def test_an_unfinished_month_is_not_set_against_a_whole_one():
    rows = frame(
        observed("2026-10", 310, basis="current"), observed("2026-11", 230, basis="current", as_of="2026-11-23")
    )
    assert month_on_month(flow(), rows, parse_period("2026-11")) is None
