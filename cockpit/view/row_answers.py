"""/api/rows: blocks of rows for the grid, as JSON; whatever cannot be read is one sentence with status 400."""

from __future__ import annotations

import orjson
import sqlalchemy as sa
from flask import Flask, Response, request

from cockpit.errors import CockpitError, Forbidden
from cockpit.rows.ask import Ask, read_ask
from cockpit.rows.block import Block, block
from cockpit.rows.observations import observation_block
from cockpit.rows.row_table import RowTable, row_table
from cockpit.selection import parse_selection
from cockpit.view.context import PageContext, page_context
from cockpit.view.panels.scope import in_period, in_region

OBSERVATIONS = "observation"


def register(server: Flask) -> None:
    """Adds /api/rows/<name>."""
    server.add_url_rule("/api/rows/<name>", "rows", rows)


def rows(name: str) -> Response:
    """`{rows: [...], total}` of a record table, or of the observations that the address selects."""
    try:
        context, ask = page_context(dict(request.args)), read_ask(request.args)
        told = selected(context, ask) if name == OBSERVATIONS else recorded(context, row_table(name), ask)
    except CockpitError as error:
        status = 403 if isinstance(error, Forbidden) else 400
        return Response(f"{error}\n", status=status, mimetype="text/plain")
    answer = orjson.dumps({"rows": told.rows, "total": told.total})
    return Response(answer, mimetype="application/json", headers={"Cache-Control": "private, no-store"})


def selected(context: PageContext, ask: Ask) -> Block:
    """Observations of the selection in the address; `find` is a filter on the indicator's name."""
    catalog = context.cockpit.catalog
    selection = parse_selection(context.query, catalog, context.period, catalog.headlines)
    return observation_block(context.reader, selection, ask)


def recorded(context: PageContext, table: RowTable, ask: Ask) -> Block:
    """Rows of a record at the region of the address, and in its period when it names one."""
    return block(context.reader, table, ask, narrowed_to(context, table))


def narrowed_to(context: PageContext, table: RowTable) -> sa.ColumnElement[bool]:
    """Region and period of the address as a condition; a table without such a column is not narrowed by it."""
    view = context.reader.tables.listed(table.record)
    parts: list[sa.ColumnElement[bool]] = [sa.true()]
    if table.region:
        parts.append(in_region(view.c[table.region], context.region.code))
    if table.time and context.query.get("period"):
        parts.append(in_period(view.c[table.time], context.period))
    return sa.and_(*parts)
