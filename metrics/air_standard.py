"""Limits of PM2.5 by the standard in force on the day: the same air is not the same verdict (traps.md 23).

Source: GB 3095—2012; GB 3095—2026 with its transition to the end of 2030 (F26).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Standard:
    """A standard's limits of the second class in μg/m³, in force from `since` up to the day before `until`."""

    name: str
    since: date
    until: date | None
    pm25_day: float
    pm25_year: float


STANDARDS = (
    Standard("GB 3095—2012", date(2016, 1, 1), date(2026, 3, 1), 75, 35),
    Standard("GB 3095—2026（过渡期）", date(2026, 3, 1), date(2031, 1, 1), 60, 30),
    Standard("GB 3095—2026（第二阶段）", date(2031, 1, 1), None, 50, 25),
)


def in_force(day: date) -> Standard | None:
    """The standard of a day; None before the first that is known here."""
    return next((s for s in STANDARDS if s.since <= day and (s.until is None or day < s.until)), None)


def exceeded(days: pd.DataFrame, by: Standard | None = None) -> pd.Series:
    """Whether each day's mean exceeds the limit; missing where there is no value or no standard.

    Args:
        days: columns day datetime64, pm25 float64 (μg/m³).
        by: one standard for all days (按旧标回算); None = each day by its own.
    """
    limits = [(by or in_force(day.date())) for day in days["day"]]
    limit = pd.Series([None if s is None else s.pm25_day for s in limits], index=days.index, dtype="float64")
    over = (days["pm25"] > limit).astype("boolean")
    return over.mask(days["pm25"].isna() | limit.isna())
