"""Why a growth rate is what it is: what each industry or county adds to it in percentage points, or why nobody can say."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cockpit.view.chart import Figure, bars, figure
from cockpit.view.context import PageContext
from cockpit.view.indicator_charts import DIMENSIONS, UNNAMED, breakdowns
from cockpit.view.member_names import member_names
from cockpit.view.readings import observations
from metrics.growth import contribution_share
from metrics.growth_parts import GrowthParts, growth_parts
from metrics.model import Indicator
from metrics.period import Period
from metrics.reading import Reading
from metrics.region import CITY, region, rollup_set
from metrics.rounding import show_number

#: The growth that is told by points may lie this far (fraction) from the published one without a word about it.
SAME = 0.0005


def growth_causes(
    context: PageContext, indicator: Indicator, frame: pd.DataFrame, reading: Reading | None
) -> tuple[Figure | None, str] | None:
    """The figure (None where nobody can say) and its words; None for a growth rate without a value.

    Args:
        frame: metrics.observation.COLUMNS of the growth rate: all regions and breakdowns.
    """
    if reading is None or reading.value is None:
        return None
    if not indicator.growth_of:
        return None, f"{indicator.name_zh}只公布增速、没有公布对应的总量，无法计算各部分的拉动；不由增速反推总量。"
    level = context.cockpit.catalog.indicator(indicator.growth_of)
    levels = observations(context, [level.code], (), reading.period, dimension=None)
    before = _at(levels, level, reading.period.year_before())
    now = _at(frame, indicator, reading.period)
    whole = before[(before["dimension"] == "") & (before["region"] == CITY)]["value"].dropna()
    whole_before = float(whole.iloc[-1]) if len(whole) else None
    refused = "没有分项"
    for name, parts, growth in _divisions(level, before, now):
        told = growth_parts(parts, whole_before, growth)
        if not told.refused:
            names = _names(context, name, [str(code) for code in told.points.index])
            return _drawn(told, names), _words(told, names, name, reading.value)
        refused = told.refused
    return None, f"无法计算各部分对{indicator.name_zh}的拉动：{refused}。"


def _at(frame: pd.DataFrame, indicator: Indicator, period: Period) -> pd.DataFrame:
    return frame[
        (frame["basis"] == indicator.basis) & (frame["grain"] == period.grain)
        & (frame["period_start"] == pd.Timestamp(period.start)) & (frame["period_end"] == pd.Timestamp(period.end))
    ]  # fmt: skip


def _divisions(level: Indicator, before: pd.DataFrame, now: pd.DataFrame) -> Iterator[tuple[str, pd.Series, pd.Series]]:
    """Name, level of last year and growth by part: every breakdown of the city, then the members of the roll-up set."""
    for dimension in breakdowns(before, CITY):
        own = [rows[(rows["region"] == CITY) & (rows["dimension"] == dimension)] for rows in (before, now)]
        yield dimension, *(_by(rows, "member") for rows in own)
    members = list(rollup_set(level.code))
    totals = [rows[rows["dimension"] == ""] for rows in (before, now)]
    yield "region", *(_by(rows, "region").reindex(members) for rows in totals)


def _by(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows.drop_duplicates(column, keep="last").set_index(column)["value"]


def _names(context: PageContext, dimension: str, codes: list[str]) -> list[str]:
    if dimension == "region":
        return [region(code).short for code in codes]
    known = member_names(context, dimension, codes)
    return [known.get(code, code) for code in codes]


def _drawn(told: GrowthParts, names: list[str]) -> Figure:
    points = (told.points["points"] * 100).tolist()
    return figure([bars(names[::-1], points[::-1], "拉动（估算）", horizontal=True)], "百分点")


def _words(told: GrowthParts, names: list[str], dimension: str, published: float) -> str:
    """The largest part, all parts together, and how far that lies from what was published."""
    first = told.points.iloc[0]
    by = "区域" if dimension == "region" else DIMENSIONS.get(dimension, UNNAMED)
    words = (
        f"按{by}估算（上年同期比重×公布的增速）：{names[0]}拉动最多，{_signed(first['points'])}"
        f"（比重 {show_number(first['weight'] * 100, 1)}%，增速 {show_number(first['growth'] * 100, 1)}%）"
    )
    share = contribution_share(float(first["points"]), published)
    words += f"，贡献率 {show_number(share * 100, 1)}%" if share is not None else ""
    words += f"；各部分合计 {_signed(told.added)}"
    gap = told.added - published
    apart = f"，与公布的 {show_number(published * 100, 1)}% 相差 {_signed(gap)}（比重为现价），以公布为准。"
    return words + (apart if abs(gap) >= SAME else "，与公布的一致。")


def _signed(points: float) -> str:
    return f"{'+' if points >= 0 else '−'}{show_number(abs(points) * 100, 2)} 个百分点"
