"""Putting a delivery into its table: the latest row of each business key first, deletions after.

Rows that bring nothing new change nothing, so the same delivery twice is the same as once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

STAGED = "staged"
#: Places (row numbers of STAGED) of the rows that replace or join what the table holds.
ARRIVING = sa.table("arriving", sa.column("place", sa.BigInteger))
#: DuckDB's own number of a row within a table.
_PLACE = f"{STAGED}.rowid"


def stage(connection: sa.Connection, target: sa.Table) -> None:
    """An empty temporary table with the target's columns and the delivery's row number."""
    staged = staged_table(target)
    connection.execute(sa.text(f"DROP TABLE IF EXISTS {STAGED}"))
    connection.execute(sa.schema.CreateTable(staged))


def staged_table(target: sa.Table) -> sa.Table:
    """The declaration of the temporary table."""
    columns = [sa.Column(column.name, column.type) for column in target.columns]
    return sa.Table(STAGED, sa.MetaData(), *columns, prefixes=["TEMPORARY"])


def merge_latest(
    connection: sa.Connection,
    target: sa.Table,
    key: Sequence[str],
    before: Callable[[sa.Select, sa.Select, int], None] = lambda _gone, _new, _changed: None,
) -> int:
    """Replaces every business key for which the staged rows hold a later one; returns how many keys changed.

    Args:
        before: is given the rows that go, the rows that come and their number, while both can still be read.
    """
    staged = staged_table(target)
    changed = _choose(connection, staged, target, key)
    if not changed:
        return 0
    names = [column.name for column in target.columns]
    arriving = sa.select(*staged.c).where(sa.literal_column(_PLACE).in_(sa.select(ARRIVING.c.place)))
    new = arriving.subquery()
    match = sa.exists(sa.select(1).select_from(new).where(_same(new, target, key)))
    before(sa.select(*target.c).where(match), arriving, changed)
    connection.execute(sa.delete(target).where(match))
    connection.execute(sa.insert(target).from_select(names, arriving))
    return changed


def _choose(connection: sa.Connection, staged: sa.Table, target: sa.Table, key: Sequence[str]) -> int:
    """Fills ARRIVING; only keys and lineage pass through sort and join, because rows are wide; returns how many."""
    order = [staged.c["_changed_at"].desc(), staged.c["_sequence"].desc()]
    rank = sa.func.row_number().over(partition_by=[staged.c[name] for name in key], order_by=order).label("rank")
    lineage = [staged.c["_changed_at"], staged.c["_sequence"]]
    place: sa.ColumnElement[int] = sa.literal_column(_PLACE, sa.BigInteger).label("place")
    ranked = sa.select(*[staged.c[name] for name in key], *lineage, place, rank).subquery()
    newer = sa.or_(
        target.c["_changed_at"].is_(None),
        ranked.c["_changed_at"] > target.c["_changed_at"],
        sa.and_(ranked.c["_changed_at"] == target.c["_changed_at"], ranked.c["_sequence"] > target.c["_sequence"]),
    )
    chosen = (
        sa.select(ranked.c.place)
        .select_from(ranked.outerjoin(target, _same(ranked, target, key)))
        .where(ranked.c.rank == 1, newer)
    )
    connection.execute(sa.text(f"CREATE OR REPLACE TEMPORARY TABLE {ARRIVING.name} (place BIGINT)"))
    connection.execute(sa.insert(ARRIVING).from_select(["place"], chosen))
    return _count(connection, ARRIVING)


def _same(one: sa.FromClause, other: sa.FromClause, key: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.and_(*(one.c[name].is_not_distinct_from(other.c[name]) for name in key))


def append_new(connection: sa.Connection, target: sa.Table, key: Sequence[str]) -> int:
    """Adds staged rows the table does not hold yet (same key, change time and number); nothing is overwritten."""
    staged = staged_table(target)
    known = _same(staged, target, (*key, "_changed_at", "_sequence"))
    fresh = sa.select(*[staged.c[column.name] for column in target.columns]).distinct().where(
        ~sa.exists(sa.select(1).select_from(target).where(known))
    )  # fmt: skip
    before = _count(connection, target)
    connection.execute(sa.insert(target).from_select([c.name for c in target.columns], fresh))
    return _count(connection, target) - before


def _count(connection: sa.Connection, table: sa.FromClause) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
