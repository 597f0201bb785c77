"""The wall screen of the city: what needs the leaders today, at a glance, from five metres, without a keyboard."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from cockpit.view.archipelago import archipelago
from cockpit.view.attention import DomainState, domain_states, red_list, whole_board
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.light import light_badge
from cockpit.view.markup import LIVE
from cockpit.view.overview import HEADLINES, county_lights
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.tile import change, number
from metrics.reading import Reading

#: Lines of the red list that fit a 1080-line screen without scrolling.
RED_LINES = 6


@page("wall_city")
def wall_page(**query: str) -> html.Div:
    """The layout of `/wall/city`: a frame that renews its content when a snapshot is published."""
    context = page_context(query)
    return html.Div(
        [
            dcc.Interval(id="wall-tick", interval=3000),
            dcc.Store(id="wall-version", data=str(context.reader.snapshot.id)),
            html.Div(wall_content(context), id="wall-content", **attributes({LIVE: "1"})),
        ],
        className="wall",
        **attributes({"data-theme": "wall", "data-page": "/wall/city"}),
    )


def wall_content(context: PageContext) -> html.Div:
    """Everything that changes with a snapshot."""
    states = domain_states(context)
    half = (len(states) + 1) // 2
    return html.Div(
        [
            _title(context),
            _domains(context, states[:half], "wall-left"),
            _centre(context),
            _domains(context, states[half:], "wall-right"),
            _red(context),
        ],
        className="wall-grid",
        **attributes({"data-snapshot": str(context.reader.snapshot.id), "data-ready": "1"}),
    )


def _title(context: PageContext) -> html.Header:
    readings = whole_board(context).readings.values()
    as_of = max((reading.as_of for reading in readings if reading.as_of), default=None)
    parts = [html.Span(f"数据期 {context.period.label}")]
    if as_of:
        parts.append(html.Span(f"数据截至 {as_of:%Y-%m-%d}"))
    parts.append(html.Span(f"入舱 {context.reader.snapshot.published_at:%m-%d %H:%M}"))
    return html.Header(
        [
            html.H1("舟山数字驾驶舱"),
            html.Div(parts, className="wall-dates"),
            demo_mark(any(reading.status == "mock" for reading in readings)),
            html.Span(id="wall-clock", className="wall-clock"),
        ],
        className="wall-title",
    )


def _domains(context: PageContext, states: list[DomainState], place: str) -> html.Section:
    return html.Section([_domain(state) for state in states], className=f"wall-domains {place}")


def _domain(state: DomainState) -> html.Div:
    counts: list[Any] = [
        html.Span(
            [shape, html.B(str(state.counts[color]))], className=f"ink-{color}", **attributes({"data-count": color})
        )
        for color, shape in (("red", "■"), ("yellow", "▲"), ("green", "●"))
    ]
    status = counts if state.readings else [html.Span("未接入", className="muted")]
    return html.Div(
        [html.Div([html.H2(state.domain.name), html.Div(status, className="wall-counts")], className="wall-domain-head"),
         _leading(state)],
        className="wall-domain",
    )  # fmt: skip


def _leading(state: DomainState) -> html.P | None:
    """The domain's most pressing reading, or the first it has."""
    if not state.readings:
        return None
    reading = state.readings[0]
    return html.P([html.Span(reading.indicator.name_zh, className="wall-lead-name"), number(reading)])


def _centre(context: PageContext) -> html.Section:
    lights, captions = county_lights(context)
    return html.Section(
        [_headlines(context), archipelago(lights, captions, summary="四县区最严重的灯")], className="wall-centre"
    )


def _headlines(context: PageContext) -> html.Div:
    readings = whole_board(context).readings
    shown = [readings[code] for code in HEADLINES if code in readings][:6]
    return html.Div([_headline(reading) for reading in shown], className="wall-headlines")


def _headline(reading: Reading) -> html.Div:
    return html.Div(
        [
            html.Div([light_badge(reading.light, compact=True), html.Span(reading.indicator.name_zh)],
                     className="wall-name"),
            number(reading, "number wall-number"),
            html.Div([html.Span(reading.label, className="muted"), *change(reading)], className="wall-change"),
        ],
        className=f"wall-headline{' stale' if reading.stale else ''}",
        **attributes({"data-tile": reading.indicator.code, "data-ready": "1"}),
    )  # fmt: skip


def _red(context: PageContext) -> html.Section:
    rows = red_list(context)
    shown = [
        html.Li(
            [
                light_badge(reading.light),
                html.B(reading.indicator.name_zh),
                number(reading),
                html.Span(reading.light.reason, className="wall-why"),
                html.Span(reading.indicator.department, className="wall-who"),
            ]
        )
        for reading in rows[:RED_LINES]
    ]
    more = f"另有 {len(rows) - RED_LINES} 项" if len(rows) > RED_LINES else ""
    return html.Section(
        [html.Header([html.H2("今天需要过问"), html.Span(more, className="muted")]), html.Ol(shown)],
        className="wall-red",
    )
