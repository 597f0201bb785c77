"""A wall tile: one headline figure with its light, its change, its trend against last year and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html

from cockpit.view.attention import DomainState, whole_board
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.light import light_badge, light_counts
from cockpit.view.readings import observations, yearly_targets
from cockpit.view.tile import change, number
from cockpit.view.walls.core import bar
from cockpit.view.walls.lateness import hours_late, ribbon
from cockpit.view.walls.trend import recent_trend, year_trend
from metrics.light import light
from metrics.reading import Reading, series
from metrics.rounding import show_share


def tile_history(context: PageContext, codes: Sequence[str]) -> pd.DataFrame:
    """Observations (metrics.observation.COLUMNS) of all tiles of a screen: to ask for each alone takes longer."""
    return observations(context, codes, (context.region.code,), context.period)


def wall_tile(
    context: PageContext, reading: Reading, history: pd.DataFrame, state: DomainState | None = None
) -> html.Article:
    """The tile of a reading; on a city screen it also names its domain and counts the domain's lights.

    Args:
        history: of `tile_history`.
    """
    late = hours_late(reading, context.period, context.now)
    shown = light("grey", "数据延迟") if late else reading.light
    head = [html.H2(state.domain.name), light_counts(state.counts)] if state else []
    return html.Article(
        [
            html.Header(head) if head else None,
            html.Div(
                [light_badge(shown, compact=bool(state)), html.Span(reading.indicator.name_zh, className="wall-label")],
                className="wall-name",
            ),
            html.Div([number(reading, "number wall-number"), _trend(context, reading, history)], className="wall-value"),
            html.Div(
                [
                    html.Span(_moved(reading) or _reach(reading)),
                    html.Span(_period(reading, context.now.year), className="wall-period"),
                ],
                className="wall-change",
            ),
            ribbon(late, reading.indicator.department.split("、")[0]) or _plan(reading),
        ],
        className=f"wall-tile edge-{shown.color}{' stale' if late else ''}{' of-domain' if state else ''}",
        **attributes({"data-tile": reading.indicator.code, "data-ready": "1"}),
    )


def _trend(context: PageContext, reading: Reading, history: pd.DataFrame) -> Any:
    code = reading.indicator.code
    own = history[history["indicator"] == code]
    lines = series(reading.indicator, own, yearly_targets(context), context.region.code, context.period, context.now)
    return year_trend(lines) or recent_trend(whole_board(context).sparks.get(code, []))


def _moved(reading: Reading) -> list[html.Span]:
    """The change, in the fewest words that keep its meaning."""
    parts = change(reading)
    if parts and isinstance(parts[0].children, str):
        parts[0].children = parts[0].children.replace("比上年同期", "较上年")
    return parts


def _period(reading: Reading, year: int) -> str:
    """The data period; of a day of this year the day alone."""
    return reading.label.removeprefix(f"{year}年") if reading.period.grain == "D" else reading.label


def _reach(reading: Reading) -> str:
    """To when a value without comparison reaches."""
    return f"截至 {reading.as_of:%H:%M}" if reading.as_of and reading.indicator.is_now else ""


def _plan(reading: Reading) -> html.Div | None:
    """Completion of the year's target as a bar, the schedule as its tick."""
    progress = reading.progress
    if progress is None or progress.completion is None or progress.schedule is None:
        return None
    words = f"完成 {show_share(progress.completion)}"
    drawn = bar(progress.completion, reading.light.color, progress.schedule)
    return html.Div([drawn, html.Span(words)], className="wall-plan")
