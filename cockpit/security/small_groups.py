"""Small groups of people and enterprises do not leave the warehouse, nor what would give them away.

The parts of an indicator that counts people or enterprises (its members of a dimension) are groups. For who may not
see such details, a count of 1 or 2 is missing, with a note; where a whole is shown beside exactly one missing part,
the smallest other part is missing too, by members and by sibling regions, in turn (see metrics.suppression, which is
the same for tables that panels make of rows). Written into the tables that a reader hands out, so that page, table,
file, interface and wall cannot forget it. What is public, and totals without parts, are not groups of this kind.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from metrics.access import Detail
from metrics.model import Indicator
from metrics.region import CITY

#: What a unit counts.
COUNTED: dict[str, Detail] = {"人": "person", "家": "enterprise", "户": "enterprise"}
WORDS = "不足三家（人），不显示"
#: Rounds of hiding what would give away what is hidden; three close every table of a hundred cells (tested).
_ROUNDS = 3
_HIDDEN = "_hidden"


def counts_of(indicator: Indicator) -> Detail | None:
    """What an indicator counts, when the parts of it may be too small to be shown."""
    plain = indicator.unit.scale == 1 and indicator.sensitivity != "public"
    return COUNTED.get(indicator.unit.symbol) if plain else None


def groups(table: sa.FromClause, codes: Iterable[str]) -> sa.ColumnElement[bool]:
    """Which observations are parts of one of the indicators."""
    return sa.and_(table.c.indicator.in_(sorted(codes)), table.c.dimension != "")


def starred_rows(table: sa.FromClause, chosen: sa.ColumnElement[bool], least: int) -> sa.Select:
    """The chosen parts with the columns of the table; hidden ones have no value, no parts of a ratio, and a note."""
    small = sa.and_(table.c.value > 0, table.c.value < least)
    cells = sa.select(*table.c, sa.func.coalesce(small, sa.false()).label(_HIDDEN)).where(chosen).subquery()
    for _ in range(_ROUNDS):
        for along in (("region", "dimension"), ("dimension", "member", None)):
            cells = _hidden_too(table, cells, along)
    emptied = {"value": None, "numerator": None, "denominator": None, "text": None, "note": WORDS}
    columns = []
    for column in table.c:
        told = cells.c[column.key]
        if column.key in emptied:
            told = sa.case((cells.c[_HIDDEN], sa.cast(emptied[column.key], column.type)), else_=told).label(column.key)
        columns.append(told)
    return sa.select(*columns)


def _hidden_too(table: sa.FromClause, cells: sa.Subquery, along: tuple[str | None, ...]) -> sa.Subquery:
    """Cells with one more hidden in every line that has exactly one; None in `along`: regions side by side.

    A line holds every vintage: parts that came on different days stand beside one another on the screen too.
    """
    column, hidden = cells.c, cells.c[_HIDDEN]
    names = ("indicator", "grain", "period_start", "basis")
    line = [column[name] for name in names] + [column[name] if name else _parent(column.region) for name in along]
    part = column.region if None in along else column.member
    other = sa.func.coalesce(sa.and_(~hidden, column.value > 0), sa.false())
    gone = sa.case((hidden, part))
    alone = sa.func.min(gone).over(partition_by=line) == sa.func.max(gone).over(partition_by=line)
    smallest = sa.func.first_value(part).over(
        partition_by=line, order_by=(sa.case((other, 0), else_=1), column.value, part)
    )
    told = sa.or_(hidden, sa.and_(other, sa.func.coalesce(alone, sa.false()), part == smallest))
    return sa.select(*(column[c.key] for c in table.c), told.label(_HIDDEN)).subquery()


def _parent(region: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """What a region lies in: counties in the city, others in the code without its last three digits."""
    length = sa.func.length(region)
    return sa.case(
        (region == CITY, "top"), (length <= 6, "city"), else_=sa.func.substr(region, 1, length - 3)
    )  # fmt: skip
