"""The observations of a selection by the block: the indicators' table without a limit to its length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from cockpit.errors import QueryError
from cockpit.frames import Reader
from cockpit.rows.ask import Ask
from cockpit.rows.block import Block, cell
from cockpit.rows.condition import filtered
from cockpit.selection import BASES, Selection, presented, scope
from cockpit.selection import places as decimals_of
from cockpit.store.query import statement
from metrics.format import STATUS
from metrics.region import CITY, every_place

#: Columns on screen: name → kind, width. The shown unit stands in its own column, because rows differ in it.
COLUMNS = {
    "指标": ("text", 230), "区域": ("text", 110), "数据期": ("time", 150), "计法": ("text", 100), "数值": ("number", 130),
    "单位": ("text", 90), "状态": ("text", 84), "数据截至": ("time", 120), "责任部门": ("text", 170), "来源": ("text", 200),
}  # fmt: skip


@dataclass(frozen=True)
class _Place:
    """Where a column of the screen stands in the warehouse, and what its codes are called."""

    column: sa.ColumnElement[Any]
    names: Mapping[str, str] | None = None


def observation_block(reader: Reader, selection: Selection, ask: Ask) -> Block:
    """The rows start ≤ n < end of a selection; `@指标`, `@区域` are codes, `@小数` the decimals shown.

    Raises:
        QueryError: a column or a condition that does not exist.
    """
    rows = statement(reader.tables, scope(selection)).order_by(None).subquery()
    places = _places(rows, selection)
    conditions = [filtered(_at(places, name).column, asked, _at(places, name).names) for name, asked in ask.filters]
    total = reader.select(sa.select(sa.func.count().label("n")).select_from(rows).where(*conditions))["n"].iloc[0]
    order = [_ordered(_at(places, part.colId).column, part.sort) for part in ask.order]
    key = [rows.c[name] for name in ("indicator", "region", "period_start", "basis", "grain", "period_end")]
    frame = reader.select(
        sa.select(*rows.c).where(*conditions).order_by(*order, *key).limit(ask.end - ask.start).offset(ask.start)
    )
    told = presented(frame, selection)
    lines = [{name: cell(value, None) for name, value in row.items()} for row in told[list(COLUMNS)].to_dict("records")]
    shown = decimals_of(told, selection.indicators)
    for line, code, where, decimals in zip(lines, told["指标代码"], told["区域代码"], shown, strict=True):
        line |= {"@指标": code, "@区域": where, "@小数": decimals}
    return Block(lines, int(total))


def _at(places: Mapping[str, _Place], name: str) -> _Place:
    if name not in places:
        raise QueryError("数据行", f"没有列 {name[:40]!r}", "从表头排序或筛选")
    return places[name]


def _ordered(column: sa.ColumnElement[Any], way: str) -> sa.ColumnElement[Any]:
    return column.desc().nulls_last() if way == "desc" else column.asc().nulls_last()


def _places(rows: Any, selection: Selection) -> dict[str, _Place]:
    indicators = {indicator.code: indicator for indicator in selection.indicators}
    growth = rows.c.basis.in_(["yoy", "ytd_yoy"])
    scale = sa.case({code: i.unit.scale for code, i in indicators.items()}, value=rows.c.indicator, else_=1.0)
    symbol = sa.case({code: i.unit.symbol for code, i in indicators.items()}, value=rows.c.indicator, else_="")
    shown = rows.c.value / sa.case((growth, 0.01), else_=scale)
    return {
        "指标": _Place(rows.c.indicator, {code: i.name_zh for code, i in indicators.items()}),
        "区域": _Place(rows.c.region, {CITY: "舟山市"} | {code: name for code, name, _ in every_place()}),
        "数据期": _Place(rows.c.period_start), "计法": _Place(rows.c.basis, BASES), "数值": _Place(shown),
        "单位": _Place(sa.case((growth, "%"), else_=symbol)),
        "状态": _Place(rows.c.status, STATUS), "数据截至": _Place(rows.c.as_of),
        "责任部门": _Place(rows.c.indicator, {code: i.department for code, i in indicators.items()}),
        "来源": _Place(rows.c.note),
    }  # fmt: skip
