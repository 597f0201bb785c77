"""The overview: how is the city, domain by domain, against its own targets?"""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit.moment import day_and_time
from cockpit.view.archipelago import archipelago
from cockpit.view.attention import DomainState, domain_states, red_list, whole_boards
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.county_lights import county_counts, county_shares
from cockpit.view.domain_ranking import domain_ranking
from cockpit.view.figure_files import with_files
from cockpit.view.light import light_badge, light_counts
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.shell import shell
from cockpit.view.tile import number, why
from metrics.reading import Reading
from metrics.region import COUNTIES, region

#: Lines of the red list on the overview; all of them stand on /warnings.
SHOWN = 8


@page("overview")
def overview_page(**query: str) -> html.Div:
    """The layout of `/`."""
    context = page_context(query)
    boards = whole_boards(context, (context.region.code, *COUNTIES))  # read in one go, then found by all below
    states = domain_states(context)
    return shell(
        context,
        "/",
        [("", "总览")],
        [_heading(context, states), domain_ranking(context, states, boards[context.region.code].sparks),
         html.Div([_attention(context), _map(context)], className="two attention-and-map")],
    )  # fmt: skip


def _heading(context: PageContext, states: list[DomainState]) -> html.Header:
    counts = {color: sum(state.counts[color] for state in states) for color in ("red", "yellow", "green")}
    troubled = sum(state.grave is not None for state in states)
    words = f"{troubled} 个领域有指标亮灯，最需要过问的排在最前。" if troubled else "各领域没有亮红灯或黄灯的指标。"
    return html.Header(
        [
            html.Div([html.H1(f"{context.region.name} · {context.period.label}"), html.P(words, className="question")]),
            html.A(light_counts(counts), href=context.href("/warnings"), className="headline-lights",
                   title="严重、预警、正常的指标数"),
        ],
        className="headline",
    )  # fmt: skip


def _attention(context: PageContext) -> html.Section:
    found = red_list(context)
    rows = [attention_row(context, reading) for reading in found[:SHOWN]]
    body: Any = (
        html.Ol(rows, className="attention") if rows else html.P("没有亮红灯或黄灯的指标。", className="state-empty")
    )
    more = html.A(f"全部 {len(found)} 条预警", href=context.href("/warnings"))
    head = html.Header([html.H2("今天先看哪几件"), more], className="section-head")
    return html.Section([head, body], className="panel")


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
        ),
        **attributes({"data-department": reading.indicator.department}),
    )


def _map(context: PageContext) -> html.Section:
    counts = county_counts(context)
    words = "、".join(f"{region(code).name}红灯 {count['red']} 项" for code, count in counts.items())
    links = [
        html.A([region(code).name, light_counts(count)], href=context.href(f"/region/{code}"))
        for code, count in counts.items()
    ]
    return html.Section(
        [
            html.Header(html.H2("四个县区"), className="section-head"),
            with_files(
                "archipelago",
                archipelago(county_shares(context), counts, context.region.code, f"四县区红灯占比：{words}"),
            ),
            html.Div(links, className="county-links"),
            html.P(
                f"颜色越深，红灯占判灯指标的比例越高；{context.period.label}；"
                f"数据截至 {day_and_time(context.reader.snapshot.published_at)}（入舱）；来源：各领域判灯指标；"
                "坐标 CGCS2000，示意图，不作勘界依据。",
                className="provenance",
            ),
        ],
        className="panel",
    )
