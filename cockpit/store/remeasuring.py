"""Measuring again only what a few changed rows can have changed.

A measured value depends on the rows that its formula puts into its period. So the formula itself, run over the touched
rows before and after the change, names every period that may differ; those are measured anew from all rows, the others
stay. Formulas that ask what the time is (@as_of) also touch the rows
whose moment lies between the two times. tests/cockpit/store/test_remeasuring.py proves it against measuring all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from cockpit.store.measure import DAYS_KEPT, measurements
from cockpit.store.tables import Tables, view_statement
from metrics.formula import MOMENTS, Measure
from metrics.model import Indicator
from metrics.observation import COLUMNS
from metrics.records import Record

#: A cell: what may differ and is measured anew, for all places and members.
CELL = ("indicator", "grain", "period_start")


@dataclass(frozen=True)
class Before:
    """What stood before: to when the rows reached and whether they were demonstration data."""

    as_of: datetime
    demo: bool


def keeps_cells(measure: Measure) -> bool:
    """Whether a changed row changes only the cells it lies in: sums since January and states of now do not."""
    ages = any(term.end in MOMENTS for term in measure.terms)
    return measure.at == "event" and measure.accumulate == "none" and not ages


class Cells:
    """The cells of one publish."""

    def __init__(self, connection: sa.Connection, tables: Tables) -> None:
        self._connection, self._tables = connection, tables
        self.cells = _temporary("touched_cells", tables.measured, CELL)
        self.fresh = _temporary("measured_cells", tables.measured, tuple(COLUMNS))
        #: Indicators measured by cells, and to when their rows now reach.
        self.reached: dict[str, datetime] = {}
        for table in (self.cells, self.fresh):
            connection.execute(sa.text(f"DROP TABLE IF EXISTS {table.name}"))
            connection.execute(sa.schema.CreateTable(table))

    def measure(
        self, record: Record, touched: sa.Table, indicators: Sequence[Indicator], before: Before, as_of: datetime
    ) -> None:
        """Finds the cells of a record's indicators that touched rows lie in and measures them."""
        view = self._view(record, touched, indicators, before.as_of, as_of)
        over = replace(self._tables, views={**self._tables.views, record.name: view})
        for indicator in indicators:
            assert indicator.measure is not None
            self.reached[indicator.code] = as_of
            for moment in {before.as_of, as_of} if _moments([indicator]) else {as_of}:
                self._name(
                    measurements(indicator, indicator.measure, record, over, moment, before.demo, city_only=True)
                )
            span = self._span(indicator.code)
            if span is not None:
                near = replace(
                    self._tables,
                    views={**self._tables.views, record.name: self._near(record, indicator.measure, *span)},
                )
                self._fill(measurements(indicator, indicator.measure, record, near, as_of, before.demo))

    def _near(self, record: Record, measure: Measure, first: datetime, last: datetime) -> sa.TableClause:
        """The record's rows that may lie in a span of periods; DuckDB skips the blocks of other times."""
        whole = self._tables.record(record.name)
        columns = {name for name in (measure.period_by, measure.minus_by) if name}
        kinds = {record.columns[name].type if name in record.columns else "datetime" for name in columns}
        if not kinds <= {"datetime", "date"}:
            return whole  # months as text have no order to skip by
        end = last + timedelta(days=366 if "A" in measure.grains else 31)
        chosen = sa.select(*whole.c).where(sa.or_(*(whole.c[name].between(first, end) for name in sorted(columns))))
        return self._named(f"near_{record.name}", "VIEW", chosen, whole)

    def _view(
        self, record: Record, touched: sa.Table, indicators: Sequence[Indicator], since: datetime, until: datetime
    ) -> sa.TableClause:
        """The touched rows as the record's view would show them, with those whose moment has come meanwhile."""
        whole = self._tables.record(record.name)
        passed = [whole.c[name].between(since, until) for name in sorted(_moments(indicators))]
        seen: sa.SelectBase = view_statement(record, touched)
        if passed:
            seen = sa.union_all(view_statement(record, touched), sa.select(*whole.c).where(sa.or_(*passed)))
        return self._named(f"seen_{record.name}", "TABLE", seen, whole)

    def _named(self, name: str, kind: str, chosen: sa.SelectBase, like: sa.TableClause) -> sa.TableClause:
        text = chosen.compile(dialect=self._connection.dialect, compile_kwargs={"literal_binds": True})
        self._connection.execute(sa.text(f'CREATE OR REPLACE TEMPORARY {kind} "{name}" AS {text}'))
        return sa.table(name, *[sa.column(column.name, column.type) for column in like.c])

    def _name(self, parts: Iterator[sa.Select]) -> None:
        named = [part.subquery() for part in parts]
        chosen = [sa.select(*[part.c[name] for name in CELL]) for part in named]
        self._connection.execute(sa.insert(self.cells).from_select(list(CELL), sa.union(*chosen)))

    def _span(self, code: str) -> tuple[datetime, datetime] | None:
        """The first and the last period that may differ."""
        start = self.cells.c.period_start
        chosen = sa.select(sa.func.min(start), sa.func.max(start)).where(self.cells.c.indicator == code)
        first, last = self._connection.execute(chosen).one()
        return None if first is None else (first, last)

    def _fill(self, wholes: Iterator[sa.Select]) -> None:
        for whole in wholes:
            values = whole.subquery()
            chosen = sa.select(*[values.c[name] for name in COLUMNS]).where(self._touched(values))
            self._connection.execute(sa.insert(self.fresh).from_select(list(COLUMNS), chosen))

    def _touched(self, table: sa.FromClause) -> sa.ColumnElement[bool]:
        return sa.tuple_(*(table.c[name] for name in CELL)).in_(sa.select(self.cells))

    def apply(self, table: sa.Table, indicators: set[str]) -> None:
        """Puts the cells of some indicators in place of what a table (measured, or what readers see) holds of them."""
        mine = table.c.indicator.in_(sorted(indicators))
        connection = self._connection
        connection.execute(sa.delete(table).where(mine, self._touched(table)))
        chosen = sa.select(self.fresh).where(self.fresh.c.indicator.in_(sorted(indicators)))
        connection.execute(sa.insert(table).from_select(list(COLUMNS), chosen))
        for as_of in {self.reached[code] for code in indicators}:
            own = table.c.indicator.in_(sorted(code for code in indicators if self.reached[code] == as_of))
            first = datetime(as_of.year, as_of.month, as_of.day) - timedelta(days=DAYS_KEPT)
            connection.execute(sa.delete(table).where(own, table.c.grain == "D", table.c.period_start < first))
            late = table.c.as_of != as_of
            connection.execute(sa.update(table).where(own, late).values(as_of=as_of, vintage=as_of))


def _moments(indicators: Sequence[Indicator]) -> set[str]:
    """Columns that formulas compare with the time of measuring."""
    measures = [indicator.measure for indicator in indicators if indicator.measure is not None]
    conditions = [c for measure in measures for c in measure.where]
    conditions += [c for measure in measures for term in measure.terms for c in term.where]
    return {condition.column for condition in conditions if condition.other == "@as_of"}


def _temporary(name: str, like: sa.Table, columns: Sequence[str]) -> sa.Table:
    own = [sa.Column(column, like.c[column].type) for column in columns]
    return sa.Table(name, sa.MetaData(), *own, prefixes=["TEMPORARY"])
