"""Which vintage of an observation a reader sees: the newest that stands; published figures before demonstration."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from cockpit.store.derived import with_derived
from cockpit.store.history import measured_at
from cockpit.store.measuring import Measured
from cockpit.store.tables import Readable, Tables
from metrics.observation import COLUMNS, KEY


def standing(tables: Readable, before: datetime | None = None, indicators: tuple[str, ...] = ()) -> sa.Subquery:
    """Per observation and vintage the last word of its source, withdrawn ones left out.

    Args:
        before: only vintages before this moment, and only what we had loaded by then (as far back as we were there).
    """
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
        chosen = chosen.where(table.c.vintage < before, _loaded(tables, known_snapshot(tables, before)))
    if indicators:
        chosen = chosen.where(table.c.indicator.in_(indicators))
    ranked = chosen.subquery()
    return sa.select(ranked).where(ranked.c.rank == 1, ranked.c["_operation"] != "D").subquery()


def known_snapshot(tables: Readable, before: datetime) -> sa.ScalarSelect[int]:
    """The newest snapshot published before a moment; NULL when we were not there yet."""
    snapshot = tables.snapshot
    return sa.select(sa.func.max(snapshot.c.snapshot_id)).where(snapshot.c.published_at < before).scalar_subquery()


def _loaded(tables: Readable, known: sa.ScalarSelect[int]) -> sa.ColumnElement[bool]:
    """Rows of batches up to a snapshot; before our first snapshot the vintages alone say what was known."""
    batch = tables.batch
    later = sa.select(batch.c.batch_id).where(batch.c.snapshot_id > known)
    return tables.observation.c["_batch"].not_in(later)


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


def known_at(tables: Readable, day: date, indicators: tuple[str, ...] = ()) -> sa.Select:
    """What was known at the end of a day: published vintages up to it, and measured values as they stood.

    Of measured values nothing is kept from before our first snapshot: there the earliest ones we have stand in, for
    periods that had ended by then; pages say so. Derived ones follow from what was known.

    Args:
        indicators: those asked for, empty for all; the parts of derived ones come along.
    """
    wanted = [one for one in tables.derivations if not indicators or one.indicator.code in indicators]
    if indicators:
        indicators = tuple(dict.fromkeys([*indicators, *(part.code for one in wanted for part in one.parts)]))
    end = datetime.combine(day + timedelta(days=1), time.min)
    known = known_snapshot(tables, end)
    first = sa.select(sa.func.min(tables.snapshot.c.snapshot_id)).scalar_subquery()
    measured = measured_at(tables, sa.func.coalesce(known, first), indicators).subquery()
    ended = sa.or_(known.is_not(None), measured.c.period_end <= end)
    published = standing(tables, end, indicators)
    both = sa.union_all(
        sa.select(*[published.c[name] for name in COLUMNS]),
        sa.select(*[measured.c[name] for name in COLUMNS]).where(ended),
    ).subquery()
    return with_derived(newest(both), wanted)


def at_snapshot(tables: Readable, snapshot: int) -> sa.Select:
    """Everything as readers of an earlier snapshot saw it."""
    table, batch = tables.observation, tables.batch
    later = sa.select(batch.c.batch_id).where(batch.c.snapshot_id > snapshot)
    rank = sa.func.row_number().over(
        partition_by=[table.c[name] for name in (*KEY, "vintage")],
        order_by=[table.c["_changed_at"].desc(), table.c["_sequence"].desc()],
    )
    ranked = sa.select(table, rank.label("rank")).where(table.c["_batch"].not_in(later)).subquery()
    published = sa.select(*[ranked.c[name] for name in COLUMNS]).where(
        ranked.c.rank == 1, ranked.c["_operation"] != "D"
    )
    measured = measured_at(tables, sa.literal(snapshot)).subquery()
    both = sa.union_all(published, sa.select(*[measured.c[name] for name in COLUMNS])).subquery()
    return with_derived(newest(both), tables.derivations)


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
