"""The overview: how is the city, domain by domain, against its own targets?"""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit.view.archipelago import archipelago
from cockpit.view.attention import DomainState, domain_states, red_list, whole_board
from cockpit.view.context import PageContext, page_context
from cockpit.view.county_lights import county_counts, county_shares
from cockpit.view.light import light_badge
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.shell import shell
from cockpit.view.tile import number, tile, why
from metrics.reading import Reading
from metrics.region import region

#: Headlines of each domain that the overview shows.
PER_DOMAIN = 2


@page("overview")
def overview_page(**query: str) -> html.Div:
    """The layout of `/`."""
    context = page_context(query)
    states = domain_states(context)
    return shell(
        context,
        "/",
        [("", "总览")],
        [_heading(context, states), _headlines(context), html.Div([_attention(context), _map(context)], className="two"),
         _domains(context, states)],
    )  # fmt: skip


def _heading(context: PageContext, states: list[DomainState]) -> html.Header:
    red, yellow = (sum(state.counts[color] for state in states) for color in ("red", "yellow"))
    return html.Header(
        [
            html.Div(
                [
                    html.H1(f"{context.region.name} · {context.period.label}"),
                    html.P(f"{red} 项严重、{yellow} 项预警;按“今天先看哪几件”排在前面。", className="question"),
                ]
            )
        ],
        className="headline",
    )


def _headlines(context: PageContext) -> html.Div:
    readings = whole_board(context)
    spoken = [code for domain in context.cockpit.catalog.domains for code in domain.headlines[:PER_DOMAIN]]
    shown = [code for code in spoken if code in readings.readings]
    return html.Div([tile(context, readings.readings[c], readings.sparks[c]) for c in shown], className="tiles")


def _attention(context: PageContext) -> html.Section:
    rows = [attention_row(context, reading) for reading in red_list(context)[:10]]
    body: Any = (
        html.Ol(rows, className="attention") if rows else html.P("没有亮红灯或黄灯的指标。", className="state-empty")
    )
    return html.Section([html.Header(html.H2("需要关注"), className="section-head"), body], className="panel")


def attention_row(context: PageContext, reading: Reading) -> html.Li:
    """One line of the red list: what, how bad, why, who answers."""
    return html.Li(
        html.A(
            [
                light_badge(reading.light, compact=True),
                html.Span([reading.indicator.name_zh, demo_mark(reading.status == "mock")], className="attention-name"),
                number(reading),
                html.Span(why(reading), className="attention-why"),
                html.Span(reading.indicator.department, className="attention-who"),
            ],
            href=context.href(f"/indicator/{reading.indicator.code}"),
        )
    )


def _map(context: PageContext) -> html.Section:
    counts = county_counts(context)
    words = "、".join(f"{region(code).name}红灯 {count['red']} 项" for code, count in counts.items())
    return html.Section(
        [
            html.Header(html.H2("四个县区"), className="section-head"),
            archipelago(county_shares(context), counts, chosen=context.region.code, summary=f"四县区红灯占比:{words}"),
            html.P("颜色越深,红灯占判灯指标的比例越高;坐标 WGS84,示意图,不作勘界依据。", className="provenance"),
        ],
        className="panel",
    )


def _domains(context: PageContext, states: list[DomainState]) -> html.Section:
    ranked = sorted(states, key=lambda state: (-state.counts["red"], -state.counts["yellow"], -len(state.readings)))
    return html.Section(
        [
            html.Header(html.H2("各领域"), className="section-head"),
            html.Div([_domain_card(context, state) for state in ranked], className="domain-cards"),
        ]
    )


def _domain_card(context: PageContext, state: DomainState) -> html.A:
    worst = [reading for reading in state.readings if reading.light.color in ("red", "yellow")][:3]
    lines = [html.Li([light_badge(r.light, compact=True), html.Span(r.indicator.name_zh), number(r)]) for r in worst]
    status = f"{len(state.readings)} / {len(state.domain.indicators)} 项已接入" if state.readings else "未接入"
    return html.A(
        [
            html.Header([html.H3(state.domain.name), html.Span(status, className="muted")]),
            html.P(state.domain.question, className="question"),
            html.Ul(lines) if lines else None,
        ],
        href=context.href(state.domain.path),
        className="domain-card",
    )
