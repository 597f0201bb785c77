"""Filters as SQL: the column is looked up, every value is bound, names are turned into the codes that carry them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from cockpit.errors import QueryError
from cockpit.rows.ask import Condition, Several

_NUMBERS: dict[str, Callable[[Any, float], sa.ColumnElement[bool]]] = {
    "equals": lambda c, v: c == v, "notEqual": lambda c, v: c != v, "lessThan": lambda c, v: c < v,
    "lessThanOrEqual": lambda c, v: c <= v, "greaterThan": lambda c, v: c > v, "greaterThanOrEqual": lambda c, v: c >= v,
}  # fmt: skip
_DAY = timedelta(days=1)


def filtered(
    column: sa.ColumnElement[Any], asked: Several | Condition, names: Mapping[str, str] | None
) -> sa.ColumnElement[bool]:
    """The condition on a column.

    Args:
        names: what each code of the column is called; the reader filters by the name.

    Raises:
        QueryError: the condition does not fit.
    """
    if isinstance(asked, Several):
        parts = [filtered(column, part, names) for part in asked.conditions]
        return sa.and_(*parts) if asked.operator == "AND" else sa.or_(*parts)
    if asked.type in ("blank", "notBlank"):
        return column.is_(None) if asked.type == "blank" else column.is_not(None)
    if asked.filterType == "number":
        return _number(column, asked)
    return _time(column, asked) if asked.filterType == "date" else _text(column, asked, names)


def _number(column: sa.ColumnElement[Any], asked: Condition) -> sa.ColumnElement[bool]:
    if not isinstance(asked.filter, float):
        raise QueryError("数据行", "筛选值不是数字", "填数字")
    if asked.type == "inRange":
        return column.between(asked.filter, asked.filter if asked.filterTo is None else asked.filterTo)
    if asked.type not in _NUMBERS:
        raise QueryError("数据行", "数字列没有这种筛选", "用等于、大于、小于或区间")
    return _NUMBERS[asked.type](column, asked.filter)


def _time(column: sa.ColumnElement[Any], asked: Condition) -> sa.ColumnElement[bool]:
    """Days are whole: 等于 is within the day, 之后 begins with the next one."""
    since = _day(asked.dateFrom)
    until = _day(asked.dateTo) if asked.dateTo else since
    spans: dict[str, sa.ColumnElement[bool]] = {
        "equals": sa.and_(column >= since, column < since + _DAY),
        "notEqual": sa.or_(column < since, column >= since + _DAY),
        "lessThan": column < since,
        "greaterThan": column >= since + _DAY,
        "inRange": sa.and_(column >= since, column < until + _DAY),
    }
    if asked.type not in spans:
        raise QueryError("数据行", "时间列没有这种筛选", "用等于、早于、晚于或区间")
    return spans[asked.type]


def _day(text: str | None) -> datetime:
    try:
        return datetime.fromisoformat((text or "")[:10])
    except ValueError as error:
        raise QueryError("数据行", "筛选日期无法识别", "从日历里选") from error


def _text(column: sa.ColumnElement[Any], asked: Condition, names: Mapping[str, str] | None) -> sa.ColumnElement[bool]:
    wanted = str(asked.filter or "").lower()
    if names is not None:
        return _named(column, asked.type, wanted, names)
    return _written(column, asked.type, wanted)


def _named(
    column: sa.ColumnElement[Any], kind: str, wanted: str, names: Mapping[str, str]
) -> sa.ColumnElement[bool]:
    """The condition on what the codes are called; a code without a name is shown, and found, as it is."""
    codes, bare = _codes(names, kind, wanted), _written(column, kind, wanted)
    if kind in ("notContains", "notEqual"):
        return sa.and_(column.not_in(codes), sa.or_(column.in_(list(names)), bare))
    return sa.or_(column.in_(codes), sa.and_(column.not_in(list(names)), bare))


def _written(column: sa.ColumnElement[Any], kind: str, wanted: str) -> sa.ColumnElement[bool]:
    lower = sa.func.lower(column)
    tests: dict[str, sa.ColumnElement[bool]] = {
        "contains": lower.contains(wanted, autoescape=True), "notContains": ~lower.contains(wanted, autoescape=True),
        "equals": lower == wanted, "notEqual": lower != wanted,
        "startsWith": lower.startswith(wanted, autoescape=True), "endsWith": lower.endswith(wanted, autoescape=True),
    }  # fmt: skip
    if kind not in tests:
        raise QueryError("数据行", "文字列没有这种筛选", "用包含、等于、开头或结尾")
    return tests[kind]


def _codes(names: Mapping[str, str], kind: str, wanted: str) -> list[str]:
    """The codes whose name meets the condition (of a negative one: those it leaves out)."""
    tests: dict[str, Callable[[str], bool]] = {
        "contains": lambda n: wanted in n, "notContains": lambda n: wanted in n, "equals": lambda n: n == wanted,
        "notEqual": lambda n: n == wanted, "startsWith": lambda n: n.startswith(wanted),
        "endsWith": lambda n: n.endswith(wanted),
    }  # fmt: skip
    return [code for code, name in names.items() if kind in tests and tests[kind](name.lower())]

