"""Rules that look at one row at a time: which rows they apply to, and which of these fail."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from metrics.quality import (
    AddsUp,
    AtMost,
    Codes,
    Future,
    Missing,
    Order,
    Pattern,
    Prefix,
    Range,
    Rule,
    Sign,
)

Columns = sa.ColumnCollection
Condition = sa.ColumnElement[bool]
CELL_RULES = (Missing, Range, Sign, Future, Codes, Pattern, Order, Prefix, AddsUp, AtMost)


def applies(rule: Rule, columns: Columns) -> Condition:
    """The rows a rule has something to say about: those in which everything it compares stands."""
    if isinstance(rule, Missing):
        return columns[rule.when].is_not(None) if rule.when else sa.true()
    return sa.and_(*(columns[name].is_not(None) for name in _compared(rule)))


def fails(rule: Rule, columns: Columns, now: datetime) -> Condition:
    """The rows among those a rule applies to that are wrong."""
    if isinstance(rule, Missing):
        return columns[rule.column].is_(None)
    if isinstance(rule, Range):
        column = columns[rule.column]
        limits = [] if rule.low is None else [column < rule.low]
        return sa.or_(*limits, *([] if rule.high is None else [column > rule.high]), sa.false())
    if isinstance(rule, Sign):
        return columns[rule.column] < 0
    if isinstance(rule, Future):
        column = columns[rule.column]
        return sa.or_(column > now + timedelta(days=rule.days), column < datetime(rule.since, 1, 1))
    if isinstance(rule, Codes):
        return sa.cast(columns[rule.column], sa.String).not_in(rule.allowed)
    if isinstance(rule, Pattern):
        return ~sa.func.regexp_full_match(sa.cast(columns[rule.column], sa.String), rule.form)
    return _compares(rule, columns)


def _compares(rule: Rule, columns: Columns) -> Condition:
    """Rules that hold two or more columns of a row against each other."""
    if isinstance(rule, Order):
        return columns[rule.later] < columns[rule.earlier]
    if isinstance(rule, Prefix):
        inner = sa.func.regexp_extract(columns[rule.column], r"\d+")
        outer = sa.func.regexp_extract(columns[rule.inside], r"\d+")
        return sa.func.substr(inner, 1, rule.digits) != sa.func.substr(outer, 1, rule.digits)
    if isinstance(rule, AtMost):
        return columns[rule.column] > columns[rule.whole]
    assert isinstance(rule, AddsUp)
    parts = sum((columns[name] for name in rule.parts[1:]), columns[rule.parts[0]])
    total = columns[rule.total]
    return sa.func.abs(parts - total) > rule.tolerance * sa.func.greatest(sa.func.abs(total), 1.0)


def shown(rule: Rule) -> str:
    """The column under which a failing cell is shown."""
    for name in ("column", "later", "total"):
        value = getattr(rule, name, "")
        if value:
            return str(value)
    return ""


def _compared(rule: Rule) -> tuple[str, ...]:
    if isinstance(rule, Order):
        return (rule.earlier, rule.later)
    if isinstance(rule, Prefix):
        return (rule.column, rule.inside)
    if isinstance(rule, AtMost):
        return (rule.column, rule.whole)
    if isinstance(rule, AddsUp):
        return (rule.total, *rule.parts)
    return (shown(rule),)
