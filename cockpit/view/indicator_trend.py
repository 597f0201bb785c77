"""How an indicator moved: the chart beside what the reader compares with, its marks, and the words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.chart import Figure, chart
from cockpit.view.comparison import Comparison, comparison_bar, gap_words, other_series
from cockpit.view.context import PageContext
from cockpit.view.direct_labels import directly_labelled
from cockpit.view.indicator_charts import compared, history, main_series, progress_lines, tick
from cockpit.view.plan_gap import plan_gap
from cockpit.view.series_marks import Mark, marked
from metrics.model import Indicator
from metrics.target import is_accumulated, yearly_target
from metrics.target_book import TargetBook


def card(title: Any, body: list[Any], wide: bool = False) -> html.Section:
    """A titled panel of the indicator's page."""
    return html.Section(
        [html.Header(html.H2(title), className="section-head"), *body],
        className="panel panel-wide" if wide else "panel",
        **attributes({"data-ready": "1"}),
    )


def trend(
    context: PageContext,
    indicator: Indicator,
    total: pd.DataFrame,
    targets: TargetBook,
    chosen: Comparison,
    marks: list[Mark],
) -> html.Section | None:
    """The series of the page's region; None when it has none."""
    own = total[total["region"] == context.region.code]
    if own.empty:
        return None
    drawn, words, title = _drawn(context, indicator, own, targets, chosen)
    labels = [x for trace in drawn["data"] for x in trace["x"]]
    named = marked(
        directly_labelled(drawn), marks, _label(context, indicator, own, chosen), list(dict.fromkeys(labels))
    )
    bar = comparison_bar(context, indicator, chosen)
    return card(
        title, [bar, chart("trend", named, words, 320), html.P(words), *_gap(context, indicator, drawn)], wide=True
    )


def _gap(context: PageContext, indicator: Indicator, drawn: Figure) -> list[Any]:
    """What lies between this year and its plan, where the lines do not show it."""
    unit = indicator.unit.symbol
    gap = plan_gap(drawn, context.period.start.year, unit) if indicator.kind == "ytd" else None
    if gap is None:
        return []
    words = "累计比序时目标多（正）或少（负）多少"
    return [html.H3(words), chart("trend-gap", gap, f"{words}，单位{unit}。", 180)]


def _drawn(
    context: PageContext, indicator: Indicator, own: pd.DataFrame, targets: TargetBook, chosen: Comparison
) -> tuple[Figure, str, str]:
    """Figure, words and title."""
    where, period = context.region.code, context.period
    other = other_series(context, chosen)
    if other is not None and chosen.other is not None:
        drawn, mine, theirs, when = compared(indicator, own, other, (chosen.other[0], chosen.name), period)
        return drawn, gap_words(indicator, mine, chosen, theirs, when), f"与{chosen.name}相比"
    beside = tuple(name for name, on in (("last", chosen.last), ("plan", chosen.plan)) if on)
    if indicator.kind == "ytd":
        drawn, words = progress_lines(indicator, own, targets, where, period, context.now, beside)
        return drawn, words, "今年、去年与序时"
    goal = yearly_target(indicator, targets, where, period.start.year) if chosen.plan else None
    level = None if goal is None or is_accumulated(indicator) else float(goal["target_value"])
    drawn, words = history(indicator, own, period, level, chosen.last)
    return drawn, words, "走势"


def _label(context: PageContext, indicator: Indicator, own: pd.DataFrame, chosen: Comparison) -> Any:
    """Tells under which label of the chart a day lies."""
    if indicator.kind == "ytd" and chosen.other is None:
        return lambda when: _month(indicator, context.period.last_day.year, when)
    _, grain = main_series(indicator, own, context.period)
    return lambda when: tick(when, grain)


def _month(indicator: Indicator, year: int, when: date) -> str:
    if when.year != year:
        return ""
    return "1–2月" if indicator.jan_feb_combined and when.month <= 2 else f"{when.month}月"
