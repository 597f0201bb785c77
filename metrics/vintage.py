"""What was known when: values as of a day, and how a published value was revised afterwards (S13, traps.md 3).

A revision never overwrites: every vintage of an observation is a row of its own.
"""

from __future__ import annotations

import pandas as pd

from metrics.observation import KEY


def known_at(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The newest vintage of every observation that had been published by the end of a day.

    Args:
        frame: metrics.observation.COLUMNS, any number of vintages of an observation.

    Returns: the same columns, one row per observation; what was published later is absent, never replaced.
    """
    until = pd.Timestamp(day).normalize() + pd.Timedelta(days=1)
    known = frame[frame["vintage"] < until].sort_values("vintage", kind="stable")
    return known.drop_duplicates(list(KEY), keep="last")


def revisions(frame: pd.DataFrame) -> pd.DataFrame:
    """Every change of a published value, oldest period first.

    Args:
        frame: metrics.observation.COLUMNS of one indicator; vintages without a value tell nothing and are left out.

    Returns: KEY's columns, vintage (of the new value), before, after, change float64 (base unit); a vintage that
        repeats the value is no revision.
    """
    ordered = frame.dropna(subset=["value"]).sort_values(["period_end", "vintage"], kind="stable")
    before = ordered.groupby(list(KEY), dropna=False, sort=False)["value"].shift()
    told = ordered.assign(before=before, after=ordered["value"], change=ordered["value"] - before)
    changed = told[told["before"].notna() & (told["change"] != 0)]
    return changed[[*KEY, "vintage", "before", "after", "change"]].reset_index(drop=True)
