"""The shape of a year from an indicator's own history: what share of the year is usually done by each month's end.

Fishing bans, tax dates and winter works make a straight line a wrong yardstick (traps.md 13). Shares are sums over
sums: every year counts by its amount, and one odd small year does not bend the shape.
"""

from __future__ import annotations

import json

import pandas as pd

from metrics.model import Indicator
from metrics.observation import DOUBTFUL

#: Whole years that a shape needs, and how many of the newest are looked at.
LEAST, MOST = 2, 5
MONTHS = 12


def shape(indicator: Indicator, frame: pd.DataFrame, year: int) -> tuple[float, ...] | None:
    """Cumulative shares by the end of January to December from whole years before `year`; None where there are too few.

    January of an indicator that publishes 1–2月 together has half of what both had: the line has to pass somewhere.

    Args:
        frame: metrics.observation.COLUMNS of one indicator and one region.
    """
    years = _cumulative_years(indicator, frame)
    whole = years[(years.index < year) & years.notna().all(axis=1) & (years[MONTHS] > 0)].tail(MOST)
    falls = (whole.diff(axis=1).iloc[:, 1:] < 0).any(axis=1) | (whole[1] < 0)
    whole = whole[~falls]
    if len(whole) < LEAST:
        return None
    sums = whole.sum()
    return tuple(float(share) for share in sums / sums[MONTHS])


def weights_json(indicator: Indicator, frame: pd.DataFrame, year: int) -> str:
    """`shape` as a target's weights_json; empty where there is no shape."""
    found = shape(indicator, frame, year)
    return "" if found is None else json.dumps([*found[:-1], 1.0])


def with_shape(goal: pd.Series | None, indicator: Indicator, frame: pd.DataFrame, year: int) -> pd.Series | None:
    """A seasonal target that brings no weights of its own gets those of its history, or the straight line.

    Args:
        goal: of metrics.target.yearly_target; every other target stays as it is.
    """
    if goal is None or str(goal["profile"]) != "seasonal" or (pd.notna(goal["weights_json"]) and goal["weights_json"]):
        return goal
    found = weights_json(indicator, frame, year)
    return pd.Series({**goal.to_dict(), "weights_json": found, "profile": "history" if found else "linear"})


def _cumulative_years(indicator: Indicator, frame: pd.DataFrame) -> pd.DataFrame:
    """By year, columns 1 … 12: the cumulative value at each month's end, NaN where it is not known."""
    own = frame[
        (frame["dimension"] == "") & (frame["grain"] == "M") & (frame["basis"] == indicator.basis)
        & ~frame["quality"].isin(list(DOUBTFUL))
    ].dropna(subset=["value"])  # fmt: skip
    last_day = own["period_end"] - pd.Timedelta(days=1)
    told = own.assign(year=last_day.dt.year, month=last_day.dt.month)
    table = told.pivot_table(index="year", columns="month", values="value", aggfunc="last")
    table = table.reindex(columns=range(1, MONTHS + 1)).astype(float)
    if indicator.jan_feb_combined:
        table[1] = table[2] / 2 if indicator.kind == "ytd" else table[1]
    return table if indicator.kind == "ytd" else table.cumsum(axis=1, skipna=False)
