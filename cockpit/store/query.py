"""What a reader asks of the observations, and the statement that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa

from cockpit.store.current import known_at
from cockpit.store.tables import Readable
from metrics.observation import COLUMNS


@dataclass(frozen=True)
class Query:
    """Observations of some indicators; empty tuples mean any.

    Args:
        dimension: "" for totals, a dimension's name, or None for any.
        start, end: periods that begin on or after start and before end (an unfinished one may reach beyond).
        as_of: what was known at the end of that day; None = now.
    """

    indicators: tuple[str, ...]
    regions: tuple[str, ...] = ()
    grains: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    dimension: str | None = ""
    start: date | None = None
    end: date | None = None
    as_of: date | None = None


def statement(tables: Readable, query: Query) -> sa.Select:
    """The select of a query: metrics.observation.COLUMNS, ordered by indicator, region, basis, period."""
    source = tables.current if query.as_of is None else known_at(tables, query.as_of, query.indicators).subquery()
    column = source.c
    chosen = sa.select(*[column[name] for name in COLUMNS]).where(column.indicator.in_(query.indicators))
    for name, wanted in (("region", query.regions), ("grain", query.grains), ("basis", query.bases)):
        if wanted:
            chosen = chosen.where(column[name].in_(wanted))
    if query.dimension is not None:
        chosen = chosen.where(column.dimension == query.dimension)
    if query.start is not None:
        chosen = chosen.where(column.period_start >= datetime.combine(query.start, time.min))
    if query.end is not None:
        chosen = chosen.where(column.period_start < datetime.combine(query.end, time.min))
    return chosen.order_by(
        column.indicator, column.region, column.basis, column.dimension, column.member, column.period_end
    )
