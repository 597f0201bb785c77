"""Putting a delivery into its table: the latest row of each business key first, deletions after.

Rows that bring nothing new change nothing, so the same delivery twice is the same as once.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

STAGED = "staged"


def stage(connection: sa.Connection, target: sa.Table) -> None:
    """An empty temporary table with the target's columns and the delivery's row number."""
    staged = staged_table(target)
    connection.execute(sa.text(f"DROP TABLE IF EXISTS {STAGED}"))
    connection.execute(sa.schema.CreateTable(staged))


def staged_table(target: sa.Table) -> sa.Table:
    """The declaration of the temporary table."""
    columns = [sa.Column(column.name, column.type) for column in target.columns]
    return sa.Table(STAGED, sa.MetaData(), *columns, prefixes=["TEMPORARY"])


def merge_latest(connection: sa.Connection, target: sa.Table, key: Sequence[str]) -> int:
    """Replaces every business key for which the staged rows hold a later one; returns how many keys changed."""
    staged = staged_table(target)
    order = [staged.c["_changed_at"].desc(), staged.c["_sequence"].desc()]
    rank = sa.func.row_number().over(partition_by=[staged.c[name] for name in key], order_by=order).label("rank")
    ranked = sa.select(staged, rank).subquery()
    same = sa.and_(*(ranked.c[name].is_not_distinct_from(target.c[name]) for name in key))
    newer = sa.or_(
        target.c["_changed_at"].is_(None),
        ranked.c["_changed_at"] > target.c["_changed_at"],
        sa.and_(ranked.c["_changed_at"] == target.c["_changed_at"], ranked.c["_sequence"] > target.c["_sequence"]),
    )
    arriving = (
        sa.select(*[ranked.c[column.name] for column in target.columns])
        .select_from(ranked.outerjoin(target, same))
        .where(ranked.c.rank == 1, newer)
    )
    connection.execute(sa.text("DROP TABLE IF EXISTS arriving"))
    connection.execute(_create_as(connection, "arriving", arriving))
    new = sa.table("arriving", *[sa.column(column.name, column.type) for column in target.columns])
    changed = int(connection.execute(sa.select(sa.func.count()).select_from(new)).scalar_one())
    if changed:
        match = sa.and_(*(new.c[name].is_not_distinct_from(target.c[name]) for name in key))
        connection.execute(sa.delete(target).where(sa.exists(sa.select(1).select_from(new).where(match))))
        connection.execute(sa.insert(target).from_select([c.name for c in target.columns], sa.select(new)))
    return changed


def append_new(connection: sa.Connection, target: sa.Table, key: Sequence[str]) -> int:
    """Adds staged rows the table does not hold yet (same key, change time and number); nothing is overwritten."""
    staged = staged_table(target)
    identity = (*key, "_changed_at", "_sequence")
    known = sa.and_(*(staged.c[name].is_not_distinct_from(target.c[name]) for name in identity))
    fresh = sa.select(*[staged.c[column.name] for column in target.columns]).distinct().where(
        ~sa.exists(sa.select(1).select_from(target).where(known))
    )  # fmt: skip
    before = _count(connection, target)
    connection.execute(sa.insert(target).from_select([c.name for c in target.columns], fresh))
    return _count(connection, target) - before


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _create_as(connection: sa.Connection, name: str, chosen: sa.Select) -> sa.TextClause:
    compiled = chosen.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    return sa.text(f"CREATE TEMPORARY TABLE {name} AS {compiled}")
