"""How the score of data quality and its parts moved from load to load."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd
from dash import html

from cockpit.moment import day_and_time
from cockpit.quality.scores import trend
from cockpit.view.chart import chart, figure, line
from cockpit.view.context import PageContext
from cockpit.view.direct_labels import directly_labelled
from metrics.quality import DIMENSIONS
from metrics.rounding import show_number

#: Loads that are drawn, and the rate (%) above which a dimension's line would only lie on the upper edge.
LOADS, QUIET = 60, 99.5
_BELOW = {"type": "category", "nticks": 8, "tickangle": 0}


def trend_body(context: PageContext) -> list[Any]:
    """The score as a line, and below it the parts that ever fell; the others in words."""
    frame = trend(context.reader, context.reader.tables).tail(LOADS)
    summary = f"最近 {len(frame)} 次入库的质量得分；最新 {points(float(frame['score'].iloc[-1]))} 分。"
    if len(frame) < 2:
        return [html.P(f"{summary}仅入库一次，暂无走势。", className="state-empty")]
    labels = moments(frame["at"], context.now.year)
    low = _floor(frame["score"].min())
    drawn = figure([line(labels, frame["score"], "得分")], "分", xaxis=_BELOW, yaxis=_axis(low))
    note = html.P(f"{summary}纵轴自 {low:.0f} 分起。", className="panel-note")
    return [chart("quality-trend", drawn, summary), note, *_parts(frame, labels)]


def _parts(frame: pd.DataFrame, labels: list[str]) -> list[Any]:
    rates = frame[[name for name in DIMENSIONS if name in frame and frame[name].notna().any()]] * 100
    fallen = rates.loc[:, rates.min() < QUIET]
    words = parts_in_words(rates.min())
    if fallen.empty:
        return [html.P(words, className="panel-note")]
    low = _floor(fallen.min().min())
    lines = [line(labels, fallen[name], DIMENSIONS[name], f"series-{at}") for at, name in enumerate(fallen, 1)]
    drawn = directly_labelled(figure(lines, "%", xaxis=_BELOW, yaxis=_axis(low)))
    note = html.P(f"{words}纵轴自 {low:.0f}% 起。", className="panel-note")
    return [chart("quality-parts", drawn, words, 220), note]


def parts_in_words(lowest: pd.Series) -> str:
    """The lowest rate (%) of each dimension: those that fell with their figure, the others together."""
    fell = [f"{DIMENSIONS[name]}最低 {show_number(rate, 1)}%" for name, rate in lowest.items() if rate < QUIET]
    kept = [DIMENSIONS[name] for name, rate in lowest.items() if rate >= QUIET]
    told = "、".join(fell), f"{'、'.join(kept)}一直在 {QUIET:g}% 以上" if kept else ""
    return f"各维度通过率：{'；'.join(part for part in told if part)}。"


def moments(at: pd.Series, year: int) -> list[str]:
    """The times (Timestamp) as labels; loads within one minute tell their second, or they would fall together."""
    told = pd.Series([day_and_time(one, year) for one in at], dtype="object")
    seconds = [f"{label}:{one:%S}" for label, one in zip(told, at, strict=True)]
    return told.where(~told.duplicated(keep=False), seconds).tolist()


def points(value: float) -> str:
    """A score; one that is not whole never rounds up to 100, and — when nothing was checked."""
    return "—" if isnan(value) else ("99.99" if 99.99 <= value < 100 else show_number(value, 2))


def _floor(lowest: float) -> float:
    """Where the axis begins: on a ten, with room for a name below the lowest point."""
    return float(max(10 * ((min(lowest, 95) - 2) // 10), 0))


def _axis(low: float) -> dict[str, Any]:
    return {"range": [low, 100.5], "tickformat": ".0f"}
