"""The table that clerks forward: choose, sort, filter, and take the same rows away as a file."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html

from cockpit.export.write import IMMEDIATE_ROWS
from cockpit.rows.observations import COLUMNS as OBSERVED
from cockpit.selection import COLUMNS, GRAINS, Selection, parse_selection, places, rows
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.control import checks, field, select
from cockpit.view.filters import recent_months
from cockpit.view.page import page
from cockpit.view.queue_button import queue_button
from cockpit.view.row_answers import OBSERVATIONS
from cockpit.view.row_grid import WITH_GRID, grid_is_built, row_grid
from cockpit.view.row_page import row_tabs
from cockpit.view.shell import shell
from cockpit.view.table import table
from metrics.format import MISSING
from metrics.region import CITY, COUNTIES, region
from metrics.rounding import show_number

#: Rows on screen at once; the file always has all rows stated.
SCREEN_ROWS = 300
#: Columns that a phone shows right after the indicator, in this order, and their widths there (pixels): a number never
#: without its unit, for growth stands among the amounts.
_NEAR = {"数值": 70, "单位": 46, "数据期": 96}


@page("table")
def workbench_page(**query: str) -> html.Div:
    """The layout of `/table`."""
    context = page_context(query)
    selection = selection_of(context)
    frame = rows(context.reader, selection)
    return shell(
        context,
        "/table",
        [("/", "总览"), ("", "指标表格")],
        [
            _heading(context, len(frame)),
            row_tabs(context, OBSERVATIONS),
            _fold(selection),
            _form(context, selection),
            _result(context, selection, frame),
        ],
        filtered=False,
    )


def selection_of(context: PageContext) -> Selection:
    """The selection of this request; the city's headline indicators when none is chosen."""
    return parse_selection(context.query, context.cockpit.catalog, context.period, context.cockpit.catalog.headlines)


def _heading(context: PageContext, count: int) -> html.Header:
    query = urlencode(context.query | {"snapshot": str(context.reader.snapshot.id)})
    links = [
        html.A(f"导出 {name}", href=f"/export/table.{kind}?{query}", className=look, download="")
        if count <= IMMEDIATE_ROWS
        else queue_button(f"后台导出 {name}", "table", kind, context.query, look)
        for kind, name, look in (("xlsx", "Excel", "button primary"), ("csv", "CSV", "button"), ("parquet", "Parquet", "button"))
    ]
    words = f"共 {count:,} 行；文件与本页同一快照、同样的行。"
    return html.Header(
        [
            html.Div([html.H1("指标表格"), html.P(words, className="question", id="row-count")]),
            html.Div(links, className="counts"),
        ],
        className="headline",
    )


def _fold(selection: Selection) -> html.Button:
    """On a phone: what is chosen, and the way to choose otherwise; elsewhere the choices stand open."""
    told = f"{_told([i.name_zh for i in selection.indicators], '项')} · {selection.start.label}至{selection.end.label}"
    return html.Button(told, className="fold table-fold", type="button", title="换指标、区域、粒度或数据期",
                       **attributes({"data-action": "fold", "aria-expanded": "false"}))  # fmt: skip


def _form(context: PageContext, selection: Selection) -> html.Div:
    options = [(i.code, f"{i.name_zh}（{i.unit.symbol}）") for i in context.cockpit.catalog.indicators.values()]
    months = [(p.key, p.label) for p in recent_months(context.now.date(), 95)]
    regions = [(code, region(code).name) for code in (CITY, *COUNTIES)]
    chosen = [indicator.code for indicator in selection.indicators]
    return html.Div(
        [
            _field("指标", checks("i", options, chosen, _told([i.name_zh for i in selection.indicators], "项"))),
            _field("区域", checks("regions", regions, selection.regions,
                                _told([region(code).name for code in selection.regions], "个"))),
            _field("粒度", _menu("grain", GRAINS.items(), selection.grain)),
            _field("自", _menu("from", months, selection.start.key)),
            _field("至", _menu("to", months, selection.end.key)),
            _field("只看含有", _words(selection.find)),
        ],
        className="table-form panel",
    )  # fmt: skip


