"""Putting values together over regions and over time, or refusing to.

Rules: sums only over the explicit set and only when every member is there; ratios from Σ numerator ÷ Σ denominator;
growth and indices never (S01, S02, S09, S12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from metrics.model import Indicator
from metrics.region import region

NEVER_ADDED = "不可由下级合成，只用发布值"


@dataclass(frozen=True)
class Rolled:
    """A value put together, in base unit; None with the reason when it may not or cannot be."""

    value: float | None
    reason: str = ""
    numerator: float | None = None
    denominator: float | None = None
    mock: bool = False


def over_regions(indicator: Indicator, rows: pd.DataFrame, members: Sequence[str]) -> Rolled:
    """The value of the whole from its members in one period.

    Args:
        rows: metrics.observation.COLUMNS of one indicator, one period and basis, totals only; rows of regions outside
            `members` (zones are 其中) are left out.
        members: metrics.region.rollup_set of the indicator.
    """
    growth = rows["basis"].isin(["yoy", "ytd_yoy"]).any()
    if growth or indicator.kind == "growth" or indicator.agg_region in ("none", "weighted"):
        return Rolled(None, NEVER_ADDED)
    own = rows[rows["region"].isin(list(members))].drop_duplicates("region", keep="last").set_index("region")
    columns = ["numerator", "denominator"] if indicator.agg_region == "ratio" else ["value"]
    present = own.dropna(subset=columns).index
    missing = [region(code).name for code in members if code not in present]
    if missing:
        return Rolled(None, f"缺{'、'.join(missing)}")
    return _put_together(own.loc[list(members)], ratio=indicator.agg_region == "ratio")


def over_time(indicator: Indicator, rows: pd.DataFrame) -> Rolled:
    """The value of a longer span from its periods at one region, by the indicator's agg_time.

    Args:
        rows: own values (basis of the indicator), one row per period, neither overlapping nor unfinished.
    """
    ordered = rows.sort_values("period_end")
    way = indicator.agg_time
    if way in ("none", "weighted") or indicator.kind == "growth":
        return Rolled(None, "不可跨期合成，只用发布值")
    if way in ("last", "ytd_last"):
        return _last(ordered)
    columns = ["numerator", "denominator"] if way in ("ratio", "sum_over_sum") else ["value"]
    gaps = int(ordered[columns].isna().any(axis=1).sum())
    if ordered.empty or gaps:
        return Rolled(None, f"缺 {gaps} 期" if gaps else "没有数据")
    mock = bool((ordered["status"] == "mock").any())
    if way in ("mean", "max"):
        return Rolled(float(ordered["value"].agg(way)), mock=mock)
    return _put_together(ordered, ratio=way != "sum")


def _last(ordered: pd.DataFrame) -> Rolled:
    present = ordered.dropna(subset=["value"])
    if present.empty:
        return Rolled(None, "没有数据")
    row = present.iloc[-1]
    return Rolled(float(row["value"]), mock=row["status"] == "mock")


def _put_together(rows: pd.DataFrame, ratio: bool) -> Rolled:
    mock = bool((rows["status"] == "mock").any())
    if not ratio:
        return Rolled(float(rows["value"].sum()), mock=mock)
    numerator, denominator = float(rows["numerator"].sum()), float(rows["denominator"].sum())
    if denominator == 0:
        return Rolled(None, "分母为 0", numerator, denominator, mock)
    return Rolled(numerator / denominator, "", numerator, denominator, mock)
