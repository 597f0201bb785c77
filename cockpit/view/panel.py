"""A panel: a named view of a frame that answers one question, asked for by the catalog."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.state import state
from cockpit.view.table import table


@dataclass(frozen=True)
class Panel:
    """What a panel function returns.

    Args:
        title: the question it answers, or the thing it shows.
        body: Dash components (charts, tables, maps).
        summary: one or two sentences with the numbers, for the reader in a hurry and the screen reader.
        twin: the same content as a table, header cells with units; shown on demand and exported.
        as_of: to when the data reach, as text.
        source: source tables, Chinese titles.
        demo: True marks 演示数据.
        wide: takes the whole row.
    """

    title: str
    body: list[Any]
    summary: str
    as_of: str
    source: str
    demo: bool
    twin: pd.DataFrame | None = None
    wide: bool = False
    note: str = ""
    data: dict[str, str] = field(default_factory=dict)


def panel_card(name: str, panel: Panel) -> html.Section:
    """The panel in its card: title, sentence, body, table twin, provenance."""
    return html.Section(
        [
            html.Header([html.H3(panel.title), demo_mark(panel.demo)], className="panel-head"),
            html.P(panel.summary, className="panel-summary"),
            *panel.body,
            html.P(panel.note, className="panel-note") if panel.note else None,
            _twin(name, panel.twin),
            html.Footer(f"数据截至 {panel.as_of} · 来源：{panel.source}", className="provenance"),
        ],
        className="panel panel-wide" if panel.wide else "panel",
        id=f"panel-{name}",
        **attributes({"data-panel": name, "data-ready": "1"} | panel.data),
    )


def demo_mark(demo: bool) -> html.Span | None:
    """The mark that no demonstration figure goes without."""
    return html.Span("演示数据", className="demo-mark") if demo else None


def missing_panel(name: str, title: str, reason: str) -> html.Section:
    """A panel that has nothing to show says why; it is a designed state, not an error."""
    return html.Section(
        [html.Header(html.H3(title), className="panel-head"), html.P(reason, className="state-empty")],
        className="panel",
        id=f"panel-{name}",
        **attributes({"data-panel": name, "data-state": "empty", "data-ready": "1"}),
    )


def failed_panel(name: str, title: str, reason: str) -> html.Section:
    """A panel that could not be drawn: the others stand, and this one says so."""
    return html.Section(
        [html.Header(html.H3(title), className="panel-head"), state("failed", reason)],
        className="panel",
        id=f"panel-{name}",
        **attributes({"data-panel": name, "data-ready": "1"}),
    )


def _twin(name: str, twin: pd.DataFrame | None) -> html.Details | None:
    if twin is None or twin.empty:
        return None
    return html.Details(
        [html.Summary("看表格"), html.Div(table(twin, caption=""), className="scroll-x", tabIndex="0")],
        className="twin",
    )
