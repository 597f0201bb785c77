"""Repeated requests: the same person, the same matter, within so many days of the time before."""

from __future__ import annotations

import pandas as pd


def repeated(rows: pd.DataFrame, same: list[str], time: str, days: int) -> pd.Series:
    """Whether each row follows one with the same values of `same` within `days` × 24 hours; True on the later ones.

    A row whose `same` columns are not all known repeats nothing. The window slides: a third request counts from the
    second.

    Returns: bool, indexed as the rows.
    """
    known = rows.dropna(subset=[*same, time]).sort_values(time, kind="stable")
    gap = known[time] - known.groupby(same)[time].shift()
    return (gap <= pd.Timedelta(days=days)).reindex(rows.index, fill_value=False)
