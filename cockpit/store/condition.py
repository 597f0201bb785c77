"""A declared condition as an expression over a record's view."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from cockpit.clock import start_of_day
from metrics.formula import MOMENTS, Condition


def holds(condition: Condition, view: sa.FromClause, as_of: datetime) -> sa.ColumnElement[bool]:
    """Whether the rows of a view satisfy a condition; @as_of is to when the record's data reach."""
    column = view.c[condition.column]
    if condition.op == "is_null":
        return column.is_(None)
    if condition.op == "not_null":
        return column.is_not(None)
    if condition.op == "in":
        return column.in_(condition.value if isinstance(condition.value, list) else [condition.value])
    other = _operand(condition, view, as_of)
    if condition.op == "within":
        return sa.cast(sa.extract("epoch", column - view.c[condition.other or ""]), sa.Float) <= condition.value
    if condition.op == "!=":
        return column.is_distinct_from(other)
    operators = {
        "=": column.__eq__,
        "<": column.__lt__,
        "<=": column.__le__,
        ">": column.__gt__,
        ">=": column.__ge__,
    }
    return operators[condition.op](other)


def moment(name: str, as_of: datetime) -> sa.ColumnElement[datetime]:
    """What @as_of or @as_of_day stands for."""
    return sa.literal(as_of if name == "@as_of" else start_of_day(as_of), sa.DateTime)


def _operand(condition: Condition, view: sa.FromClause, as_of: datetime) -> object:
    if condition.other in MOMENTS:
        return moment(condition.other, as_of)
    if condition.other:
        return view.c[condition.other]
    return condition.value
