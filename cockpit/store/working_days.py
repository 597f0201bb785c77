"""Working days between two moments of a row, as SQL: whole weeks by arithmetic, adjusted holidays from the notices (S15)."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from metrics.workdays import FIRST, LAST, exceptions

#: A Monday before every day that counts.
MONDAY = date(2014, 12, 29)


def working_days(start: sa.ColumnElement[Any], end: sa.ColumnElement[Any]) -> sa.ColumnElement[float]:
    """Working days after the day of `start` up to and with the day of `end`; missing where either is, or beyond the calendar.

    The same as metrics.workdays.workdays_between, whose calendar it uses.
    """
    first, last = sa.cast(start, sa.Date), sa.cast(end, sa.Date)
    adjusted = sa.values(sa.column("day", sa.Date), sa.column("sign", sa.Integer), name="adjusted").data(
        list(exceptions())
    )

    def moved(day: sa.ColumnElement[Any]) -> sa.ScalarSelect[int]:
        total = sa.func.coalesce(sa.func.sum(adjusted.c.sign), 0)
        return sa.select(total).where(adjusted.c.day <= day).correlate_except(adjusted).scalar_subquery()

    counted = (_weekdays(last) + moved(last)) - (_weekdays(first) + moved(first))
    known = sa.and_(first.between(FIRST, LAST), last.between(FIRST, LAST))
    return sa.cast(sa.case((known, counted)), sa.Float)


def _weekdays(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Mondays to Fridays from MONDAY up to and with a day."""
    passed = sa.func.date_diff("day", sa.literal(MONDAY, sa.Date), day)
    return (passed - passed % 7) / 7 * 5 + sa.func.least(passed % 7 + 1, 5)
