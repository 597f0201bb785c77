"""The table that clerks forward: choose, sort, filter, and take the same rows away as a file."""

from __future__ import annotations

from math import isnan
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html

from cockpit.export.write import IMMEDIATE_ROWS
from cockpit.rows.observations import COLUMNS as OBSERVED
from cockpit.selection import COLUMNS, GRAINS, Selection, parse_selection, places, rows
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.exports import queue_button
from cockpit.view.filters import recent_months
from cockpit.view.page import page
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
        html.A(f"导出 {name}", href=f"/export/table.{kind}?{query}", className="button primary", download="")
        if count <= IMMEDIATE_ROWS
        else queue_button(f"后台导出 {name}", "table", kind, context.query)
        for kind, name in (("xlsx", "Excel"), ("csv", "CSV"), ("parquet", "Parquet"))
    ]
    words = f"共 {count:,} 行；文件与本页同一快照、同样的行。"
    return html.Header(
        [
            html.Div([html.H1("指标表格"), html.P(words, className="question", id="row-count")]),
            html.Div(links, className="counts"),
        ],
        className="headline",
    )


def _form(context: PageContext, selection: Selection) -> html.Div:
    options = [{"label": f"{i.name_zh}({i.unit.symbol})", "value": i.code, "search": f"{i.name_zh} {i.code} {i.department}"}
               for i in context.cockpit.catalog.indicators.values()]  # fmt: skip
    months = [{"label": p.label, "value": p.key} for p in recent_months(context.now.date(), 95)]
    regions = [{"label": region(code).name, "value": code} for code in (CITY, *COUNTIES)]
    grains = [{"label": name, "value": code} for code, name in GRAINS.items()]
    chinese: Any = {
        "search": "查找",
        "select_all": "全选",
        "deselect_all": "清空",
        "selected_count": "已选 {num_selected} 项",
    }
    return html.Div(
        [
            _field("指标", dcc.Dropdown(options, [i.code for i in selection.indicators], multi=True, id="table-i", labels=chinese), "wide"),
            _field("区域", dcc.Dropdown(regions, list(selection.regions), multi=True, id="table-regions", labels=chinese)),
            _field("粒度", dbc.Select(grains, selection.grain, id="table-grain", class_name="select")),
            _field("自", dbc.Select(months, selection.start.key, id="table-from", class_name="select")),
            _field("至", dbc.Select(months, selection.end.key, id="table-to", class_name="select")),
            _field("只看含有", dbc.Input(value=selection.find, id="table-find", type="search", class_name="search", debounce=True)),
        ],
        className="table-form panel",
        **attributes(
            {
                "data-chosen-i": ",".join(i.code for i in selection.indicators),
                "data-chosen-regions": ",".join(selection.regions),
                "data-chosen-grain": selection.grain,
                "data-chosen-from": selection.start.key,
                "data-chosen-to": selection.end.key,
                "data-chosen-find": selection.find,
            }
        ),
    )  # fmt: skip


def _field(name: str, control: Any, class_name: str = "") -> html.Label:
    return html.Label([html.Span(name, className="filter-name"), control], className=f"field {class_name}".strip())


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
        数值=[MISSING if isnan(v) else show_number(v, n) for v, n in zip(shown["数值"], decimals, strict=True)]
    )
    links = {
        "指标": [
            context.href(f"/indicator/{code}", region=where)
            for code, where in zip(shown["指标代码"], shown["区域代码"], strict=True)
        ]
    }
    note = f"屏上列出前 {limit} 行，文件含全部 {len(frame):,} 行。" if len(frame) > limit else ""
    plain = html.Div(
        [_sorters(context, selection), html.Div(table(shown, "", links, "workbench-table"), className="scroll-box tall"),
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
    columns = [
        {"field": name, "title": title if name == "数值" else name, "kind": kind, "width": width}
        for name, (kind, width) in OBSERVED.items()
    ]
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
