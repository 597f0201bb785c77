"""Measured indicators: what formulas and engines give of the records, put in place of what they gave before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from cockpit.store.computed import observations
from cockpit.store.frame_insert import insert_frame
from cockpit.store.measure import measurements
from cockpit.store.remeasuring import Before, Cells, keeps_cells
from cockpit.store.tables import Tables
from cockpit.store.touched import Touched
from metrics.catalog import Catalog
from metrics.engines import ENGINES
from metrics.model import Indicator
from metrics.observation import COLUMNS
from metrics.records import Record


@dataclass(frozen=True)
class Measured:
    """What was measured anew: indicators as a whole, and the cells of others."""

    whole: set[str]
    cells: Cells


def remeasure(
    connection: sa.Connection, tables: Tables, records: Mapping[str, Record], catalog: Catalog, changed: set[str],
    touched: Touched,
) -> Measured:  # fmt: skip
    """Recomputes the indicators measured from records that changed; of few touched rows only the cells they lie in."""
    before = _stood(connection, tables)
    measured = Measured(set(), Cells(connection, tables))
    for name in sorted(changed & set(records)):
        mine = [i for i in catalog.indicators.values() if i.measure is not None and i.measure.record == name]
        as_of, demo = _reach(connection, tables, name)
        rows, few = touched.rows(name), []
        if rows is not None and as_of is not None:
            few = [i for i in mine if _by_cells(i, before.get(i.code), as_of, demo)]
        if few and rows is not None and as_of is not None:
            measured.cells.measure(records[name], rows, few, before[few[0].code], as_of)
        for indicator in mine:
            if indicator not in few:
                measured.whole.add(indicator.code)
                _measure(connection, tables, records[name], indicator, as_of, demo)
    measured.cells.apply(tables.measured, set(measured.cells.reached))
    measured.whole.update(_compute(connection, tables, catalog, changed))
    return measured


def _stood(connection: sa.Connection, tables: Tables) -> dict[str, Before]:
    """Of each measured indicator, of what it was measured; left out when its rows are not of one measuring."""
    table = tables.measured
    last, demo = sa.func.max(table.c.as_of), sa.func.max(table.c.status) == "mock"
    one = sa.and_(sa.func.min(table.c.as_of) == last, sa.func.min(table.c.status) == sa.func.max(table.c.status))
    found = connection.execute(sa.select(table.c.indicator, last, demo).group_by(table.c.indicator).having(one))
    return {code: Before(as_of, bool(mock)) for code, as_of, mock in found}


def _by_cells(indicator: Indicator, before: Before | None, as_of: datetime, demo: bool) -> bool:
    if indicator.measure is None or before is None or not keeps_cells(indicator.measure):
        return False
    return before.as_of <= as_of and before.demo == demo


def _measure(
    connection: sa.Connection, tables: Tables, record: Record, indicator: Indicator, as_of: datetime | None, demo: bool
) -> None:
    _forget(connection, tables, indicator.code)
    if as_of is None or indicator.measure is None:
        return
    for chosen in measurements(indicator, indicator.measure, record, tables, as_of, demo):
        connection.execute(sa.insert(tables.measured).from_select(list(COLUMNS), chosen))


def _forget(connection: sa.Connection, tables: Tables, indicator: str) -> None:
    connection.execute(sa.delete(tables.measured).where(tables.measured.c.indicator == indicator))


def _compute(connection: sa.Connection, tables: Tables, catalog: Catalog, changed: set[str]) -> Iterator[str]:
    """Each engine runs once for all its indicators, whose codes are given."""
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
            yield indicator.code


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
