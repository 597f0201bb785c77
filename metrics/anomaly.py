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
    counts = ordered.set_index("day")["count"].astype(float)
    season = pd.Series(offsets(ordered["day"]).to_numpy(), index=counts.index)
    wanted = ordered[ordered["day"] >= since].reset_index(drop=True)
    judged = [_judge(day, counts, season) for day in wanted["day"]]
    told = wanted.assign(expected=[j[0] for j in judged], z=[j[1] for j in judged], like=[j[2] for j in judged])
    surge = (told["z"] > threshold).astype("boolean").mask(told["z"].isna())
    return told.assign(surge=surge)


def _judge(day: pd.Timestamp, counts: pd.Series, season: pd.Series) -> tuple[float, float, int]:
    offset = season.loc[day]
    if pd.isna(offset):
        like = [day - pd.Timedelta(weeks=n) for n in range(1, WEEKS + 1)]
        like = [other for other in like if other in counts.index and pd.isna(season.loc[other])]
        least = LEAST
    else:
        earlier = season[(season == offset) & (season.index < day)]
        like, least = list(earlier.index[-YEARS:]), LEAST_YEARS
    known = counts.reindex(like).dropna()
    if len(known) < least or pd.isna(counts.loc[day]):
        return np.nan, np.nan, len(known)
    middle = float(known.median())
    spread = max(1.4826 * float((known - middle).abs().median()), np.sqrt(middle), 1.0)
    return middle, (float(counts.loc[day]) - middle) / spread, len(known)
