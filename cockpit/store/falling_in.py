"""Rows of a record by a time of theirs, so that the warehouse skips the blocks that lie outside."""

from __future__ import annotations

from datetime import date, datetime, time

import sqlalchemy as sa

from metrics.records import Record


def falling_in(view: sa.FromClause, record: Record, column: str, start: date, end: date) -> sa.Subquery:
    """The rows of a record's view whose time lies in [start, end), with the view's columns.

    A time that is the first of several columns (`due`: extend_until, else deadline) is asked in as many parts, each of
    one column: 22 ms of 20 million events, instead of 370 ms to look at each.
    """
    derived = record.derived.get(column)
    sources = derived.coalesce if derived is not None and derived.coalesce else (column,)
    first, after = datetime.combine(start, time.min), datetime.combine(end, time.min)
    parts = [
        sa.select(*view.c).where(
            *(view.c[earlier].is_(None) for earlier in sources[:place]), view.c[source] >= first, view.c[source] < after
        )
        for place, source in enumerate(sources)
    ]  # fmt: skip
    return sa.union_all(*parts).subquery("falling_in")
