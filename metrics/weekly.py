"""Week against week by daily means, the public holidays left out: a festival is no slump (traps.md 32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from metrics.growth import arrow
from metrics.rounding import show_number
from metrics.workdays import is_public_holiday

#: Days outside public holidays that a week needs to stand for itself.
LEAST = 3


@dataclass(frozen=True)
class WeekChange:
    """Change of the daily mean as a fraction, None where the text says why there is none; both means in base unit."""

    rate: float | None
    text: str
    mean: float | None = None
    before: float | None = None


def last_week(newest: pd.Timestamp) -> pd.Timestamp:
    """The Monday of the newest week that is whole when `newest` is the last day with data."""
    end = newest + pd.Timedelta(days=1)
    return (end - pd.Timedelta(days=end.weekday() + 7)).normalize()


def week_on_week(days: pd.Series, monday: pd.Timestamp) -> WeekChange:
    """The daily mean of the week from `monday` against that of the week before.

    Args:
        days: float64 by day (datetime64); a day that is missing or NaN makes its week incomplete, never smaller.
    """
    means = [_mean(days, start) for start in (monday, monday - pd.Timedelta(weeks=1))]
    for value, name in zip(means, ("本周", "上周"), strict=True):
        if isinstance(value, str):
            return WeekChange(None, f"{name}{value}，不比较")
    now, before = (float(value) for value in means)
    if before <= 0:
        return WeekChange(None, "上周日均为 0，不比较", now, before)
    rate = now / before - 1
    return WeekChange(rate, f"{arrow(rate)}{show_number(abs(rate) * 100, 1)}%", now, before)


def _mean(days: pd.Series, monday: pd.Timestamp) -> float | str:
    """The mean over the days of a week outside public holidays, or why there is none."""
    ordinary = [
        monday + timedelta(days=n) for n in range(7) if not is_public_holiday((monday + timedelta(days=n)).date())
    ]
    if len(ordinary) < LEAST:
        return "大部分是法定假日"
    found = days.reindex(ordinary)
    return "缺日数据" if found.isna().any() else float(found.mean())
