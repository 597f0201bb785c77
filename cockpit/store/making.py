"""The rows that make a measured number: the same conditions as in its formula, without the aggregate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from cockpit.errors import QueryError
from cockpit.store.condition import holds
from cockpit.store.falling_in import falling_in
from cockpit.store.measure import Compiler
from metrics.formula import MOMENTS, Measure, Term
from metrics.model import Indicator
from metrics.period import add_months
from metrics.records import Record
from metrics.region import CITY

PARTS = {"numerator": "分子", "denominator": "分母", "minus": "减项"}


@dataclass(frozen=True)
class Spot:
    """One measured number, or a part of it: where and when it stands."""

    region: str
    grain: str
    start: datetime
    part: str = "numerator"


@dataclass(frozen=True)
class Making:
    """rows: every row that is counted, with all columns of the view. amount: their aggregate, one number."""

    rows: sa.Select
    amount: sa.Select
    term: Term


def making(indicator: Indicator, record: Record, view: sa.FromClause, as_of: datetime, spot: Spot) -> Making:
    """The rows that make a part of a measured number, and what they come to.

    Args:
        view: the readable rows of the record. as_of: to when the record reached when it was measured.

    Raises:
        QueryError: the indicator is not measured, or has no such part.
    """
    measure = indicator.measure
    term = getattr(measure, spot.part, None) if spot.part in PARTS else None
    if measure is None or term is None:
        raise QueryError(f"指标 {indicator.name_zh}", "没有这一部分的明细行", "从指标页的血缘打开")
    by = measure.minus_by or measure.period_by if spot.part == "minus" else measure.period_by
    view = _near(view, record, measure, by or "", spot)
    compiler = Compiler(indicator, measure, record, view, as_of, False)
    start, source, conditions = compiler.span(by, spot.grain)
    if measure.accumulate == "year":
        conditions.append(start.between(spot.start.replace(month=1, day=1), spot.start))
    elif measure.at != "now":
        conditions.append(start == spot.start)
    if spot.region != CITY:
        digits = len(spot.region)
        conditions += [compiler.lies_in(digits), compiler.place(digits) == spot.region]
    conditions += [holds(condition, view, as_of) for condition in term.where]
    if measure.at == "now":
        conditions += [holds(condition, view, as_of) for condition in measure.where]
    if term.column:
        conditions.append(view.c[term.column].is_not(None))
    if term.end and term.end not in MOMENTS:
        conditions.append(view.c[term.end].is_not(None))
    rows = sa.select(*view.c).select_from(source).where(*conditions)
    amount = sa.select(compiler.aggregate(term).label("amount")).select_from(source).where(*conditions)
    return Making(rows, amount, term)


def _near(view: sa.FromClause, record: Record, measure: Measure, by: str, spot: Spot) -> sa.FromClause:
    """The rows whose time lies in the spot's period, where a row has one; what is counted of them is asked afterwards."""
    texts = by in record.columns and record.columns[by].type not in ("datetime", "date")
    if measure.at != "event" or texts:
        return view
    start = spot.start.date()
    end = start + timedelta(days=1) if spot.grain == "D" else add_months(start, {"M": 1, "A": 12}[spot.grain])
    return falling_in(view, record, by, start.replace(month=1, day=1) if measure.accumulate == "year" else start, end)
