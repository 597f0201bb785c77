"""The shape of a year from an indicator's own history: what share of the year is usually done by each month's end.

Fishing bans, tax dates and winter works make a straight line a wrong yardstick (traps.md 13). Shares are sums over
sums: every year counts by its amount, and one odd small year does not bend the shape.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.model import Indicator
from metrics.observation import DOUBTFUL
from metrics.rows import Rows, rows_of
from metrics.target_book import Goal

Numbers = npt.NDArray[Any]
#: Whole years that a shape needs, and how many of the newest are looked at.
LEAST, MOST = 2, 5
MONTHS = 12


def shape(indicator: Indicator, frame: pd.DataFrame | Rows, year: int) -> tuple[float, ...] | None:
    """Cumulative shares by the end of January to December from whole years before `year`; None where there are too few.

    January of an indicator that publishes 1–2月 together has half of what both had: the line has to pass somewhere.

    Args:
        frame: metrics.observation.COLUMNS of one indicator and one region.
    """
    years, table = _cumulative_years(indicator, rows_of(frame))
    whole = table[(years < year) & ~np.isnan(table).any(axis=1) & (table[:, -1] > 0)][-MOST:]
    falls = (np.diff(whole, axis=1) < 0).any(axis=1) | (whole[:, 0] < 0)
    whole = whole[~falls]
    if len(whole) < LEAST:
        return None
    sums = whole.sum(axis=0)
    return tuple(float(share) for share in sums / sums[-1])


def weights_json(indicator: Indicator, frame: pd.DataFrame | Rows, year: int) -> str:
    """`shape` as a target's weights_json; empty where there is no shape."""
    found = shape(indicator, frame, year)
    return "" if found is None else json.dumps([*found[:-1], 1.0])


def with_shape(goal: Goal | None, indicator: Indicator, frame: pd.DataFrame | Rows, year: int) -> Goal | None:
    """A seasonal target that brings no weights of its own gets those of its history, or the straight line.

    Args:
        goal: of metrics.target.yearly_target; every other target stays as it is.
    """
    if goal is None or str(goal["profile"]) != "seasonal" or (pd.notna(goal["weights_json"]) and goal["weights_json"]):
        return goal
    found = weights_json(indicator, frame, year)
    return {**goal, "weights_json": found, "profile": "history" if found else "linear"}


def _cumulative_years(indicator: Indicator, rows: Rows) -> tuple[Numbers, Numbers]:
    """Years (ascending), and by year the cumulative value at the end of January to December, NaN where not known."""
    own = rows.totals(indicator.basis) & rows.where("grain", "M") & ~np.isnan(rows["value"])
    own &= np.array([quality not in DOUBTFUL for quality in rows["quality"]], dtype=bool)
    last_day = rows["period_end"][own] - np.timedelta64(1, "D")
    months = last_day.astype("M8[M]").astype(np.int64) + 1970 * MONTHS
    if not len(months):
        return np.empty(0, dtype=np.int64), np.empty((0, MONTHS))
    years = np.arange(months.min() // MONTHS, months.max() // MONTHS + 1)
    table = np.full((len(years), MONTHS), np.nan)
    table[months // MONTHS - years[0], months % MONTHS] = rows["value"][own]  # of a month told twice the last stands
    if indicator.kind != "ytd":
        return years, table.cumsum(axis=1)
    if indicator.jan_feb_combined:
        table[:, 0] = table[:, 1] / 2
    return years, table
