"""What measured indicators were before: every value that a publication replaces is kept with the snapshot that did it.

A row of `measured_past` says: before snapshot `until` this key had this value, or (`absent`) did not exist. The state at
a snapshot is therefore the earliest such row after it, and where there is none, what stands now.
"""

from __future__ import annotations

import sqlalchemy as sa

from cockpit.store.tables import Readable, Tables
from metrics.observation import COLUMNS, KEY

#: What of a measured value can change under the same key.
_VALUES = ("value", "numerator", "denominator")
_BEFORE = "measured_before"


def remember_before(connection: sa.Connection) -> None:
    """Keeps the measured values aside while they are measured anew."""
    connection.execute(sa.text(f"DROP TABLE IF EXISTS {_BEFORE}"))
    connection.execute(sa.text(f"CREATE TEMPORARY TABLE {_BEFORE} AS SELECT * FROM measured"))


def keep_replaced(connection: sa.Connection, tables: Tables, snapshot: int) -> None:
    """Writes into `measured_past` what the new measuring replaced, dropped or brought up for the first time."""
    before = sa.table(_BEFORE, *[sa.column(c.name, c.type) for c in tables.measured.columns])
    if connection.execute(sa.select(before.c.value).limit(1)).first() is None:
        return
    now = tables.measured
    same = sa.and_(*(before.c[name].is_not_distinct_from(now.c[name]) for name in KEY))
    alike = sa.and_(same, *(before.c[name].is_not_distinct_from(now.c[name]) for name in _VALUES))
    replaced = sa.select(*[before.c[name] for name in COLUMNS], sa.literal(snapshot), sa.false()).where(
        ~sa.exists(sa.select(1).select_from(now).where(alike))
    )
    fresh = sa.select(*[now.c[name] for name in COLUMNS], sa.literal(snapshot), sa.true()).where(
        ~sa.exists(sa.select(1).select_from(before).where(same))
    )
    columns = [*COLUMNS, "until", "absent"]
    for chosen in (replaced, fresh):
        connection.execute(sa.insert(tables.past).from_select(columns, chosen))
    connection.execute(sa.text(f"DROP TABLE {_BEFORE}"))


def measured_at(tables: Readable, snapshot: sa.ColumnElement[int], indicators: tuple[str, ...] = ()) -> sa.Select:
    """The measured values as they stood at a snapshot (COLUMNS)."""
    past, now = tables.past, tables.measured
    wanted_past = [past.c.until > snapshot] + ([past.c.indicator.in_(indicators)] if indicators else [])
    rank = sa.func.row_number().over(partition_by=[past.c[name] for name in KEY], order_by=past.c.until).label("place")
    ranked = sa.select(*[past.c[name] for name in COLUMNS], past.c.absent, rank).where(*wanted_past).subquery()
    first = sa.select(ranked).where(ranked.c.place == 1).subquery()
    same = sa.and_(*(first.c[name].is_not_distinct_from(now.c[name]) for name in KEY))
    unchanged = sa.select(*[now.c[name] for name in COLUMNS]).where(
        ~sa.exists(sa.select(1).select_from(first).where(same))
    )
    if indicators:
        unchanged = unchanged.where(now.c.indicator.in_(indicators))
    earlier = sa.select(*[first.c[name] for name in COLUMNS]).where(~first.c.absent)
    return sa.select(sa.union_all(unchanged, earlier).subquery())
