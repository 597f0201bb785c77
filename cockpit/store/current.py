"""Which vintage of an observation a reader sees: the newest that stands; published figures before demonstration."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from cockpit.store.measuring import Measured
from cockpit.store.tables import Readable, Tables
from metrics.observation import COLUMNS, KEY


def standing(tables: Readable, before: datetime | None = None) -> sa.Subquery:
    """Per observation and vintage the last word of its source, withdrawn ones left out."""
    table = tables.observation
    rank = (
        sa.func.row_number()
        .over(
            partition_by=[table.c[name] for name in (*KEY, "vintage")],
            order_by=[table.c["_changed_at"].desc(), table.c["_sequence"].desc()],
        )
        .label("rank")
    )
    chosen = sa.select(table, rank)
    if before is not None:
        chosen = chosen.where(table.c.vintage < before)
    ranked = chosen.subquery()
    return sa.select(ranked).where(ranked.c.rank == 1, ranked.c["_operation"] != "D").subquery()


def newest(candidates: sa.Subquery) -> sa.Select:
    """One row per observation: published beats demonstration, then the newest vintage."""
    rank = (
        sa.func.row_number()
        .over(
            partition_by=[candidates.c[name] for name in KEY],
            order_by=[
                sa.case((candidates.c.status == "mock", 1), else_=0),
                candidates.c.vintage.desc(),
                candidates.c.batch.desc(),
            ],
        )
        .label("place")
    )
    ranked = sa.select(*[candidates.c[name] for name in COLUMNS], rank).subquery()
    return sa.select(*[ranked.c[name] for name in COLUMNS]).where(ranked.c.place == 1)


def everything_now(tables: Readable) -> sa.Select:
    """The current observations: the newest published vintages and the measured values."""
    published = standing(tables)
    both = sa.union_all(
        sa.select(*[published.c[name] for name in COLUMNS]),
        sa.select(*[tables.measured.c[name] for name in COLUMNS]),
    ).subquery()
    return newest(both)


def known_at(tables: Readable, day: date) -> sa.Select:
    """What was known at the end of a day: published values of vintages up to it."""
    return newest(standing(tables, datetime.combine(day + timedelta(days=1), time.min)))


def refresh(connection: sa.Connection, tables: Tables, measured: Measured, observed: set[str]) -> None:
    """Brings what readers see up to date: by cells where nothing was published, else whole indicators.

    Args:
        observed: indicators of which observations were delivered.
    """
    moved = measured.whole | set(measured.cells.reached)
    published = tables.observation.c.indicator
    known = set(connection.execute(sa.select(published).where(published.in_(sorted(moved))).distinct()).scalars())
    _rebuild(connection, tables.current, everything_now(tables), observed | known)
    _rebuild(connection, tables.current, sa.select(tables.measured), measured.whole - known)
    measured.cells.apply(tables.current, set(measured.cells.reached) - known)


def _rebuild(connection: sa.Connection, current: sa.Table, source: sa.Select, indicators: set[str]) -> None:
    mine = sorted(indicators)
    connection.execute(sa.delete(current).where(current.c.indicator.in_(mine)))
    rows = source.subquery()
    chosen = sa.select(*[rows.c[name] for name in COLUMNS]).where(rows.c.indicator.in_(mine))
    connection.execute(sa.insert(current).from_select(list(COLUMNS), chosen))
