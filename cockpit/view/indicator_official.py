"""What a statistician asks beside a figure: the month itself, against the month before, over two years, revisions."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.moment import day
from cockpit.store.current import standing
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.put_together import year_so_far
from metrics.format import show_with_unit
from metrics.growth import PUBLISHED_ONLY, arrow, growth, own_row, two_year_average
from metrics.model import Indicator
from metrics.monthly import current_month, month_on_month
from metrics.observation import COLUMNS
from metrics.period import period_of
from metrics.reading import Reading
from metrics.rounding import show_number
from metrics.vintage import revisions
from metrics.weekly import last_week, week_on_week

#: Revisions on screen, newest first.
SHOWN = 5


def official(
    context: PageContext, indicator: Indicator, own: pd.DataFrame, reading: Reading | None
) -> html.Section | None:
    """The card; None where there is nothing to say beyond the figure itself.

    Args:
        own: metrics.observation.COLUMNS of the indicator at the page's region, totals.
    """
    if reading is None:
        return None
    vintages = _vintages(context, indicator)
    # A published figure and a demonstrated one never meet in one difference.
    vintages = vintages[(vintages["status"] == "mock") == (reading.status == "mock")]
    rows = [
        *_year_ago(indicator, own, reading),
        *_month(indicator, vintages, own, reading),
        *year_so_far(indicator, own, reading),
        *_week(indicator, own),
        *_two_years(indicator, own, reading),
        *_since_baseline(indicator, reading),
    ]
    changed = _revised(indicator, vintages)
    if not rows and not changed:
        return None
    parts = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in rows]
    if changed:
        parts.append(html.Div([html.Dt("修订"), html.Dd([html.Div(line) for line in changed])]))
    return html.Section(
        [
            html.Header(html.H2("当月、两年平均与修订"), className="section-head"),
            html.Dl(parts, className="definition"),
        ],
        className="panel",
        id="official",
        **attributes({"data-ready": "1"}),
    )


def _vintages(context: PageContext, indicator: Indicator) -> pd.DataFrame:
    """All published vintages of the totals at the page's region up to its period, demonstration beside published."""
    known = standing(context.reader.about(indicator.code), indicators=(indicator.code,))
    chosen = sa.select(*[known.c[name] for name in COLUMNS]).where(
        known.c.indicator == indicator.code, known.c.region == context.region.code, known.c.dimension == "",
        known.c.period_end <= pd.Timestamp(context.period.end).to_pydatetime(),
    )  # fmt: skip
    return context.reader.select(chosen).astype(COLUMNS)


def _year_ago(indicator: Indicator, own: pd.DataFrame, reading: Reading) -> list[tuple[str, str]]:
    """The base of the growth and the difference to it: a percentage alone hides how much it is of (traps.md 5)."""
    change = reading.growth
    if indicator.kind not in ("flow", "ytd", "stock") or indicator.code in PUBLISHED_ONLY:
        return []
    if change is None or change.source == "none" or reading.value is None or reading.incomplete:
        return []
    before = own_row(indicator, own, reading.period.year_before())
    if before is None or (before["status"] == "mock") != (reading.status == "mock"):
        return []
    gap = reading.value - float(before["value"])
    words = f"{show_with_unit(float(before['value']), indicator.unit)}，{'增加' if gap >= 0 else '减少'} "
    words += show_with_unit(abs(gap), indicator.unit)
    if change.source == "published":
        words += "（上年公布数；同比按可比口径公布，不由两数相除）"
    return [("上年同期与增减", words)]


def _month(indicator: Indicator, vintages: pd.DataFrame, own: pd.DataFrame, reading: Reading) -> list[tuple[str, str]]:
    """A month out of a cumulative value, and any month against the one before."""
    rows: list[tuple[str, str]] = []
    if reading.period.grain != "M" or reading.period.is_jan_feb:
        return rows
    if indicator.kind == "ytd" and len(vintages):
        month = current_month(indicator, vintages, reading.period)
        shown = show_with_unit(month.value, indicator.unit)
        rows.append((f"{reading.period.label}当月", f"{shown}（{month.mark}）" if month.mark else shown))
    change = month_on_month(indicator, own, reading.period)
    if change is not None and indicator.kind not in ("growth", "snapshot"):
        unit = "个百分点" if indicator.unit.symbol == "%" else "%" if indicator.unit.base != "1" else ""
        if unit:
            name = "比上月（按日均）" if indicator.kind in ("flow", "ytd") and unit == "%" else "比上月"
            rows.append((name, f"{arrow(change)}{show_number(abs(change) * 100, 1)}{unit}"))
    return rows


def _week(indicator: Indicator, own: pd.DataFrame) -> list[tuple[str, str]]:
    """The newest whole week against the one before, where the indicator has daily sums."""
    days = own[(own["grain"] == "D") & (own["basis"] == "current")]
    if indicator.kind != "flow" or indicator.agg_time != "sum" or days.empty:
        return []
    change = week_on_week(days.set_index("period_start")["value"], last_week(days["period_start"].max()))
    return [("近一周比前一周（日均，法定假日除外）", change.text)]


def _two_years(indicator: Indicator, own: pd.DataFrame, reading: Reading) -> list[tuple[str, str]]:
    """The geometric mean of this year's and last year's growth (S07); only of rates."""
    before = growth(indicator, own, reading.period.year_before())
    now = reading.growth
    if now is None or before is None or now.rate is None or before.rate is None:
        return []
    if now.unit != "%" or before.unit != "%" or min(now.rate, before.rate) <= -1 or now.small or before.small:
        return []
    mean = two_year_average(now.rate, before.rate)
    text = f"{arrow(mean)}{show_number(abs(mean) * 100, 1)}%"
    return [("两年平均增速", f"{text}（本年 {now.rate * 100:+.1f}%，上年 {before.rate * 100:+.1f}%）")]


def _since_baseline(indicator: Indicator, reading: Reading) -> list[tuple[str, str]]:
    """How far a share has come from where it stood: waters of an estuary are judged by that and not by the country's
    mean (traps.md 30). A demonstrated value says nothing against a published one."""
    base = indicator.baseline
    if base is None or indicator.kind != "ratio" or reading.value is None or reading.status == "mock":
        return []
    points = reading.value / indicator.unit.scale - base.value
    better = {"up": points > 0, "down": points < 0}.get(indicator.direction)
    verdict = "" if better is None or not points else "（改善）" if better else "（变差）"
    unit = "个百分点" if indicator.unit.symbol == "%" else indicator.unit.symbol
    text = f"本底 {base.value:g}{indicator.unit.symbol}（{base.as_of}），{'上升' if points >= 0 else '下降'} "
    return [("较本底", f"{text}{show_number(abs(points), indicator.unit.decimals)} {unit}{verdict}")]


def _revised(indicator: Indicator, vintages: pd.DataFrame) -> list[str]:
    told = revisions(vintages[vintages["basis"] == indicator.basis]).sort_values("vintage", ascending=False)
    lines = []
    for row in told.head(SHOWN).itertuples():
        period = period_of(row.period_start.to_pydatetime(), row.period_end.to_pydatetime(), str(row.grain))
        label = period.cumulative_label if indicator.kind == "ytd" else period.label
        before, after = (show_with_unit(value, indicator.unit) for value in (row.before, row.after))
        lines.append(f"{label}：{before} 改为 {after}（{day(row.vintage)}公布）")
    return lines
