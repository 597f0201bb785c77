"""Growth against the same period of last year: the published figure first, a computed one only where it is honest.

Rules: S03 comparable base, S04 no growth of constant-price indicators from current prices, S06 zero and negative
bases in words, S10 unfinished periods on equal spans only; breaks and doubtful qualities are never bridged.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from metrics.model import Indicator
from metrics.observation import DOUBTFUL
from metrics.period import Period
from metrics.rounding import show_number
from metrics.rows import Row, Rows, rows_of

#: Values at current prices whose growth is only ever the published one at constant prices (S04).
PUBLISHED_ONLY = frozenset({"econ.gdp_ytd", "econ.gdp_per_capita"})
#: Below this base a count's percentage says nothing (traps.md 12).
SMALL_BASE = 10
#: Total growth nearer to zero than half a percentage point: shares of it say nothing (S08).
NEAR_ZERO = 0.005
UNFINISHED = "本期未结束，不与整期比较"
_PUBLISHED = {"current": "yoy", "ytd": "ytd_yoy"}


@dataclass(frozen=True)
class Growth:
    """Change against the same period of last year.

    Args:
        rate: fraction (0.052), or the difference of two rates when `unit` is 个百分点; None when only words fit.
        text: what the screen says.
        absolute, base: difference and base in the indicator's base unit, when both are known.
        source: published, computed, or none (text says why).
        favourable: by the indicator's direction; None when neutral or unchanged.
        unit: "%", "个百分点", or the indicator's own unit when it changes by differences.
        small: the base is too small for a light.
    """

    rate: float | None
    text: str
    absolute: float | None = None
    base: float | None = None
    source: str = "none"
    favourable: bool | None = None
    unit: str = "%"
    small: bool = False


def growth(indicator: Indicator, frame: pd.DataFrame | Rows, period: Period) -> Growth | None:
    """Growth of an indicator's total at one region and period.

    Args:
        frame: metrics.observation.COLUMNS of one indicator and one region.
    """
    rows = rows_of(frame)
    now = own_row(indicator, rows, period)
    if now is None:
        return None
    if _broken(indicator, period):
        return Growth(None, "口径调整，不可比")
    published = _published(indicator, rows, period)
    if published is not None:
        return published
    if now["quality"] in DOUBTFUL or indicator.code in PUBLISHED_ONLY:
        return None
    if not indicator.is_point and not period.is_complete(_moment(now["as_of"])):
        return same_span(indicator, rows.frame, period, now["as_of"])
    before = own_row(indicator, rows, period.year_before())
    if before is None or before["quality"] in DOUBTFUL:
        return None
    if (now["status"] == "mock") != (before["status"] == "mock"):
        return Growth(None, "上年同期口径不同（一为演示数据），不比较")
    return compared(indicator, float(now["value"]), float(before["value"]))


def own_row(indicator: Indicator, frame: pd.DataFrame | Rows, period: Period) -> Row | None:
    """The total's row of the indicator's own value for exactly this period, or None when missing."""
    return row_at(rows_of(frame), period, indicator.basis, need_value=True)


def row_at(rows: Rows, period: Period, basis: str, need_value: bool = False) -> Row | None:
    """The last row of the total with this basis for exactly this period."""
    found = (
        rows.totals(basis)
        & (rows["period_end"] == np.datetime64(period.end))
        & (rows["period_start"] == np.datetime64(period.start))
        & rows.where("grain", period.grain)
    )
    if need_value:
        found &= ~np.isnan(rows["value"])
    places = np.flatnonzero(found)
    return rows.row(int(places[-1])) if len(places) else None


def compared(indicator: Indicator, value: float, base: float) -> Growth:
    """A value against its base, in per cent, percentage points, or words."""
    absolute = value - base
    if indicator.unit.symbol in ("%", "个百分点", "‰"):
        return _points(indicator, absolute, base)
    if indicator.unit.base == "1" and indicator.kind == "ratio":
        return _plain_difference(indicator, absolute, base)
    if base <= 0 or value < 0:
        return Growth(None, signed_words(value, base), absolute, base, "computed", _favour(indicator, absolute))
    rate = absolute / base
    small = indicator.unit.scale == 1 and base < SMALL_BASE and indicator.kind in ("flow", "stock", "snapshot", "ytd")
    text = _rate_words(rate)
    favourable = _favour(indicator, rate if small else round(rate, 3))
    if small and absolute:
        text = f"比上年同期 {arrow(absolute)}{abs(absolute):g}{indicator.unit.symbol}（{rate * 100:+.0f}%）"
    return Growth(rate, text, absolute, base, "computed", favourable, "%", small)


def signed_words(value: float, base: float) -> str:
    """扭亏, 增亏, 减亏, 由盈转亏 for negative values; 上年为 0 for a zero base (S06)."""
    if base == 0:
        return "上年同期为 0"
    if base < 0:
        return "扭亏" if value > 0 else "增亏" if value < base else "减亏" if value > base else "持平"
    return "由盈转亏"


def same_span(indicator: Indicator, frame: pd.DataFrame, period: Period, as_of: pd.Timestamp) -> Growth | None:
    """An unfinished period against the same days of last year, from daily values; sums only."""
    if indicator.agg_time != "sum":
        return Growth(None, UNFINISHED)
    rows = frame[(frame["dimension"] == "") & (frame["grain"] == "D") & (frame["basis"] == "current")]
    days = rows.set_index("period_start")["value"]
    start, end = pd.Timestamp(period.start), as_of.normalize()
    this = days[(days.index >= start) & (days.index < end)]
    shift = pd.DateOffset(years=1)
    last = days[(days.index >= start - shift) & (days.index < end - shift)]
    if this.empty or len(this) != len(last) or this.isna().any() or last.isna().any():
        return Growth(None, UNFINISHED)
    return compared(indicator, float(this.sum()), float(last.sum()))


def two_year_average(now: float, before: float) -> float:
    """Mean growth of two years, geometric (S07)."""
    return sqrt((1 + now) * (1 + before)) - 1


def contribution(part_before: float, total_before: float, part_growth: float) -> float:
    """拉动: what a part adds to the total's growth, as a fraction (S08)."""
    return part_before / total_before * part_growth


