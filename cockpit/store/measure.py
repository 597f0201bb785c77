"""Measured indicators: a declared formula over a record becomes one aggregate statement per region level.

Ratios are never averaged: numerator and denominator are added apart and divided last; nothing over nothing is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from cockpit.store.condition import holds, moment
from cockpit.store.tables import Tables
from cockpit.store.working_days import working_days
from metrics.formula import MOMENTS, Measure, Term
from metrics.formula_unit import factor
from metrics.model import Indicator
from metrics.observation import COLUMNS
from metrics.period import add_months
from metrics.records import Record
from metrics.region import CITY

#: Digits of the region code at each level below the city; breakdowns go down to the county.
LEVELS = (0, 6, 9)
#: Daily values are kept for this many days: two years and a bit, for comparisons of unfinished months.
DAYS_KEPT = 800


def measurements(
    indicator: Indicator, measure: Measure, record: Record, tables: Tables, as_of: datetime, demo: bool,
    city_only: bool = False,
) -> Iterator[sa.Select]:  # fmt: skip
    """Selects of COLUMNS, one per grain, region level and breakdown; or only the city's totals, one per grain."""
    compiler = Compiler(indicator, measure, record, tables.record(record.name), as_of, demo)
    grains = ["D"] if measure.at == "now" else measure.grains
    for grain in grains:
        for digits in LEVELS[:1] if city_only else LEVELS:
            if digits and record.region is None:
                continue
            yield compiler.select(grain, digits, "")
            if not city_only and digits <= 6 and (grain != "D" or measure.at == "now"):
                for dimension in measure.by:
                    yield compiler.select(grain, digits, dimension)


