"""The domains ranked by what needs attention: a row each, with its lights, its worst thing and its headline."""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit.view.attention import DomainState
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.definition_link import definition_link
from cockpit.view.light import light_badge, light_counts
from cockpit.view.panel import demo_mark
from cockpit.view.tile import change, companions, number, progress_bar, spark_box, why
from metrics.reading import Reading

HEADS = ("领域", "最要紧的一件", "代表指标", "走势", "比上年", "比计划")


def domain_ranking(
    context: PageContext, states: list[DomainState], sparks: dict[str, list[float | None]]
) -> html.Section:
    """Domains with data as rows, the most troubled first; those without are named in one line below."""
    ranked = sorted((s for s in states if s.readings), key=lambda s: (-s.counts["red"], -s.counts["yellow"]))
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in HEADS]))
    body = html.Tbody([_row(context, state, sparks) for state in ranked])
    return html.Section(
        [html.Table([head, body], className="ranking", **attributes({"data-ready": "1"})), _absent(context, states)],
        className="panel ranking-panel", **attributes({"aria-label": "各领域，按需要关注的程度排列"}),
    )  # fmt: skip


def _row(context: PageContext, state: DomainState, sparks: dict[str, list[float | None]]) -> html.Tr:
    headline = state.headline
    name = html.A([html.B(state.domain.name), light_counts(state.counts)], href=context.href(state.domain.path))
    cells: list[Any] = [html.Th(name, scope="row"), html.Td(_worst(context, state), className="ranking-worst")]
    if headline is None:
        return html.Tr([*cells, html.Td("", colSpan="4")])
    drawn = spark_box(sparks.get(headline.indicator.code, []))
    cells += [
        html.Td(_told(context, headline), className="ranking-headline"),
        html.Td(drawn or html.Span("期数不足", className="muted"), className="ranking-spark"),
        html.Td(
            [
                html.Div(change(headline) or html.Span("上年没有可比数据", className="muted"), className="tile-change"),
                companions(context, headline),
            ],
            className="ranking-change",
        ),
        html.Td(progress_bar(headline) or html.Span("未设目标", className="muted"), className="ranking-plan"),
    ]
    return html.Tr(cells, **attributes({"data-domain": state.domain.code}))


def _worst(context: PageContext, state: DomainState) -> Any:
    """The gravest reading: what, how much, why and who answers; or that there is none."""
    if state.grave is None:
        return html.Span("没有亮红灯或黄灯的指标", className="muted")
    found = state.grave
    return html.A(
        [
            html.Span([light_badge(found.light, compact=True), found.indicator.name_zh, " ", number(found)],
                      className="ranking-what"),
            html.Span([why(found), " · ", found.indicator.department], className="ranking-why"),
        ],
        href=context.href(f"/indicator/{found.indicator.code}"),
        **attributes({"data-department": found.indicator.department}),
    )  # fmt: skip


def _told(context: PageContext, headline: Reading) -> list[Any]:
    indicator = headline.indicator
    return [
        html.Span([html.A(indicator.name_zh, href=context.href(f"/indicator/{indicator.code}")),
                   definition_link(headline)], className="ranking-name"),
        html.Span([number(headline), demo_mark(headline.status == "mock")], className="ranking-figure"),
    ]  # fmt: skip


def _absent(context: PageContext, states: list[DomainState]) -> html.P | None:
    without = [state.domain for state in states if not state.readings]
    if not without:
        return None
    links: list[Any] = ["没有数据的领域："]
    for domain in without:
        links += [html.A(domain.name, href=context.href(domain.path)), "、"]
    return html.P([*links[:-1], "。"], className="panel-note")
