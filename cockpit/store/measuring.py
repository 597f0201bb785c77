"""Measured indicators: what formulas and engines give of the records, put in place of what they gave before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from cockpit.store.computed import observations
from cockpit.store.frame_insert import insert_frame
from cockpit.store.measure import measurements
from cockpit.store.tables import Tables
from metrics.catalog import Catalog
from metrics.engines import ENGINES
from metrics.observation import COLUMNS
from metrics.records import Record


def remeasure(
    connection: sa.Connection, tables: Tables, records: Mapping[str, Record], catalog: Catalog, changed: set[str]
) -> None:
    """Recomputes the indicators measured from records that changed."""
    for indicator in catalog.indicators.values():
        if indicator.measure is None or indicator.measure.record not in changed:
            continue
        record = records[indicator.measure.record]
        _forget(connection, tables, indicator.code)
        as_of, demo = _reach(connection, tables, record.name)
        if as_of is None:
            continue
        for chosen in measurements(indicator, indicator.measure, record, tables, as_of, demo):
            connection.execute(sa.insert(tables.measured).from_select(list(COLUMNS), chosen))
    _compute(connection, tables, catalog, changed)


def _forget(connection: sa.Connection, tables: Tables, indicator: str) -> None:
    connection.execute(sa.delete(tables.measured).where(tables.measured.c.indicator == indicator))


def _compute(connection: sa.Connection, tables: Tables, catalog: Catalog, changed: set[str]) -> None:
    """Each engine runs once for all its indicators."""
    computed = [(i, i.computation) for i in catalog.indicators.values() if i.computation is not None]
    for name, engine in ENGINES.items():
        asking = [(indicator, computation) for indicator, computation in computed if computation.engine == name]
        as_of, demo = _reach(connection, tables, engine.records[0])
        if not asking or as_of is None or changed.isdisjoint(engine.records):
            continue
        parts = engine.compute({record: _record(connection, tables, record) for record in engine.records}, as_of)
        for indicator, computation in asking:
            _forget(connection, tables, indicator.code)
            insert_frame(connection, "measured", observations(indicator, computation, parts, as_of, demo))


def _record(connection: sa.Connection, tables: Tables, name: str) -> pd.DataFrame:
    result = connection.execute(sa.select(tables.record(name)))
    return result.cursor.to_arrow_table().to_pandas()


def _reach(connection: sa.Connection, tables: Tables, record: str) -> tuple[datetime | None, bool]:
    """To when a record's rows reach, and whether they are demonstration data."""
    batch = tables.batch
    found = connection.execute(
        sa.select(sa.func.max(batch.c.as_of), sa.func.max(sa.cast(batch.c.demo, sa.Integer)))
        .where(batch.c.target == record)
        .where(batch.c.status.not_in(("failed", "blocked")))
    ).one()
    return found[0], bool(found[1])
