"""What a browser asks of a table: a block of rows, in an order, through filters; checked before it meets SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from cockpit.errors import QueryError
from metrics.fault_words import fault_words

#: Rows of one block at most; whoever asks for more gets this many.
BLOCK = 500
#: Rows that can be reached by leafing; beyond it a filter is the better way.
REACH = 10_000_000
#: Conditions and orders that one request may carry.
MOST = 12


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Order(_Part):
    """One column to sort by, as AG Grid names it."""

    colId: str
    sort: Literal["asc", "desc"]


class Condition(_Part):
    """One condition on a column, as AG Grid's simple filters name it."""

    filterType: Literal["text", "number", "date"]
    type: Literal["contains", "notContains", "equals", "notEqual", "startsWith", "endsWith", "lessThan",
                  "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "inRange", "blank", "notBlank"]  # fmt: skip
    filter: Annotated[str, Field(max_length=80)] | float | None = None
    filterTo: float | None = None
    dateFrom: str | None = None
    dateTo: str | None = None


class Several(_Part):
    """Two or more conditions on one column."""

    operator: Literal["AND", "OR"]
    conditions: Annotated[tuple[Condition, ...], Field(max_length=4)]


@dataclass(frozen=True)
class Ask:
    """A checked request: rows start ≤ n < end."""

    start: int
    end: int
    order: tuple[Order, ...] = ()
    filters: tuple[tuple[str, Several | Condition], ...] = ()


_ORDERS = TypeAdapter(Annotated[tuple[Order, ...], Field(max_length=MOST)])
_FILTERS = TypeAdapter(Annotated[dict[str, Several | Condition], Field(max_length=MOST)])


def read_ask(query: Mapping[str, str]) -> Ask:
    """The request of a query string: start, end, order and where (JSON).

    Raises:
        QueryError: it cannot be read; nothing of it reaches the warehouse.
    """
    start = _number(query.get("start", "0"))
    end = min(_number(query.get("end", str(start + BLOCK))), start + BLOCK)
    try:
        order = _ORDERS.validate_python(_json(query.get("order") or "[]"))
        filters = _FILTERS.validate_python(_json(query.get("where") or "{}"))
    except ValidationError as error:
        raise QueryError("数据行", f"筛选或排序有误：{fault_words(error.errors()[0])}", "从表头重新筛选") from error
    return Ask(start, max(end, start), tuple(order), tuple(filters.items()))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > len(str(REACH)) or int(text) > REACH:
        raise QueryError("数据行", f"{text[:20]!r} 不是行号", "从第 0 行开始，或加筛选条件")
    return int(text)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise QueryError("数据行", "筛选或排序不是 JSON", "从表头重新筛选") from error
