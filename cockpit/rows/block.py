"""A block of rows of a record table, and how many there are; the order is total, so that no row comes twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from cockpit.frames import Reader
from cockpit.rows.ask import Ask
from cockpit.rows.condition import filtered
from cockpit.rows.row_table import RowColumn, RowTable
from metrics.codebook import book
from metrics.region import CITY, every_place


@dataclass(frozen=True)
class Block:
    """Rows as the screen shows them (numbers raw, codes as names, `@name` the code behind a link), and the total."""

    rows: list[dict[str, Any]]
    total: int


def block(reader: Reader, table: RowTable, ask: Ask, where: sa.ColumnElement[bool] | None = None) -> Block:
    """The rows start ≤ n < end of a table; the tie of every order is broken by the key.

    Raises:
        QueryError: a column that is not the table's, or a condition that does not fit it.
        Forbidden: the reader's grant does not hold the record.
    """
    view = reader.tables.listed(table.record)
    names = {column.name: book_of(reader, column) for column in table.columns}
    conditions = [filtered(view.c[table.column(name).name], asked, names[name]) for name, asked in ask.filters]
    conditions += [] if where is None else [where]
    total = reader.select(sa.select(sa.func.count().label("n")).select_from(view).where(*conditions))["n"].iloc[0]
    frame = reader.select(
        sa.select(*[view.c[column.name] for column in table.columns]).where(*conditions)
        .order_by(*_order(view, table, ask)).limit(ask.end - ask.start).offset(ask.start)
    )  # fmt: skip
    return Block(_shown(frame, table, names), int(total))


def _order(view: Any, table: RowTable, ask: Ask) -> list[sa.ColumnElement[Any]]:
    asked = [(view.c[table.column(part.colId).name], part.sort) for part in ask.order]
    if not asked and table.time:
        asked = [(view.c[table.time], "desc")]
    order = [c.desc().nulls_last() if way == "desc" else c.asc().nulls_last() for c, way in asked]
    return [*order, *[view.c[name] for name in table.key]]


def book_of(reader: Reader, column: RowColumn) -> Mapping[str, str] | None:
    """What the codes of a column are called; None when its cells stand for themselves."""
    if column.book == "org":
        org = reader.tables.record("organization")
        frame = reader.select(sa.select(org.c.org_code, org.c.org_name))
        return dict(zip(frame["org_code"], frame["org_name"], strict=True))
    if column.book == "region":
        return {CITY: "舟山市"} | {code: name for code, name, _ in every_place()}
    return book(column.book) if column.book else None


def _shown(frame: pd.DataFrame, table: RowTable, names: Mapping[str, Mapping[str, str] | None]) -> list[dict[str, Any]]:
    columns: dict[str, list[Any]] = {}
    for column in table.columns:
        cells = frame[column.name]
        told = names[column.name]
        columns[column.name] = [cell(value, told) for value in cells]
        if column.link and told is not None:
            columns[f"@{column.name}"] = [cell(value, None) for value in cells]
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def cell(value: Any, names: Mapping[str, str] | None) -> Any:
    """A value for the screen: missing is None, times are written the Chinese way that a spreadsheet reads as a time."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        day = f"{value.year}/{value.month}/{value.day}"
        return day if value == value.normalize() else f"{day} {value:%H:%M}"
    if names is not None:
        return names.get(str(value), str(value))
    return value.item() if hasattr(value, "item") else value