class Compiler:
    """One indicator's formula, compiled for one (grain, level, breakdown) at a time."""

    def __init__(
        self, indicator: Indicator, measure: Measure, record: Record, view: sa.FromClause, as_of: datetime, demo: bool
    ) -> None:
        self.indicator, self.measure, self.record = indicator, measure, record
        self.view, self.as_of, self.demo = view, as_of, demo

    def select(self, grain: str, digits: int, dimension: str) -> sa.Select:
        """Observations of one grain, region level and breakdown."""
        grouped = self._grouped(self.measure.numerator, self.measure.period_by, grain, digits, dimension)
        if self.measure.minus is not None:
            by = self.measure.minus_by or self.measure.period_by
            grouped = self._difference(grouped, self._grouped(self.measure.minus, by, grain, digits, dimension))
        return self._observations(self._accumulated(grouped), grain, dimension)

    def _grouped(self, top: Term, period_by: str | None, grain: str, digits: int, dimension: str) -> sa.Subquery:
        start, source, conditions = self.span(period_by, grain)
        region = self.place(digits)
        member = sa.cast(self.view.c[dimension], sa.String) if dimension else sa.literal("")
        groups: list[Any] = [start.label("period_start"), region.label("region"), member.label("member")]
        parts: list[Any] = [self.aggregate(top).label("numerator")]
        bottom = self.measure.denominator
        parts.append((self.aggregate(bottom) if bottom else sa.null()).label("denominator"))
        chosen = sa.select(*groups, *parts).select_from(source).where(*conditions)
        if digits:
            chosen = chosen.where(self.lies_in(digits))
        if dimension:
            chosen = chosen.where(self.view.c[dimension].is_not(None))
        return chosen.group_by(sa.text("1"), sa.text("2"), sa.text("3")).subquery()

    @staticmethod
    def _difference(top: sa.Subquery, less: sa.Subquery) -> sa.Subquery:
        """One minus the other, period by period; where one of them has no rows it is nothing."""
        groups = ("period_start", "region", "member")
        signed = [
            sa.select(*[part.c[name] for name in groups], (part.c.numerator * sign).label("numerator"))
            for part, sign in ((top, 1.0), (less, -1.0))
        ]
        both = sa.union_all(*signed).subquery()
        named = [both.c[name] for name in groups]
        total = sa.func.sum(both.c.numerator).label("numerator")
        return sa.select(*named, total, sa.null().label("denominator")).group_by(*named).subquery()

    def place(self, digits: int) -> sa.ColumnElement[str]:
        """The region a row counts in at a level."""
        if not digits:
            return sa.literal(CITY)
        return sa.func.substr(self.view.c[self.record.region or ""], 1, digits)

    def lies_in(self, digits: int) -> sa.ColumnElement[bool]:
        """Rows of a place at that level or below; what is the city's own is in the city's row, never a second one."""
        code = self.view.c[self.record.region or ""]
        return sa.and_(sa.func.length(code) >= digits, sa.func.substr(code, 1, len(CITY)) != CITY)

    def span(
        self, period_by: str | None, grain: str
    ) -> tuple[sa.ColumnElement[datetime], sa.FromClause, list[sa.ColumnElement[bool]]]:
        """Start of the period a row counts in, what to select from, and which rows count at all."""
        day = datetime(self.as_of.year, self.as_of.month, self.as_of.day)
        if self.measure.at == "now":
            return sa.literal(day, sa.DateTime), self.view, []
        conditions = [holds(condition, self.view, self.as_of) for condition in self.measure.where]
        if self.measure.at == "open":
            return self._open(conditions)
        column = self._time(period_by or "", grain)
        conditions.append(column.is_not(None))
        if grain == "D":
            since = day - timedelta(days=DAYS_KEPT)
            conditions.append(column >= (since.replace(month=1, day=1) if self.measure.accumulate == "year" else since))
        unit = {"D": "day", "M": "month", "A": "year"}[grain]
        return sa.cast(sa.func.date_trunc(unit, column), sa.DateTime), self.view, conditions

    def _time(self, name: str, grain: str) -> sa.ColumnElement[datetime]:
        """The time column as a timestamp: months as text (2026-10), for years also years (2025); others count nowhere."""
        column = self.view.c[name]
        kind = self.record.columns[name].type if name in self.record.columns else "datetime"
        if kind in ("datetime", "date"):
            return column
        text = sa.cast(column, sa.String)
        month = sa.try_cast(text.concat("-01"), sa.DateTime)
        return sa.func.coalesce(month, sa.try_cast(text.concat("-01-01"), sa.DateTime)) if grain == "A" else month

    def _open(
        self, conditions: list[sa.ColumnElement[bool]]
    ) -> tuple[sa.ColumnElement[datetime], sa.FromClause, list[sa.ColumnElement[bool]]]:
        """Rows begun before a month's end and not ended by then, for the last 37 months."""
        first = self.as_of.date().replace(day=1)
        starts = [datetime.combine(add_months(first, -n), datetime.min.time()) for n in range(1, 38)]
        months = sa.values(sa.column("month", sa.DateTime), sa.column("month_end", sa.DateTime), name="months").data(
            [(start, datetime.combine(add_months(start.date(), 1), datetime.min.time())) for start in starts]
        )
        begun = self.view.c[self.measure.period_by or ""] < months.c.month_end
        ended = self.view.c[self.measure.until or ""]
        still = sa.or_(ended.is_(None), ended >= months.c.month_end)
        source = self.view.join(months, sa.and_(begun, still))
        return sa.cast(months.c.month, sa.DateTime), source, conditions

    def aggregate(self, term: Term) -> sa.ColumnElement[float]:
        """A term as an aggregate over rows, in its base unit."""
        conditions = [holds(condition, self.view, self.as_of) for condition in term.where]
        if self.measure.at == "now":  # inside the aggregate, so that a region without such rows counts 0
            conditions += [holds(condition, self.view, self.as_of) for condition in self.measure.where]
        counted = sa.and_(sa.true(), *conditions)
        column = self.view.c[term.column] if term.column else None
        if term.aggregate == "count":
            return sa.cast(sa.func.sum(sa.case((counted, 1), else_=0)), sa.Float)
        assert column is not None
        if term.aggregate == "count_distinct":
            return sa.cast(sa.func.count(sa.distinct(sa.case((counted, column)))), sa.Float)
        amounts = sa.case((counted, self._amount(term, column))) * factor(self.indicator, term, self.record)
        if term.aggregate == "quantile":
            return sa.func.percentile_cont(term.q).within_group(amounts)
        return sa.func.sum(amounts)

    def _amount(self, term: Term, column: sa.ColumnElement) -> sa.ColumnElement[float]:
        if term.end is not None:
            end: Any = moment(term.end, self.as_of) if term.end in MOMENTS else self.view.c[term.end]
            if term.aggregate == "workdays":
                return working_days(column, end)
            return sa.cast(sa.extract("epoch", end - sa.cast(column, sa.DateTime)), sa.Float)
        if term.aggregate == "count_items":
            commas = sa.func.length(column) - sa.func.length(sa.func.replace(column, ",", ""))
            return sa.cast(commas + 1, sa.Float)
        return sa.cast(column, sa.Float)

    def _accumulated(self, grouped: sa.Subquery) -> sa.Subquery:
        """Sums since 1 January where the measure accumulates, else the sums themselves."""
        if self.measure.accumulate != "year":
            return grouped
        spans = self._spans(grouped)
        own = [grouped.c[name] == spans.c[name] for name in ("period_start", "region", "member")]
        window: dict[str, Any] = {
            "partition_by": [spans.c.year, spans.c.region, spans.c.member],
            "order_by": spans.c.period_start,
        }
        return (
            sa.select(
                spans.c.period_start,
                spans.c.region,
                spans.c.member,
                sa.func.sum(grouped.c.numerator).over(**window).label("numerator"),
                sa.func.sum(grouped.c.denominator).over(**window).label("denominator"),
            )
            .select_from(spans.outerjoin(grouped, sa.and_(*own)))
            .subquery()
        )

    @staticmethod
    def _spans(grouped: sa.Subquery) -> sa.Subquery:
        """Per place and member every period of a year from its first on: a month without rows keeps the sum so far."""
        start = grouped.c.period_start
        year = sa.extract("year", start)
        calendar = sa.select(start, year.label("year")).distinct().subquery()
        begun = (
            sa.select(grouped.c.region, grouped.c.member, year.label("year"), sa.func.min(start).label("first"))
            .group_by(grouped.c.region, grouped.c.member, year)
            .subquery()
        )
        later = sa.and_(calendar.c.year == begun.c.year, calendar.c.period_start >= begun.c.first)
        chosen = sa.select(calendar.c.period_start, calendar.c.year, begun.c.region, begun.c.member)
        return chosen.select_from(calendar.join(begun, later)).subquery()

    def _observations(self, grouped: sa.Subquery, grain: str, dimension: str) -> sa.Select:
        ratio = self.measure.denominator is not None
        top, bottom = grouped.c.numerator, grouped.c.denominator
        step = {"D": "1 day", "M": "1 month", "A": "1 year"}[grain]
        values = {
            "indicator": sa.literal(self.indicator.code),
            "region": grouped.c.region,
            "grain": sa.literal(grain),
            "period_start": grouped.c.period_start,
            "period_end": grouped.c.period_start + sa.text(f"INTERVAL '{step}'"),
            "basis": sa.literal(self.indicator.basis),
            "dimension": sa.literal(dimension),
            "member": grouped.c.member,
            "value": top / sa.func.nullif(bottom, 0) if ratio else top,
            "numerator": top if ratio else sa.null(),
            "denominator": bottom if ratio else sa.null(),
            "text": sa.literal(""),
            "status": sa.literal("mock" if self.demo else "final"),
            "quality": sa.literal(""),
            "as_of": sa.literal(self.as_of, sa.DateTime),
            "vintage": sa.literal(self.as_of, sa.DateTime),
            "note": sa.literal(f"由{self.record.title}计量"),
            "batch": sa.literal(0),
        }
        return sa.select(*[values[name].label(name) for name in COLUMNS])
