"""The wall screen of the city: what needs the leaders today, at a glance, from five metres, without a keyboard."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from cockpit.view.archipelago import archipelago
from cockpit.view.attention import DomainState, domain_states, red_list, whole_board
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.county_lights import county_counts, county_shares
from cockpit.view.light import light_badge, light_counts
from cockpit.view.markup import LIVE
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.tile import change, number, progress_bar, spark_box, why

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
    connected = [state for state in domain_states(context) if state.headline is not None]
    half = (len(connected) + 1) // 2
    return html.Div(
        [
            _title(context),
            html.Section([_domain(context, state) for state in connected[:half]], className="wall-domains wall-left"),
            _centre(context),
            html.Section(
                [*[_domain(context, state) for state in connected[half:]], _unconnected(context)],
                className="wall-domains wall-right",
            ),
            _red(context),
        ],
        className="wall-grid",
        **attributes({"data-snapshot": str(context.reader.snapshot.id), "data-ready": "1"}),
    )


def _title(context: PageContext) -> html.Header:
    readings = whole_board(context).readings.values()
    as_of = max((reading.as_of for reading in readings if reading.as_of), default=None)
    parts = [html.Span(["数据期 ", html.B(context.period.label)])]
    if as_of:
        parts.append(html.Span(["数据截至 ", html.B(f"{as_of:%Y-%m-%d}")]))
    parts.append(html.Span(["入舱 ", html.B(f"{context.reader.snapshot.published_at:%m-%d %H:%M}")]))
    return html.Header(
        [
            html.H1("舟山数字驾驶舱"),
            html.Div(parts, className="wall-dates"),
            demo_mark(any(reading.status == "mock" for reading in readings)),
            html.Span(["现在 ", html.B(id="wall-clock")], className="wall-clock"),
        ],
        className="wall-title",
    )


def _domain(context: PageContext, state: DomainState) -> html.Article:
    """A domain: its lights, and its headline with its trend against last year and against the plan."""
    reading = state.headline
    assert reading is not None
    spark = whole_board(context).sparks.get(reading.indicator.code, [])
    return html.Article(
        [
            html.Header([html.H2(state.domain.name), light_counts(state.counts)]),
            html.Div([light_badge(reading.light, compact=True), html.Span(reading.indicator.name_zh),
                      html.Span(reading.label, className="muted")], className="wall-name"),
            html.Div([number(reading, "number wall-number"), spark_box(spark)], className="wall-value"),
            html.Div(change(reading), className="wall-change"),
            progress_bar(reading),
        ],
        className=f"wall-domain{' stale' if reading.stale else ''}",
        **attributes({"data-tile": reading.indicator.code, "data-ready": "1"}),
    )  # fmt: skip


def _unconnected(context: PageContext) -> html.P | None:
    names = [state.domain.name for state in domain_states(context) if state.headline is None]
    return html.P([html.B("未接入"), "、".join(names)], className="wall-unconnected") if names else None


def _centre(context: PageContext) -> html.Section:
    legend: list[Any] = ["红灯占判灯指标", html.I(className="map-step-0"), "无"]
    for step, words in enumerate(("≤10%", "≤20%", "≤30%", ">30%"), start=1):
        legend += [html.I(className=f"map-step-{step}"), words]
    return html.Section(
        [
            archipelago(county_shares(context), county_counts(context), summary="四县区红灯占比"),
            html.P(legend, className="wall-legend"),
        ],
        className="wall-centre",
    )


def _red(context: PageContext) -> html.Section:
    rows = red_list(context)
    shown = [
        html.Li(
            [
                light_badge(reading.light),
                html.B(reading.indicator.name_zh),
                number(reading),
                html.Span(why(reading), className="wall-why"),
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
