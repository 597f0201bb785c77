"""Sudden surges of daily counts, against days that are like this one: same weekday, or same day of the Spring Festival.

Robust z: (count − median of the like days) ÷ max(1.4826 × MAD, √median, 1). The root is the spread of mere chance
(Poisson), so that quiet series do not cry wolf at two instead of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.spring_festival import offsets

Numbers = npt.NDArray[Any]
#: A week in microseconds.
WEEK = 7 * 24 * 3600 * 1_000_000
#: Weeks looked back for like days; fewer than LEAST of them and nothing is judged.
WEEKS, LEAST = 12, 6
#: Years looked back for like days of the Spring Festival.
YEARS, LEAST_YEARS = 5, 2
#: z beyond which a day is a surge.
SURGE = 3.0


def surges(days: pd.DataFrame, threshold: float = SURGE, since: pd.Timestamp = pd.Timestamp.min) -> pd.DataFrame:
    """Every day from `since` on, judged against its like days before it.

    Args:
        days: columns day datetime64 (unique), count float64 (NaN = not reported).

    Returns: the days in order with expected (median of like days), z, like (how many), surge (boolean; <NA> = not
        judged: the day or too many of its like days are missing).
    """
    ordered = days.sort_values("day", ignore_index=True)
    past = _Past(
        ordered["day"].to_numpy("datetime64[us]").astype("int64"), ordered["count"].to_numpy(dtype=float),
        offsets(ordered["day"]).to_numpy(dtype=float, na_value=np.nan),
    )  # fmt: skip
    wanted = ordered["day"] >= since
    judged = [_judge(int(place), past) for place in np.flatnonzero(wanted)]
    told = ordered[wanted].reset_index(drop=True)
    told = told.assign(expected=[j[0] for j in judged], z=[j[1] for j in judged], like=[j[2] for j in judged])
    surge = (told["z"] > threshold).astype("boolean").mask(told["z"].isna())
    return told.assign(surge=surge)


def looks_back_to(first: pd.Timestamp, last: pd.Timestamp) -> pd.Timestamp:
    """The earliest day that has a say in judging the days from `first` to `last`: years back only in the Spring Festival."""
    season = offsets(pd.Series(pd.date_range(first, last, freq="D"))).notna().any()
    # The festival moves by up to a month from year to year.
    return first - (pd.DateOffset(years=YEARS, months=1) if season else pd.Timedelta(weeks=WEEKS))


@dataclass(frozen=True)
class _Past:
    """Days in order: moments in microseconds, counts and days from the Spring Festival (NaN outside of its season)."""

    moments: Numbers
    counts: Numbers
    season: Numbers

    @cached_property
    def places(self) -> dict[int, int]:
        """Moment → its place."""
        return {moment: place for place, moment in enumerate(self.moments.tolist())}


def _judge(day: int, past: _Past) -> tuple[float, float, int]:
    if np.isnan(past.season[day]):
        weeks = [past.places.get(int(past.moments[day]) - n * WEEK) for n in range(1, WEEKS + 1)]
        like, least = [p for p in weeks if p is not None and np.isnan(past.season[p])], LEAST
    else:
        like, least = np.flatnonzero(past.season[:day] == past.season[day])[-YEARS:].tolist(), LEAST_YEARS
    known = past.counts[like]
    known = known[~np.isnan(known)]
    if len(known) < least or np.isnan(past.counts[day]):
        return np.nan, np.nan, len(known)
    middle = float(np.median(known))
    spread = max(1.4826 * float(np.median(np.abs(known - middle))), np.sqrt(middle), 1.0)
    return middle, (past.counts[day] - middle) / spread, len(known)
