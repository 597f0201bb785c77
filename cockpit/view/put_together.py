"""What the parts add up to, beside what was published: the counties for the city, the months for the year so far."""

from __future__ import annotations

import pandas as pd

from metrics.format import show_with_unit
from metrics.model import Indicator
from metrics.period import Period
from metrics.reading import Reading
from metrics.region import CITY, region, rollup_set
from metrics.rollup import NEVER_ADDED, over_regions, over_time

#: How a span is put together, as the row of the card says it.
_WAYS = {"sum": "各月合计", "ratio": "各月分子、分母合计后相除", "sum_over_sum": "各月分子、分母合计后相除",
         "mean": "各月平均", "max": "各月最高"}  # fmt: skip


def counties_together(indicator: Indicator, total: pd.DataFrame, reading: Reading | None) -> str:
    """One sentence: what the members make, and how far that lies from the city's value; or why they make nothing.

    Args:
        total: metrics.observation.COLUMNS of the indicator's totals at all regions. reading: the city's.
    """
    if reading is None or reading.value is None or reading.region != CITY:
        return ""
    own = total[(total["basis"] == indicator.basis) & (total["grain"] == reading.period.grain)]
    own = own[own["period_start"] == pd.Timestamp(reading.period.start)]
    members = rollup_set(indicator.code)
    made = over_regions(indicator, own[own["period_end"] == pd.Timestamp(reading.period.end)], members)
    if made.reason == NEVER_ADDED:
        return "全市只用发布值，不由县区合成。"
    if made.value is None:
        return f"全市值不由县区合成：{made.reason}。"
    names = "、".join(region(code).short for code in members)
    apart = abs(made.value - reading.value) / indicator.unit.scale
    if round(apart, indicator.unit.decimals) == 0:
        return f"{names}合成 {show_with_unit(made.value, indicator.unit)}，与全市值一致。"
    words = f"{names}合成 {show_with_unit(made.value, indicator.unit)}，与全市值相差"
    return f"{words} {show_with_unit(abs(made.value - reading.value), indicator.unit)}（分项合计可能因四舍五入不等）。"


def year_so_far(indicator: Indicator, own: pd.DataFrame, reading: Reading) -> list[tuple[str, str]]:
    """One row (name, text): the span from January to the reading's month, put together as the indicator allows.

    Args:
        own: metrics.observation.COLUMNS of the indicator's totals at one region.

    Returns: no row where nothing may be put together or there is one month only; the text says what is lacking.
    """
    if indicator.agg_time not in _WAYS or reading.period.grain != "M" or reading.period.start.month == 1:
        return []
    span = Period(reading.period.start.replace(month=1), reading.period.end, "M")
    months = own[(own["basis"] == indicator.basis) & (own["grain"] == "M")]
    months = months[
        (months["period_start"] >= pd.Timestamp(span.start)) & (months["period_end"] <= pd.Timestamp(span.end))
    ]
    months = months.dropna(subset=["value"]).sort_values(["period_start", "period_end"])
    name = f"{span.cumulative_label}（{_WAYS[indicator.agg_time]}）"
    if not _whole(months, span):
        return [(name, "—（缺月份，不合成）")]
    if (months["as_of"] < months["period_end"]).any():
        return [(name, "—（有未完的月份，不合成）")]
    made = over_time(indicator, months)
    return [(name, f"—（{made.reason}）" if made.value is None else show_with_unit(made.value, indicator.unit))]


def _whole(months: pd.DataFrame, span: Period) -> bool:
    """Whether the rows cover the span month by month, none twice."""
    if months.empty or months["period_start"].iloc[0] != pd.Timestamp(span.start):
        return False
    joined = (months["period_start"].iloc[1:].to_numpy() == months["period_end"].iloc[:-1].to_numpy()).all()
    return bool(joined) and months["period_end"].iloc[-1] == pd.Timestamp(span.end)