def contribution_share(added: float, total_growth: float) -> float | None:
    """贡献率: 拉动 over the total's growth; None where the total hardly moves or the signs differ (S08)."""
    if abs(total_growth) < NEAR_ZERO or added * total_growth < 0:
        return None
    return added / total_growth


def arrow(change: float) -> str:
    """▲ or ▼: the direction of change, which says nothing about good or bad."""
    return "▲" if change > 0 else "▼"


def _rate_words(rate: float) -> str:
    percent = show_number(abs(rate) * 100, 1)
    return f"同比 {arrow(rate)}{percent}%" if percent != "0.0" else "同比持平"


def _points(indicator: Indicator, difference: float, base: float) -> Growth:
    points = show_number(abs(difference) * 100, 1)
    return _difference(indicator, difference, base, points, "个百分点")


def _plain_difference(indicator: Indicator, difference: float, base: float) -> Growth:
    """Of 倍 and 指数: a multiple changes by multiples, not by percentage points."""
    shown = show_number(abs(difference) / indicator.unit.scale, max(indicator.unit.decimals, 1))
    return _difference(indicator, difference, base, shown, indicator.unit.symbol)


def _difference(indicator: Indicator, difference: float, base: float, shown: str, unit: str) -> Growth:
    if not float(shown.replace(",", "")):
        return Growth(difference, "与上年同期持平", difference, base, "computed", None, unit)
    text = f"比上年同期 {arrow(difference)}{shown}{unit}"
    return Growth(difference, text, difference, base, "computed", _favour(indicator, difference), unit)


def _published(indicator: Indicator, rows: Rows, period: Period) -> Growth | None:
    row = row_at(rows, period, _PUBLISHED[indicator.basis])
    if row is None:
        return None
    if row["quality"] in DOUBTFUL:
        return None
    if pd.isna(row["value"]):
        return Growth(None, str(row["text"]), source="published") if row["text"] else None
    rate = float(row["value"])
    return Growth(rate, _rate_words(rate), source="published", favourable=_favour(indicator, round(rate, 3)))


def _favour(indicator: Indicator, change: float) -> bool | None:
    if not round(change, 9) or indicator.direction not in ("up", "down"):
        return None
    return (change > 0) == (indicator.direction == "up")


def _broken(indicator: Indicator, period: Period) -> bool:
    """Whether any day of the two spans compared lies on the other side of a break; cumulative spans begin in January."""
    begin = period.year_before().start
    if indicator.kind == "ytd":
        begin = begin.replace(month=1, day=1)
    return any(begin < change.date < period.end for change in indicator.breaks)


def _moment(value: pd.Timestamp) -> pd.Timestamp | None:
    return None if pd.isna(value) else value
