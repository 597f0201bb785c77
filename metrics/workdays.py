"""Working days by the State Council's yearly notices, with their adjusted holidays (S15).

Source: package chinesecalendar. Beyond its last notice plain weekdays count, and `known_until` says so.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import numpy as np
import numpy.typing as npt
import pandas as pd

from cockpit.errors import QueryError

FIRST, LAST = date(2015, 1, 1), date(2035, 12, 31)


def is_workday(day: date) -> bool:
    """Whether offices work on a day; a moved working Saturday counts, a holiday Monday does not."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def is_public_holiday(day: date) -> bool:
    """Whether a day lies in a run of days off that holds an announced holiday, its weekends included."""
    run = [day] if not is_workday(day) else []
    for step in (timedelta(days=-1), timedelta(days=1)):
        other = day + step
        while run and not is_workday(other):
            run.append(other)
            other += step
    return any(other in chinese_calendar.holidays for other in run)


def known_until() -> date:
    """The last day of the last year whose holidays the State Council has announced."""
    return date(max(day.year for day in chinese_calendar.holidays), 12, 31)


def exceptions() -> tuple[tuple[date, int], ...]:
    """Days that are not what their weekday says, since FIRST: +1 a worked weekend day, −1 a weekday off."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    return tuple((day, 1 if is_workday(day) else -1) for day in days if is_workday(day) != (day.weekday() < 5))


def add_workdays(moments: pd.Series, count: pd.Series | int) -> pd.Series:
    """The end of the count-th working day after each moment's day (the day itself never counts).

    Args:
        moments: datetime64; count: working days, at least 1.

    Returns: datetime64[us], midnight at which that working day ends; NaT stays NaT.

    Raises:
        QueryError: a moment outside 2015–2035.
    """
    ordinals, days = _calendar()
    known = moments.notna().to_numpy()
    counts = np.broadcast_to(np.asarray(count, dtype=np.int64), len(moments))[known]
    reached = ordinals[_index(moments[known])] + counts - 1
    if (reached >= len(days)).any():
        raise QueryError("工作日历", f"期限超出 {LAST.year} 年", "核对受理时间与办理时限")
    result = np.full(len(moments), np.datetime64("NaT", "us"))
    result[known] = (days[reached] + np.timedelta64(1, "D")).astype("M8[us]")
    return pd.Series(result, index=moments.index)


def workdays_between(start: pd.Series, end: pd.Series) -> pd.Series:
    """Working days after the day of `start` up to and with the day of `end`; Int64, missing where either is."""
    ordinals, _ = _calendar()
    known = (start.notna() & end.notna()).to_numpy()
    counted = pd.array([None] * len(start), dtype="Int64")
    counted[known] = ordinals[_index(end[known])] - ordinals[_index(start[known])]
    return pd.Series(counted, index=start.index)


def _index(moments: pd.Series) -> npt.NDArray[np.int64]:
    days = moments.to_numpy().astype("M8[D]")
    index = (days - np.datetime64(FIRST, "D")).astype(np.int64)
    outside = (index < 0) | (index > (LAST - FIRST).days)
    if outside.any():
        raise QueryError("工作日历", f"{days[outside][0]} 不在 {FIRST.year}–{LAST.year} 年", "核对这条记录的时间")
    return index


@lru_cache(maxsize=1)
def _calendar() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.datetime64]]:
    """Per day how many working days ended with it since FIRST, and the working days in order."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    is_open = np.array([is_workday(day) for day in days])
    return np.cumsum(is_open), np.array(days, dtype="M8[D]")[is_open]
