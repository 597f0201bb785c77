"""A core analysis on the wall: a question, its rows of bars, and the sentence that answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.panel import demo_mark


@dataclass(frozen=True)
class Core:
    """What a core analysis hands to the wall.

    Args:
        title: what the rows are.
        answer: the sentence for the top of the screen; empty when this analysis does not speak there.
        rows: made by `row`.
        as_of: to when its data reach, as on screen.
        key: what the bars mean.
    """

    title: str
    answer: str
    rows: Sequence[html.Li]
    as_of: str
    demo: bool
    key: str = ""


def core_card(name: str, core: Core | None, title: str) -> html.Section:
    """The analysis on its card; one without rows says so."""
    if core is None or not core.rows:
        return html.Section(
            [html.Header(html.H2(title)), html.P("本期没有这项数据。", className="wall-none")], className="wall-core"
        )
    return html.Section(
        [
            html.Header([html.H2(core.title), html.Span(core.key, className="wall-key")]),
            html.Ol(list(core.rows), className="wall-rows"),
            html.Footer([html.Span(f"截至 {core.as_of}"), demo_mark(core.demo)], className="wall-origin"),
        ],
        className="wall-core",
        **attributes({"data-core": name, "data-ready": "1"}),
    )


def row(name: str, bar: html.Span | None, value: Any, beside: Any = "", strong: bool = False) -> html.Li:
    """A line: name, bar, value, and what stands beside it."""
    return html.Li(
        [
            html.Span(name, className="wall-row-name"),
            bar or html.Span(className="wall-bar"),
            html.B(value, className="wall-row-value"),
            html.Span(beside, className="wall-row-beside"),
        ],
        className="wall-row strong" if strong else "wall-row",
    )


def bar(share: float, tone: str = "plain", tick: float | None = None) -> html.Span:
    """A bar from zero; `tick` marks the schedule; both as shares of the whole width, held inside it."""
    parts: list[Any] = [html.I(className=f"fill-{tone}", style={"width": _percent(share)})]
    if tick is not None:
        parts.append(html.Em(style={"left": _percent(tick)}))
    return html.Span(parts, className="wall-bar")


def split_bar(share: float, tone: str = "plain") -> html.Span:
    """A bar to the right of the middle for what adds, to the left for what takes away; 1 is the half's whole width."""
    half = min(abs(share), 1.0) / 2
    start = 0.5 if share >= 0 else 0.5 - half
    inside = html.I(className=f"fill-{tone}", style={"left": _percent(start), "width": _percent(half)})
    return html.Span([inside, html.Em(style={"left": "50%"})], className="wall-bar split")


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.1f}%"
