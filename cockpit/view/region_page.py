"""A place's page, city to grid: its lights, the places below it, its events; every level keeps the period."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import html

from cockpit.view.attention import red_list, whole_board
from cockpit.view.chart import bars, chart, figure
from cockpit.view.context import PageContext, page_context
from cockpit.view.event_counts import below, monthly, open_events
from cockpit.view.light import light_counts
from cockpit.view.overview import attention_row
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.panels.scope import as_of
from cockpit.view.places import LEVELS, grid_name, is_grid, place_crumbs, within
from cockpit.view.shell import shell
from cockpit.view.table import table
from metrics.region import CITY, Region, region

#: Regions for which indicators are measured; below them only events and places are known.
MEASURED = ("city", "county", "zone", "town")


@page("region")
def region_page(code: str = "", **query: str) -> html.Div:
    """The layout of `/region/<code>`; the place of the path is the region of the page."""
    asked = page_context(query)
    place = _place(asked, code)
    context = replace(asked, region=place, query=asked.query | {"region": "" if code == CITY else code})
    crumbs = [("/", "总览"), *place_crumbs(within(code) if code != CITY else CITY), ("", place.name)]
    panels = [_lights(context), _below(context), _trend(context), _events(context)]
    body = [_heading(context), html.Div([panel for panel in panels if panel], className="panels")]
    return shell(context, f"/region/{code}", crumbs, body)


def _place(context: PageContext, code: str) -> Region:
    if is_grid(code):
        name = grid_name(context, code)
        return Region(code, name, name, "grid", within(code))
    return region(code)


def _heading(context: PageContext) -> html.Header:
    place = context.region
    counts: Any = None
    if place.level in MEASURED:
        lights = [reading.light.color for reading in whole_board(context).readings.values()]
        counts = light_counts({color: lights.count(color) for color in ("red", "yellow", "green")})
    words = f"{LEVELS[place.level]} · {place.code} · {context.period.label}"
    return html.Header(
        [html.Div([html.H1([place.name, demo_mark(as_of(context, "grid_event")[1])]), html.P(words, className="question")]),
         html.Div(counts, className="headline-lights")],
        className="headline",
    )  # fmt: skip


def _card(title: str, body: list[Any], wide: bool = False) -> html.Section:
    return html.Section(
        [html.Header(html.H2(title), className="section-head"), *body],
        className="panel panel-wide" if wide else "panel",
    )


def _lights(context: PageContext) -> html.Section | None:
    if context.region.level not in MEASURED:
        return None
    found = red_list(context)
    if not found:
        return _card("亮灯指标", [html.P("没有亮红灯或黄灯的指标。", className="state-empty")])
    rows = html.Ol([attention_row(context, reading) for reading in found[:10]], className="attention")
    more = html.A(f"全部 {len(found)} 条预警", href=context.href("/warnings"))
    return _card("亮灯指标", [rows, more])


def _below(context: PageContext) -> html.Section | None:
    """The places one level below with their events, and whether they add up to the place itself."""
    told = below(context)
    if told is None:
        return None
    frame, whole = told
    code = frame["code"].tolist()
    rate = (100 * frame["ontime"] / frame["due"].where(frame["due"] > 0)).round(1)
    shown = pd.DataFrame(
        {
            "名称": frame["name"], "上报（件）": frame["reported"].astype(int), "到期（件）": frame["due"].astype(int),
            "按期办结率（%）": rate, "超期未办结（件）": frame["overdue"].astype(int),
        }
    )  # fmt: skip
    links = {"名称": [context.href(f"/region/{place}", region="") for place in code]}
    total, named = whole["reported"], int(frame["reported"].sum())
    gap = f"与本级 {total:,} 件一致" if total == named else f"本级 {total:,} 件，差 {total - named:,} 件未写明下级"
    words = f"{context.period.label}：{len(frame)} 个下级合计上报 {named:,} 件，{gap}。"
    body = [
        html.P(words, className="panel-summary"),
        html.Div(table(shown, "", links), className="scroll-box tall", tabIndex="0"),
    ]
    return _card("下一级", body)


def _trend(context: PageContext) -> html.Section | None:
    frame = monthly(context)
    if frame.empty:
        return None
    labels = [f"{start.year}年{start.month}月" for start in frame["month"]]
    unfinished = [start >= pd.Timestamp(context.now.date().replace(day=1)) for start in frame["month"]]
    drawn = figure(
        [bars(labels, frame["reported"], "上报", "this", unfinished)], "件",
        xaxis={"type": "category", "nticks": 6, "tickangle": 0},
    )  # fmt: skip
    last = frame.iloc[-1]
    words = f"近 {len(frame)} 个月上报 {int(frame['reported'].sum()):,} 件，{labels[-1]} {int(last['reported']):,} 件。"
    twin = pd.DataFrame({"月": labels, "上报（件）": frame["reported"].astype(int)})
    shown = html.Details(
        [html.Summary("看表格"), html.Div(table(twin, ""), className="scroll-x", tabIndex="0")], className="twin"
    )
    when, _ = as_of(context, "grid_event")
    foot = html.Footer(f"数据截至 {when} · 来源：基层治理事件", className="provenance")
    return _card("上报事件", [chart("region-events", drawn, words, 220), html.P(words), shown, foot])


def _events(context: PageContext) -> html.Section:
    frame = open_events(context)
    when, _ = as_of(context, "grid_event")
    foot = html.Footer(f"数据截至 {when} · 来源：基层治理事件", className="provenance")
    if frame.empty:
        return _card("在办事件", [html.P("没有在办的事件。", className="state-empty"), foot])
    days = (pd.Timestamp(context.now) - frame["due"]).dt.total_seconds() / 86400
    shown = pd.DataFrame(
        {
            "事件": frame["event_id"], "内容": frame["title"], "类别": frame["event_type_l1"], "承办单位": frame["org_name"],
            "时限": [f"超期 {late:.1f} 天" if late > 0 else f"还有 {-late:.1f} 天" for late in days],
        }
    )  # fmt: skip
    links = {"事件": [context.href(f"/event/{identity}") for identity in frame["event_id"]]}
    return _card(
        "在办事件，最急的在前",
        [html.Div(table(shown, "", links), className="scroll-box", tabIndex="0"), foot],
        wide=True,
    )
