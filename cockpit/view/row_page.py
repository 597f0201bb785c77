"""A record row by row: /records/<record>, at the region and period of the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pandas as pd
from dash import html

from cockpit.rows.ask import Ask
from cockpit.rows.block import Block
from cockpit.rows.row_table import ROW_TABLES, RowTable, row_table
from cockpit.security.rows import may_see_rows
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.panels.scope import as_of
from cockpit.view.row_answers import recorded
from cockpit.view.row_grid import WITH_GRID, WITHOUT_GRID, grid_columns, grid_is_built, row_grid
from cockpit.view.shell import shell
from cockpit.view.table import table as html_table


@page("records")
def row_page(record: str = "", **query: str) -> html.Div:
    """The layout of `/records/<record>`."""
    context = page_context(query)
    table = row_table(record)
    first = recorded(context, table, Ask(0, WITH_GRID if grid_is_built() else WITHOUT_GRID))
    address = f"/api/rows/{record}?" + urlencode({k: v for k, v in context.query.items() if k in ("region", "period")})
    body = [_heading(context, table, first), row_tabs(context, record),
            html.Section(row_grid(address, grid_columns(table), _plain(context, table, first)), className="panel rows-panel")]  # fmt: skip
    crumbs = [("/", "总览"), ("/table", "指标表格"), ("", table.title)]
    return shell(context, f"/records/{record}", crumbs, body)


def row_tabs(context: PageContext, here: str) -> html.Nav:
    """The tables that can be leafed through, the indicators' own first; what may not be read is not named."""
    tabs = [("observation", "/table", "指标数据")]
    tabs += [
        (name, f"/records/{name}", t.title)
        for name, t in ROW_TABLES.items()
        if may_see_rows(context.cockpit.grant, context.cockpit.records[name])
    ]
    links = [html.A(title, href=context.href(address), className="row-tab here" if name == here else "row-tab")
             for name, address, title in tabs]  # fmt: skip
    return html.Nav(links, className="row-tabs", **attributes({"aria-label": "数据表"}))


def _heading(context: PageContext, table: RowTable, first: Block) -> html.Header:
    when, demo = as_of(context, table.record)
    span = f"{context.period.label} · " if table.time and context.query.get("period") else ""
    place = f"{context.region.name} · " if table.region else ""
    words = f"{place}{span}{first.total:,} 行 · 数据截至 {when}"
    return html.Header(
        html.Div([html.H1([table.title, demo_mark(demo)]), html.P(words, className="question", id="row-count")]),
        className="headline",
    )


def _plain(context: PageContext, table: RowTable, first: Block) -> Any:
    """The first rows as an ordinary table, with the same links."""
    if not first.rows:
        return html.P("此处没有数据行。可换区域，或清除数据期。", className="state-empty")
    frame = pd.DataFrame({c.title: [row[c.name] for row in first.rows] for c in table.columns})
    links = {
        c.title: [_target(context, c.link, row.get(f"@{c.name}", row[c.name])) for row in first.rows]
        for c in table.columns if c.link
    }  # fmt: skip
    note = f"列出前 {len(first.rows)} 行。" if first.total > len(first.rows) else ""
    return html.Div([html.Div(html_table(frame, "", links, "dense"), className="scroll-box tall", tabIndex="0"),
                     html.P(note, className="panel-note")])  # fmt: skip


def _target(context: PageContext, kind: str, code: Any) -> str:
    return context.href(f"/{kind}/{str(code).split(',')[0]}") if code else ""
