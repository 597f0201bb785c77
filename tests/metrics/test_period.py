"""Periods: keys, labels, neighbours, completeness."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.errors import QueryError
from metrics.period import Period, add_months, latest_complete_month, month_of, parse_period


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("2026-10", "2026年10月"),
        ("2026-01~02", "2026年1–2月"),
        ("2026Q3", "2026年三季度"),
        ("2026", "2026年"),
        ("2026-11-23", "2026年11月23日"),
        ("2018-10-01~10-07", "2018年10月1日至10月7日"),
    ],
)
def test_a_key_of_the_address_bar_becomes_the_label_of_the_screen_and_back(key, label):
    period = parse_period(key)
    assert (period.label, period.key) == (label, key)


@pytest.mark.parametrize("text", ["", "2026-13", "2026Q5", "2026-02-30", "abc", "1800", "2026-1", "NaN", "2026-10'--"])
def test_nonsense_is_refused_with_the_accepted_spellings(text):
    with pytest.raises(QueryError) as refusal:
        parse_period(text)
    assert "2026-10" in refusal.value.remedy


def test_the_span_is_half_open():
    october = parse_period("2026-10")
    assert (october.start, october.end, october.last_day) == (date(2026, 10, 1), date(2026, 11, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("key", "before"),
    [
        ("2026-10", "2025-10"),
        ("2026-01~02", "2025-01~02"),
        ("2026Q1", "2025Q1"),
        ("2026", "2025"),
        ("2024-02-29", "2023-02-28"),
    ],
)
def test_the_year_before_is_the_same_period_one_year_earlier(key, before):
    assert parse_period(key).year_before().key == before


def test_the_leap_year_s_combined_period_keeps_its_whole_february():
    assert parse_period("2024-01~02").year_before().end == date(2023, 3, 1)
    assert parse_period("2025-01~02").year_before().end == date(2024, 3, 1)


@pytest.mark.parametrize(("key", "before"), [("2026-01", "2025-12"), ("2026-01~02", "2025-12"), ("2026Q1", "2025Q4")])
def test_the_period_before_crosses_the_year(key, before):
    assert parse_period(key).before().key == before


@pytest.mark.parametrize(
    ("key", "label"),
    [("2026-10", "2026年1–10月"), ("2026-12", "2026年"), ("2026-01", "2026年1月"), ("2026-01~02", "2026年1–2月")],
)
def test_a_cumulative_value_names_the_span_it_covers(key, label):
    assert parse_period(key).cumulative_label == label


def test_a_month_is_complete_only_when_the_data_reach_its_end():
    november = parse_period("2026-11")
    assert not november.is_complete(datetime(2026, 11, 30, 23, 59))
    assert november.is_complete(datetime(2026, 12, 1))
    assert november.is_complete(None)


def test_today_the_newest_finished_month_is_october():
    assert latest_complete_month(date(2026, 11, 23)).key == "2026-10"
    assert latest_complete_month(date(2026, 1, 31)).key == "2025-12"


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.integers(-600, 600))
def test_adding_months_never_leaves_the_wanted_month(day, months):
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_months_tile_the_calendar_without_gap_or_overlap(day):
    month: Period = month_of(day)
    assert month.start <= day < month.end
    assert month.before().end == month.start
    assert parse_period(month.key) == month
