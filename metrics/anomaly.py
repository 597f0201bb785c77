"""Sudden surges of daily counts, against days that are like this one: same weekday, or same day of the Spring Festival.

Robust z: (count − median of the like days) ÷ max(1.4826 × MAD, √median, 1). The root is the spread of mere chance
(Poisson), so that quiet series do not cry wolf at two instead of one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from metrics.spring_festival import offsets

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
    counts = dict(zip(ordered["day"], ordered["count"].astype(float), strict=True))
    season = dict(zip(ordered["day"], offsets(ordered["day"]), strict=True))
    wanted = ordered[ordered["day"] >= since].reset_index(drop=True)
    judged = [_judge(day, counts, season) for day in wanted["day"]]
    told = wanted.assign(expected=[j[0] for j in judged], z=[j[1] for j in judged], like=[j[2] for j in judged])
    surge = (told["z"] > threshold).astype("boolean").mask(told["z"].isna())
    return told.assign(surge=surge)


def _judge(
    day: pd.Timestamp, counts: dict[pd.Timestamp, float], season: dict[pd.Timestamp, float]
) -> tuple[float, float, int]:
    offset = season[day]
    if pd.isna(offset):
        weeks = [day - pd.Timedelta(weeks=n) for n in range(1, WEEKS + 1)]
        like, least = [other for other in weeks if other in counts and pd.isna(season[other])], LEAST
    else:
        like = [other for other, own in season.items() if not pd.isna(own) and own == offset and other < day][-YEARS:]
        least = LEAST_YEARS
    known = np.array([counts[other] for other in like if not np.isnan(counts[other])])
    if len(known) < least or np.isnan(counts[day]):
        return np.nan, np.nan, len(known)
    middle = float(np.median(known))
    spread = max(1.4826 * float(np.median(np.abs(known - middle))), np.sqrt(middle), 1.0)
    return middle, (counts[day] - middle) / spread, len(known)
