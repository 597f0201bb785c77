"""Where an indicator has no data yet: what is connected nearby."""

from __future__ import annotations

from dash import html

from cockpit.view.attention import whole_board
from cockpit.view.context import PageContext
from cockpit.view.overview import attention_row
from metrics.model import Indicator

#: Indicators proposed at most.
SHOWN = 6


def nearest(context: PageContext, indicator: Indicator) -> html.Section | None:
    """The connected indicators of the same system, else of the same domain; nothing where there are none."""
    catalog, there = context.cockpit.catalog, whole_board(context).readings
    for title, group in (
        ("同一系统已接入的指标", catalog.of_system(indicator.system)),
        ("同一领域已接入的指标", catalog.domain(indicator.domain).indicators),
    ):
        found = [there[other.code] for other in group if other.code in there]
        if found:
            rows = [attention_row(context, reading) for reading in found[:SHOWN]]
            head = html.Header(html.H2(title), className="section-head")
            return html.Section([head, html.Ul(rows, className="attention")], className="panel")
    return None
