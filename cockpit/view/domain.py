"""A domain's page: its first-screen question, a section per system, core systems with their panels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html

from cockpit.view.attention import domain_states, whole_board
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.page import page
from cockpit.view.panels.registry import draw
from cockpit.view.panels.scope import connected_records
from cockpit.view.readings import Board
from cockpit.view.shell import shell
from cockpit.view.tile import tile
from metrics.model import Domain, Indicator, System
from metrics.named import table_name
from metrics.region import CITY


def domain_page(code: str) -> Callable[..., Any]:
    """The layout function of a domain's page."""

    @page(code)
    def layout(**query: str) -> html.Div:
        context = page_context(query)
        domain = context.cockpit.catalog.domain(code)
        return shell(context, domain.path, [("/", "总览"), ("", domain.name)], _content(context, domain))

    return layout


def _content(context: PageContext, domain: Domain) -> list[Any]:
    readings = whole_board(context)
    systems = sorted(domain.systems, key=lambda system: (not system.core, not _connected(context, system, readings)))
    return [_headline(context, domain), _jumps(systems), *[_section(context, system, readings) for system in systems]]


def _headline(context: PageContext, domain: Domain) -> html.Header:
    state = next(s for s in domain_states(context) if s.domain.code == domain.code)
    total = len(domain.indicators)
    counted = [
        html.Span([html.B(str(state.counts[color])), f" {word}"], className=f"count count-{color if state.counts[color] else 'none'}")
        for color, word in (("red", "严重"), ("yellow", "预警"), ("green", "正常"), ("grey", "不判灯"))
        if state.readings  # four noughts say nothing that 已接入 0 does not
    ]
    return html.Header(
        [
            html.Div([html.H1(domain.name), html.P(domain.question, className="question")]),
            html.Div(
                [*counted, html.Span(f"已接入 {len(state.readings)} / {total} 项指标", className="count")],
                className="counts",
            ),
        ],
        className="headline",
    )


def _jumps(systems: list[System]) -> html.Nav:
    """Links to the sections of a long page."""
    return html.Nav(
        [html.A(system.name, href=f"#{_anchor(system)}") for system in systems],
        className="jumps", **attributes({"aria-label": "本页的系统"}),
    )  # fmt: skip


def _anchor(system: System) -> str:
    return f"system-{system.code.lower().replace('.', '-')}"


def _connected(context: PageContext, system: System, readings: Board) -> bool:
    return any(i.code in readings.readings for i in context.cockpit.catalog.of_system(system.code))


def _section(context: PageContext, system: System, readings: Board) -> html.Section:
    indicators = context.cockpit.catalog.of_system(system.code)
    present = [i for i in indicators if i.code in readings.readings]
    heading = html.Header(
        [
            html.H2([system.name, html.Span("核心", className="core-mark") if system.core else None]),
            html.Span(f"牵头：{system.lead}", className="lead-org"),
        ],
        className="section-head",
    )
    if present:
        body = _connected_body(context, system, present, readings)
    elif _connected(context, system, whole_board(context, CITY)):
        body = [_elsewhere(context, system)]
    else:
        body = [unconnected(context, system, indicators)]
    missing = [i for i in indicators if i not in present]
    if present and missing:
        body.append(html.P(_missing_line(context, system, missing), className="unconnected-line"))
    return html.Section([heading, *body], className="system", id=_anchor(system),
                        **attributes({"data-system": system.code}))  # fmt: skip


def _missing_line(context: PageContext, system: System, missing: list[Indicator]) -> list[Any]:
    """What has no value here, and whether its source is missing or only its value at this region."""
    waiting = [name for name in system.tables if name not in connected_records(context)]
    names = "、".join(indicator.name_zh for indicator in missing)
    if waiting:
        return ["未接入，等待源表：", *_tables(context, waiting), f"。接入后可见：{names}"]
    return [f"{context.region.name}没有单一数值，见上面的分析：{names}"]


def _connected_body(context: PageContext, system: System, present: list[Indicator], readings: Board) -> list[Any]:
    tiles = [tile(context, readings.readings[i.code], readings.sparks[i.code]) for i in present]
    panels = [draw(context, name) for name in system.panels]
    return [
        html.Div(tiles, className=f"tiles columns-{columns(len(tiles), (4, 3))}{_broad(len(tiles))}"),
        html.Div(panels, className="panels") if panels else None,
    ]


def _broad(count: int) -> str:
    """Five in a row where the screen is wide and five leave the fewest gaps."""
    return " broad-5" if columns(count, (4, 5, 3)) == 5 else ""


def columns(count: int, choice: tuple[int, ...]) -> int:
    """In how many columns of a choice so many tiles leave the fewest gaps in their last row; the first where equal."""
    return min(choice, key=lambda n: -count % n)


def _elsewhere(context: PageContext, system: System) -> html.P:
    """A system that has data for the city and none for this region."""
    domain = context.cockpit.catalog.of_system(system.code)[0].domain
    whole = context.href(context.cockpit.catalog.domain(domain).path, region="") + f"#{_anchor(system)}"
    words = f"{context.region.name}没有单独的数值。"
    return html.P(
        [words, html.A("看全市", href=whole)], className="unconnected-line", **attributes({"data-state": "empty"})
    )


def _tables(context: PageContext, codes: list[str]) -> list[Any]:
    """Tables by name; the code stands in the page's source only."""
    named = [html.Span(table_name(code, context.cockpit.records), **attributes({"data-table": code})) for code in codes]
    return [part for one in named for part in ("、", one)][1:]


def unconnected(context: PageContext, system: System, indicators: tuple[Indicator, ...]) -> html.Div:
    """A system without data says so, and for which tables it waits; nothing is invented."""
    return html.Div(
        [
            html.Span("未接入", className="unconnected-mark"),
            html.P(["等待源表：", *_tables(context, system.tables)]),
            html.P("接入后可见：" + "、".join(i.name_zh for i in indicators) if indicators else system.analysis),
        ],
        className="unconnected",
        **attributes({"data-state": "unconnected"}),
    )
