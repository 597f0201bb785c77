"""Rows of the demonstration platform as an interface serves them, with the trouble of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

Row = dict[str, Any]
#: Columns whose codes a source may swap, and the two it swaps.
_REGIONS, _SWAP = ("region_code", "dom_region"), {"330902": "330903", "330903": "330902"}


@dataclass(frozen=True)
class Page:
    """The rows of one page, and how many rows the table has."""

    rows: list[Row]
    total: int


def page_of(engine: sa.Engine, table: str, number: int, size: int, fault: str = "") -> Page:
    """A page of a table in the order of its change records, from page 1.

    Args:
        fault: one of loaders.demo.servers.faults.FAULTS; those that are not about rows change nothing here.
    """
    with engine.connect() as connection:
        reflected = sa.Table(table, sa.MetaData(), autoload_with=connection)
        total = int(connection.execute(sa.select(sa.func.count()).select_from(reflected)).scalar_one())
        chosen = sa.select(reflected).order_by(reflected.c.dsc_biz_record_id).limit(size).offset((number - 1) * size)
        rows = [dict(row) for row in connection.execute(chosen).mappings()]
    return Page(troubled(rows, fault), total + (1 if fault == "changing_total" else 0))


def troubled(rows: list[Row], fault: str) -> list[Row]:
    """Rows as a source in trouble tells them."""
    if fault == "short_page":
        return rows[:-1]
    if fault == "duplicate":
        return [*rows, *rows[:1]]
    if fault == "out_of_order":
        return rows[::-1]
    if fault == "schema_drift":
        return [{(f"{name}_new" if name == "dsc_biz_timestamp" else name): value for name, value in row.items()} for row in rows]  # fmt: skip
    if fault == "unit_jump":
        return [{name: _jumped(name, value) for name, value in row.items()} for row in rows]
    if fault == "swapped_region":
        return [{name: _swapped(name, value) for name, value in row.items()} for row in rows]
    return rows


def _jumped(name: str, value: Any) -> Any:
    """A number of an amount ten thousand times as large: the source began to write 吨 where 万吨 was agreed."""
    if not name.endswith("_t") or not str(value).replace(".", "", 1).isdigit():
        return value
    return str(float(value) * 10_000)


def _swapped(name: str, value: Any) -> Any:
    return _SWAP.get(value[:6], value[:6]) + value[6:] if name in _REGIONS and isinstance(value, str) else value
