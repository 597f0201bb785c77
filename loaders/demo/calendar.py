"""Working days, Spring Festival, the summer fishing ban, and the storm days of the demonstration."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import chinese_calendar
import numpy as np
import numpy.typing as npt

Days = npt.NDArray[Any]

FIRST = date(2018, 1, 1)
LAST = date(2027, 12, 31)

#: First day of the lunar year.
SPRING_FESTIVAL = {
    2018: date(2018, 2, 16),
    2019: date(2019, 2, 5),
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
}

#: Days on which demonstration events, delays at anchor and tickets surge; those of 2026 are invented.
STORM_DAYS = np.array(
    [
        "2019-08-09", "2019-08-10", "2019-10-01", "2020-08-04", "2021-07-24", "2021-07-25", "2021-07-26",
        "2021-09-13", "2022-09-14", "2023-08-01", "2024-09-16", "2024-09-19", "2025-07-30", "2026-07-21",
        "2026-08-14", "2026-08-15",
    ],
    dtype="M8[D]",
)  # fmt: skip

HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@cache
def is_workday(day: date) -> bool:
    """By the State Council's yearly notices (chinesecalendar); plain weekdays after the last notice."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def fishing_ban(days: Days) -> npt.NDArray[np.bool_]:
    """Noon of 1 May to noon of 16 September: the longest ban of the East China Sea (农业农村部 2023 notice)."""
    month_day = (days.astype("M8[M]").astype(int) % 12 + 1) * 100 + day_of_month(days)
    return (month_day >= 501) & (month_day < 916)


def day_of_month(days: Days) -> npt.NDArray[np.int64]:
    """1–31."""
    return (days.astype("M8[D]") - days.astype("M8[M]")).astype(np.int64) + 1


def weekday(days: Days) -> npt.NDArray[np.int64]:
    """0 Monday to 6 Sunday."""
    return (days.astype("M8[D]").astype(np.int64) + 3) % 7


class Workdays:
    """Counts working days in arrays."""

    def __init__(self) -> None:
        span = (LAST - FIRST).days + 1
        self._first = np.datetime64(FIRST, "D")
        self.open = np.array([is_workday(FIRST + timedelta(days=n)) for n in range(span)])
        self._ordinal = np.cumsum(self.open)
        self._days = self._first + np.flatnonzero(self.open)

    def is_open(self, days: Days) -> npt.NDArray[np.bool_]:
        """Whether each day is a working day."""
        return self.open[(days.astype("M8[D]") - self._first).astype(np.int64)]

    def after(self, days: Days, count: npt.NDArray[np.int64] | int) -> Days:
        """The `count`-th working day after each day (the day itself never counts)."""
        ordinal = self._ordinal[(days.astype("M8[D]") - self._first).astype(np.int64)]
        return self._days[ordinal + count - 1]


def holiday_name(day: date) -> str:
    """Chinese name of the holiday, '' on other days (a moved working day keeps none)."""
    try:
        free, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return ""
    return HOLIDAYS.get(name or "", "") if free else ""


def calendar_columns(first: date, last: date) -> dict[str, npt.NDArray[Any]]:
    """Columns of dim_calendar for the days from first to last."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    offsets = [min(((day - spring).days for spring in SPRING_FESTIVAL.values()), key=abs) for day in days]
    array = np.array(days, dtype="M8[D]")
    return {
        "the_date": array,
        "is_workday": np.array([is_workday(day) for day in days]),
        "holiday_name": np.array([holiday_name(day) for day in days]),
        "spring_festival_offset": np.array(offsets),
        "fishing_ban": fishing_ban(array),
    }
