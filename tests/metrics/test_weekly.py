"""Week against week."""

import pandas as pd
import pytest

from metrics.weekly import last_week, week_on_week


def days(first, *values):
    return pd.Series(values, index=pd.date_range(first, periods=len(values)), dtype=float)


@pytest.mark.parametrize(
    ("newest", "monday"), [("2026-11-22", "2026-11-16"), ("2026-11-21", "2026-11-09"), ("2026-11-23", "2026-11-16")]
)
def test_the_last_week_is_the_newest_whole_one(newest, monday):
    assert last_week(pd.Timestamp(newest)) == pd.Timestamp(monday)


def test_a_missing_day_is_no_small_week():
    found = week_on_week(days("2026-11-09", *[10] * 9, None, *[10] * 4), pd.Timestamp("2026-11-16"))
    assert (found.rate, found.text) == (None, "本周缺日数据，不比较")


def test_a_week_of_noughts_is_no_base():
    found = week_on_week(days("2026-11-09", *[0] * 7, *[10] * 7), pd.Timestamp("2026-11-16"))
    assert (found.rate, found.text) == (None, "上周日均为 0，不比较")


def test_plain_weeks_stand_against_each_other_by_their_means():
    found = week_on_week(days("2026-11-09", *[10] * 7, *[9] * 7), pd.Timestamp("2026-11-16"))
    assert (found.rate, found.text) == (pytest.approx(-0.1), "▼10.0%")
