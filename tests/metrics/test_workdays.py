"""Working days with the adjusted holidays."""

from datetime import date

import pandas as pd
import pytest

from cockpit.errors import QueryError
from metrics.workdays import add_workdays, is_workday, known_until, workdays_between


def at(*texts):
    return pd.Series(pd.to_datetime(list(texts), format="ISO8601"))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 26), True),  # a Sunday worked for the Spring Festival
        (date(2025, 1, 29), False),
        (date(2025, 9, 28), True),  # a Sunday worked for the National Day
        (date(2025, 10, 6), False),  # a Monday off
        (date(2025, 10, 9), True),
        (date(2025, 6, 14), False),
    ],
)
def test_moved_working_days_and_holidays_are_known(day, works):
    assert is_workday(day) is works


def test_the_day_itself_never_counts_and_the_deadline_is_the_end_of_a_day():
    due = add_workdays(at("2025-06-09 10:00"), 3)  # a Monday
    assert due.tolist() == [pd.Timestamp("2025-06-13")]


def test_a_deadline_jumps_over_the_national_holiday():
    due = add_workdays(at("2025-09-30 16:00"), 3)  # 1 to 8 October off, 11 October a working Saturday
    assert due.tolist() == [pd.Timestamp("2025-10-12")]


def test_each_case_has_its_own_number_of_days_and_a_missing_moment_stays_missing():
    due = add_workdays(at("2025-06-09", "2025-06-09", None), pd.Series([3, 5, 7]))
    assert due.iloc[:2].tolist() == [pd.Timestamp("2025-06-13"), pd.Timestamp("2025-06-17")]
    assert pd.isna(due.iloc[2])


def test_working_days_between_two_moments_are_counted_without_the_first():
    counted = workdays_between(at("2025-09-30", "2025-06-09", None), at("2025-10-11", "2025-06-09", "2025-06-10"))
    assert counted.iloc[:2].tolist() == [3, 0]
    assert pd.isna(counted.iloc[2])


def test_a_moment_from_another_century_is_refused():
    with pytest.raises(QueryError):
        add_workdays(at("1999-01-01"), 3)


def test_it_is_said_until_when_the_holidays_are_known():
    assert known_until() >= date(2025, 12, 31)


def test_beyond_the_announced_holidays_a_saturday_is_still_free_and_a_friday_is_not():
    later = known_until().year + 5
    friday = next(day for n in range(1, 8) if (day := date(later, 6, n)).weekday() == 4)
    assert [is_workday(friday), is_workday(friday.replace(day=friday.day + 1))] == [True, False]
