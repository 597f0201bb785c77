"""Months out of cumulative values, and month against month.

Rules: a published month always wins (S02); a difference of cumulative values is 推算, says when the base was revised,
and does not exist for January and February where they are published together (S05).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from metrics.growth import compared, own_row
from metrics.model import Indicator
from metrics.period import Period, add_months, month_of

#: What the estimate of a month is called on screen.
ESTIMATED, REVISED = "推算", "推算（上期累计已修订）"


@dataclass(frozen=True)
class Month:
    """The value of one month, base unit; mark is "" when published, otherwise how it was found or why it is missing."""

    value: float | None
    mark: str
    revised: bool = False


def current_month(indicator: Indicator, frame: pd.DataFrame, period: Period) -> Month:
    """The value of a month: published, else the difference of two cumulative values.

    Args:
        frame: metrics.observation.COLUMNS of one indicator and one region; may hold several vintages of a value.
    """
    rows = frame[frame["dimension"] == ""]
    published = _newest(rows[rows["basis"] == "current"], period)
    if published is not None:
        return Month(published, "")
    if indicator.jan_feb_combined and period.start.month <= 2:
        return Month(None, "1–2月合并公布")
    cumulative = rows[rows["basis"] == "ytd"]
    this = _newest(cumulative, period)
    if this is None:
        return Month(None, "未公布")
    if period.start.month == 1:
        return Month(this, "")
    before = _before(indicator, period)
    last = _newest(cumulative, before)
    if last is None:
        return Month(None, f"缺{before.label}累计值")
    revised = _of(cumulative, before)["value"].dropna().nunique() > 1
    if this < last:
        return Month(None, "上期累计已修订", True)
    return Month(this - last, REVISED if revised else ESTIMATED, revised)


def month_on_month(indicator: Indicator, frame: pd.DataFrame, period: Period) -> float | None:
    """Change against the month before as a fraction; None where either is missing, unfinished or combined.

    Sums stand against each other by their daily means: February is not worse for being short (traps.md 32).
    After a combined 1–2月 March has nothing to stand against, and neither have January and February.
    """
    if period.grain != "M" or period.is_jan_feb or (indicator.jan_feb_combined and period.start.month <= 3):
        return None
    rows = frame[(frame["dimension"] == "") & (frame["basis"] == "current")]
    flow = indicator.model_copy(update={"kind": "flow"}) if indicator.kind == "ytd" else indicator
    now, before = own_row(flow, rows, period), own_row(flow, rows, period.before())
    if now is None or before is None or not period.is_complete(now["as_of"]):
        return None
    days, days_before = (1, 1)
    if indicator.kind in ("flow", "ytd") and indicator.unit.symbol != "%":
        days, days_before = (period.end - period.start).days, (period.before().end - period.before().start).days
    return compared(indicator, float(now["value"]) / days, float(before["value"]) / days_before).rate


def _before(indicator: Indicator, period: Period) -> Period:
    """The period whose cumulative value ends where this month begins."""
    if indicator.jan_feb_combined and period.start.month == 3:
        return Period(period.start.replace(month=1), period.start, "M")
    return month_of(add_months(period.start, -1))


def _of(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Rows ending with a period: the cumulative value to February may span 1–2月 or February."""
    return rows[(rows["grain"] == "M") & (rows["period_end"] == pd.Timestamp(period.end))]


def _newest(rows: pd.DataFrame, period: Period) -> float | None:
    values = _of(rows, period).sort_values("vintage")["value"].dropna()
    return None if values.empty else float(values.iloc[-1])
