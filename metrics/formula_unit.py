"""The unit of a formula follows from the units of its columns; a catalog whose unit says otherwise is refused."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.formula import Measure, Term
from metrics.model import Indicator
from metrics.records import Record
from metrics.unit import conversion

#: Units of things that are counted: a count of rows may be called any of them.
COUNTED = frozenset(
    [
        "件",
        "个",
        "户",
        "家",
        "人",
        "人次",
        "次",
        "项",
        "起",
        "艘",
        "艘次",
        "条",
        "宗",
        "处",
        "座",
        "台",
        "辆",
        "场",
        "套",
        "1",
    ]
)
_DAY = 86400.0
_COUNTS = ("count", "count_distinct", "count_items")


def unit_of(term: Term, record: Record) -> tuple[str, float]:
    """Base unit of what a term aggregates, and the factor from the record's unit to it; counts are "1"."""
    if term.aggregate in _COUNTS:
        return "1", 1.0
    if term.aggregate == "workdays":
        return "工作日", 1.0
    if term.aggregate == "seconds" or term.end is not None:
        return "秒", 1.0
    column = record.columns.get(term.column or "")
    base, factor = conversion(column.unit) if column and column.unit else ("", 1.0)
    return base, factor


def factor(indicator: Indicator, term: Term, record: Record) -> float:
    """What the aggregated column is multiplied by, so that the indicator comes out in its base unit."""
    base, own = unit_of(term, record)
    return own / _DAY if base == "秒" and indicator.unit.base == "天" else own


def unit_faults(indicator: Indicator, measure: Measure, record: Record) -> Iterator[str]:
    """Where the units of a formula do not give the indicator's unit."""
    for term in measure.terms:
        if term.aggregate in ("sum", "quantile") and not unit_of(term, record)[0]:
            yield f"记录 {record.name} 的列 {term.column} 没有写明单位（unit）"
            return
    top = unit_of(measure.numerator, record)[0]
    if measure.minus is not None and unit_of(measure.minus, record)[0] != top:
        yield f"{_named(top)}减不了{_named(unit_of(measure.minus, record)[0])}"
    bottom = unit_of(measure.denominator, record)[0] if measure.denominator is not None else "1"
    result = _divided(top, bottom)
    if not _fits(result, indicator.unit.base, measure.denominator is None):
        yield f"公式的单位是{_named(result)}，指标的基本单位却是 {indicator.unit.base}"


def _divided(top: str, bottom: str) -> str:
    if top == bottom or {top, bottom} <= COUNTED:
        return "1"
    return top if bottom == "1" else f"{top}/{bottom}"


def _fits(result: str, base: str, alone: bool) -> bool:
    """Whether a formula's unit is the indicator's: what is counted may be called by the name of the thing."""
    if alone and result in COUNTED:
        return base in COUNTED
    return result == base or (result, base) == ("秒", "天")


def _named(base: str) -> str:
    return "个数" if base == "1" else f" {base} "
