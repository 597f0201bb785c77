"""Why it changed: which county moved the city, in contributions that add up to the change."""

from __future__ import annotations

import pandas as pd

from cockpit.view.chart import Figure, bars, figure, figured
from metrics.attribution import of_ratio, of_sum
from metrics.format import show_with_unit
from metrics.model import Indicator
from metrics.period import Period
from metrics.region import COUNTIES, region
from metrics.rounding import show_number


def causes(indicator: Indicator, total: pd.DataFrame, period: Period) -> tuple[Figure, str] | None:
    """Contributions of the four counties to the change against last year; None where they do not add up to the city.

    Args:
        total: metrics.observation.COLUMNS of the indicator, totals of all regions.
    """
    if indicator.agg_region not in ("sum", "ratio"):
        return None
    now, before = (_counties(indicator, total, span) for span in (period, period.year_before()))
    if len(now) < len(COUNTIES) or len(before) < len(COUNTIES):
        return None
    if indicator.agg_region == "sum":
        return _sum(indicator, before, now)
    return _ratio(before, now) if indicator.unit.symbol == "%" else None


def _counties(indicator: Indicator, total: pd.DataFrame, period: Period) -> pd.DataFrame:
    own = total[
        total["region"].isin(COUNTIES) & (total["basis"] == indicator.basis) & (total["grain"] == period.grain)
        & (total["period_start"] == pd.Timestamp(period.start)) & (total["period_end"] == pd.Timestamp(period.end))
    ]  # fmt: skip
    return own.dropna(subset=["value"]).drop_duplicates("region", keep="last").set_index("region")


def _sum(indicator: Indicator, before: pd.DataFrame, now: pd.DataFrame) -> tuple[Figure, str] | None:
    parts = of_sum(before["value"], now["value"])
    if parts.empty:
        return None
    first, change = parts.iloc[0], float(parts["change"].sum())
    unit = indicator.unit
    words = (
        f"四县区合计比上年同期{'增加' if change >= 0 else '减少'} {show_with_unit(abs(change), unit)}，"
        f"影响最大的是{region(str(parts.index[0])).name}，{'增加' if first['change'] >= 0 else '减少'} "
        f"{show_with_unit(abs(first['change']), unit)}。"
    )
    return _drawn(parts["change"] / unit.scale, unit.symbol, unit.decimals), words


def _ratio(before: pd.DataFrame, now: pd.DataFrame) -> tuple[Figure, str] | None:
    columns = ["numerator", "denominator"]
    parts = of_ratio(before[columns], now[columns])
    if parts.empty or parts["contribution"].isna().any():
        return None
    change, mix = float(parts["contribution"].sum()), float(parts["mix"].sum())
    words = (
        f"四县区合计比上年同期{'上升' if change >= 0 else '下降'} {show_number(abs(change) * 100, 2)} 个百分点，"
        f"影响最大的是{region(str(parts.index[0])).name}（{_signed(parts['contribution'].iloc[0])}）；"
        f"其中各县区自身变化 {_signed(change - mix)}，结构变化 {_signed(mix)}。"
    )
    return _drawn(parts["contribution"] * 100, "百分点", 2), words


def _signed(points: float) -> str:
    return f"{'+' if points >= 0 else '−'}{show_number(abs(points) * 100, 2)} 个百分点"


def _drawn(parts: pd.Series, unit: str, decimals: int) -> Figure:
    ordered = parts.iloc[::-1]
    trace = bars([region(str(code)).short for code in ordered.index], ordered, "对变化的贡献", horizontal=True)
    figures = [f"{'+' if part > 0 else ''}{show_number(part, decimals)}" for part in ordered]
    return figure([figured(trace, figures)], unit)
