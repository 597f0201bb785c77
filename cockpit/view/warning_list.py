"""The warnings: every red and yellow light, grouped by the department that answers for it, with the evidence.

Departments without a red light are folded where others have one; a search in the page, a link and paper unfold them.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import html

from cockpit.view.attention import SEVERITY, red_list, whole_board
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.definition_link import definition_link
from cockpit.view.graded_warnings import graded
from cockpit.view.light import light_badge, light_counts
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.shell import shell
from cockpit.view.tile import change, number, provenance, spark_box, why
from metrics.reading import Reading


@page("warnings")
def warnings_page(**query: str) -> html.Div:
    """The layout of `/warnings`."""
    context = page_context(query)
    found = red_list(context)
    groups = by_department(found)
    graded_too = _graded(context)
    body: list[Any] = [_heading(context, found, len(groups)), _jumps(groups, bool(graded_too))]
    body += [
        _department(context, place, name, told, _counts(told)["red"] > 0 or not _counts(found)["red"])
        for place, (name, told) in enumerate(groups.items())
    ]
    if not found:
        body.append(html.P("没有亮红灯或黄灯的指标。", className="state-empty panel"))
    body += graded_too
    return shell(context, "/warnings", [("/", "总览"), ("", "预警")], [html.Div(body, className="warnings")])


def _graded(context: PageContext) -> list[Any]:
    sections = graded(context)
    if not sections:
        return []
    words = "按规则逐件判定：蓝、黄、橙、红四级由轻到重，每件附触发依据；是线索，不是结论。"
    return [html.Header([html.H2("分级预警"), html.P(words, className="muted")], className="section-head", id="graded"), *sections]


def by_department(readings: list[Reading]) -> dict[str, list[Reading]]:
    """Readings under the department that leads each of them; the department with most red lights comes first."""
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(leading(reading.indicator.department), []).append(reading)
    order = sorted(groups, key=lambda name: [-n for n in _counts(groups[name]).values()])
    return {name: groups[name] for name in order}


def leading(department: str) -> str:
    """The first of several departments that answer together."""
    return department.split("、")[0]


def _counts(readings: list[Reading]) -> dict[str, int]:
    return {color: sum(r.light.color == color for r in readings) for color in list(SEVERITY)[:2]}


def _heading(context: PageContext, found: list[Reading], departments: int) -> html.Header:
    counts = _counts(found)
    words = f"{context.region.name} · {context.period.label}：{departments} 个责任部门，每条附判灯依据与原始行。"
    return html.Header(
        [html.Div([html.H1("预警"), html.P(words, className="question")]),
         html.Div([html.Span([html.B(str(counts["red"])), " 严重"], className="count count-red"),
                   html.Span([html.B(str(counts["yellow"])), " 预警"], className="count count-yellow")],
                  className="counts")],
        className="headline",
    )  # fmt: skip


def _jumps(groups: dict[str, list[Reading]], graded_too: bool) -> html.Nav | None:
    """Links to the departments of a long page, each with its lights, and to what is judged one by one."""
    links = [
        html.A([name, " ", light_counts(_counts(told))], href=f"#department-{place}")
        for place, (name, told) in enumerate(groups.items())
    ]
    if graded_too:
        links.append(html.A("分级预警", href="#graded"))
    return html.Nav(links, className="jumps", **attributes({"aria-label": "本页的部门"})) if len(links) > 1 else None


def _department(context: PageContext, place: int, name: str, readings: list[Reading], unfolded: bool) -> html.Section:
    """Its warnings, folded or not; the link from above leads into them, so that it unfolds them."""
    head = html.Summary([html.H2(name), light_counts(_counts(readings))], className="section-head")
    rows = html.Ol([warning_row(context, reading) for reading in readings], className="warning-list", id=f"department-{place}")
    return html.Section(
        html.Details([head, rows], open=unfolded, className="warning-fold"),
        className="panel warning-group", **attributes({"data-department": name}),
    )  # fmt: skip


def warning_row(context: PageContext, reading: Reading) -> html.Li:
    """One warning: the light, the number, why it burns, how it moved, and the way to the rows behind it."""
    code = reading.indicator.code
    rows = {"i": code, "regions": reading.region, "period": context.period.key}
    return html.Li(
        [
            html.Div(
                [light_badge(reading.light), html.A(reading.indicator.name_zh, href=context.href(f"/indicator/{code}")),
                 definition_link(reading)], className="warning-name",
            ),
            html.P([provenance(reading), demo_mark(reading.status == "mock")], className="warning-when"),
            html.Div([number(reading), spark_box(whole_board(context).sparks.get(code, []))], className="warning-value"),
            html.P(why(reading), className="warning-why"),
            html.Div(change(reading), className="tile-change"),
            html.A("看数据行", href="/table?" + urlencode(rows), className="warning-rows"),
        ],
        **attributes({"data-warning": code, "data-department": reading.indicator.department}),
    )  # fmt: skip