def _told(names: list[str], counter: str) -> str:
    return names[0] if len(names) == 1 else f"已选 {len(names)} {counter}"


def _field(name: str, control: Any) -> html.Div | html.Label:
    """A control under its name; a menu of ticks holds labels of its own and takes none."""
    parts = [html.Span(name, className="filter-name"), control]
    return (
        html.Div(parts, className="field")
        if isinstance(control, html.Details)
        else html.Label(parts, className="field")
    )


def _menu(part: str, options: Iterable[tuple[str, str]], chosen: str) -> html.Select:
    return select(options, chosen, id=f"table-{part}", **{"data-query": part})


def _words(find: str) -> dbc.Input:
    return field({"data-query": "find"}, value=find, id="table-find", type="search")


def _result(context: PageContext, selection: Selection, frame: Any) -> html.Section:
    if frame.empty:
        return html.Section(
            html.P("没有符合条件的数据。可放宽数据期、换粒度，或到目录看该指标是否已接入。", className="state-empty"),
            className="panel",
        )
    limit = WITH_GRID if grid_is_built() and not selection.find else SCREEN_ROWS
    shown = frame.head(limit)
    decimals = places(shown, selection.indicators)
    shown = shown.assign(
        数值=[MISSING if isnan(v) else show_number(v, n) for v, n in zip(shown["数值"], decimals, strict=True)],
        数据截至=shown["数据截至"].str.replace("-", "/"),
    )
    links = {
        "指标": [
            context.href(f"/indicator/{code}", region=where)
            for code, where in zip(shown["指标代码"], shown["区域代码"], strict=True)
        ]
    }
    note = f"屏上列出前 {limit} 行，文件含全部 {len(frame):,} 行。" if len(frame) > limit else ""
    plain = html.Div(
        [_sorters(context, selection), html.Div(table(shown[list(COLUMNS[:10])], "", links, "workbench-table"), className="scroll-box tall", tabIndex="0"),
         html.P(note, className="panel-note")]
    )  # fmt: skip
    if selection.find:  # words are looked for in every column, which only the plain table does
        return html.Section(plain, className="panel")
    address = f"/api/rows/{OBSERVATIONS}?" + urlencode(context.query)
    return html.Section(row_grid(address, _grid_columns(selection), plain), className="panel rows-panel")


def _grid_columns(selection: Selection) -> list[dict[str, Any]]:
    """The columns of the grid; where all indicators share a unit the header states it."""
    units = {indicator.unit.symbol for indicator in selection.indicators}
    title = f"数值（{units.pop()}，同比为 %）" if len(units) == 1 else "数值"
    columns: list[dict[str, Any]] = [
        {"field": name, "title": title if name == "数值" else name, "kind": kind, "width": width}
        for name, (kind, width) in OBSERVED.items()
    ]
    for place, (name, width) in enumerate(_NEAR.items(), start=1):
        columns[list(OBSERVED).index(name)] |= {"near": place, "narrow": width}
    columns[0] |= {"link": "/indicator/", "code": "@指标", "region": "@区域"}
    return columns


def _sorters(context: PageContext, selection: Selection) -> html.Div:
    """Sort links: a second click on the same column turns the order round."""
    links: list[Any] = [html.Span("排序：", className="filter-name")]
    for column in COLUMNS[:9]:
        chosen = selection.sort.lstrip("-") == column
        wanted = f"-{column}" if selection.sort == column else column
        mark = ("▼" if selection.sort.startswith("-") else "▲") if chosen else ""
        links.append(
            html.A(f"{column}{mark}", href="/table?" + urlencode(context.query | {"sort": wanted}), className="sorter")
        )
    return html.Div(links, className="sorters")
