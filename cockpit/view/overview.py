"""The overview: how is the city, domain by domain, against its own targets?"""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit.view.archipelago import archipelago
from cockpit.view.attention import SEVERITY, DomainState, domain_states, red_list, whole_board
from cockpit.view.context import PageContext, page_context
from cockpit.view.light import light_badge
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.shell import shell
from cockpit.view.tile import number, tile
from metrics.light import Light
from metrics.reading import Reading
from metrics.region import COUNTIES, region

#: The city's headline indicators, in the order a mayor reads them; those without data are left out.
HEADLINES = (
    "econ.gdp_ytd", "econ.iva_yoy_ytd", "port.cargo_ytd", "port.bunker_supply",
    "econ.budget_rev_ytd", "econ.trade_ytd", "grid.ontime_rate", "gov.perf_green_ratio",
)  # fmt: skip


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
    shown = [code for code in HEADLINES if code in readings.readings]
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
                html.Span(reading.indicator.name_zh, className="attention-name"),
                number(reading),
                html.Span(reading.light.reason, className="attention-why"),
                html.Span(reading.indicator.department, className="attention-who"),
                demo_mark(reading.status == "mock"),
            ],
            href=context.href(f"/indicator/{reading.indicator.code}"),
        )
    )


def county_lights(context: PageContext) -> tuple[dict[str, Light], dict[str, list[str]]]:
    """Worst light and a caption per county."""
    lights: dict[str, Light] = {}
    captions: dict[str, list[str]] = {}
    for code in COUNTIES:
        own = [reading.light for reading in whole_board(context, code).readings.values()]
        if not own:
            continue
        lights[code] = max(own, key=lambda light: SEVERITY[light.color])
        red, yellow = (sum(light.color == color for light in own) for color in ("red", "yellow"))
        captions[code] = [f"红 {red}  黄 {yellow}"]
    return lights, captions


def _map(context: PageContext) -> html.Section:
    lights, captions = county_lights(context)
    words = "、".join(f"{region(code).name}{light.word}" for code, light in lights.items())
    return html.Section(
        [
            html.Header(html.H2("四个县区"), className="section-head"),
            archipelago(lights, captions, chosen=context.region.code, summary=f"四县区最严重的灯:{words}"),
            html.P("颜色为各县区最严重的灯;坐标 WGS84,示意图,不作勘界依据。", className="provenance"),
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
