"""What a catalog may say about how an indicator comes about: measured from a record, or computed by an engine."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from metrics.declaration import Declaration


class Condition(Declaration):
    """`column op value`, or `column op other` where `other` is a column, @as_of or @as_of_day.

    @as_of is to when the rows reach; @as_of_day is the start of that day, against which a date without a time is held:
    what is planned for today is not late before the day is over. Only where all rows are looked at (at: now).

    within: the time in `column` is at most `value` seconds after the time in `other`.
    """

    column: str
    op: Literal["=", "!=", "<", "<=", ">", ">=", "in", "is_null", "not_null", "within"]
    value: str | float | list[str] | None = None
    other: str | None = None


#: What stands for the time of measuring.
MOMENTS = frozenset({"@as_of", "@as_of_day"})


class Term(Declaration):
    """One aggregate over the rows of a record, in the base unit of what is aggregated.

    count: rows; count_distinct: distinct `column`; sum: Σ column; count_items: items of a comma list in column;
    seconds: Σ (end − column) where both stand, `end` a column, @as_of or @as_of_day;
    workdays: Σ working days after the day of column up to and with the day of end, by the adjusted holidays (S15);
    quantile: the `q` share of the rows lies at or below it (linear between two rows, as percentile_cont of SQL:2003);
        of column, or of the durations column → end. It has no parts: it is never put together from places or periods.
    """

    aggregate: Literal["count", "count_distinct", "sum", "seconds", "count_items", "quantile", "workdays"]
    column: str | None = None
    end: str | None = None
    q: float | None = Field(None, gt=0, lt=1)
    where: list[Condition] = []


class Measure(Declaration):
    """How an indicator is measured from a record: numerator alone (flow, stock), over a denominator, or minus something.

    at: "event" assigns each row to the period in which `period_by` falls;
        "now" looks at all rows as they stand (a snapshot: one value, period = day of as_of);
        "open" counts at each period's end the rows begun (`period_by`) and not yet ended (`until` null or later).
    accumulate: "year" adds the periods up since 1 January (for cumulative indicators measured from events; columns
        that are cumulative already need nothing: a period is a month, months are never added).
    by: columns that also get a breakdown of one dimension each.
    minus: what is taken away (a difference of counts or sums), each row in the period of `minus_by` (else `period_by`);
        where only one of the two has rows the other is nothing.
    opened: of an on-time rate, when a case begins: screens then show how long cases took and what is still open.
    """

    record: str
    at: Literal["event", "now", "open"] = "event"
    period_by: str | None = None
    until: str | None = None
    grains: list[Literal["D", "M", "A"]] = ["M"]
    where: list[Condition] = []
    numerator: Term
    denominator: Term | None = None
    minus: Term | None = None
    minus_by: str | None = None
    opened: str | None = None
    by: list[str] = []
    accumulate: Literal["none", "year"] = "none"

    @property
    def terms(self) -> tuple[Term, ...]:
        """Everything that is aggregated."""
        return tuple(term for term in (self.numerator, self.denominator, self.minus) if term is not None)

    @property
    def closed(self) -> str | None:
        """Of an on-time rate, the column that has to lie at or before the due time (`period_by`); else None."""
        for condition in self.numerator.where:
            if condition.op == "<=" and condition.other is not None and condition.other == self.period_by:
                return condition.column
        return None


class Computation(Declaration):
    """An indicator that an engine of metrics.engines computes: two of its columns, or one.

    at: "now" when the engine tells the state of the moment, "period" when it tells whole periods.
    """

    engine: str
    numerator: str
    denominator: str | None = None
    at: Literal["period", "now"] = "period"


class Derivation(Declaration):
    """An indicator that follows from other indicators of the same region and period; a published value always wins.

    sum: of all; difference: the first less the others; ratio: the first over the second (its numerator and
    denominator); two_years: the geometric mean of one growth this year and last (S07).
    """

    way: Literal["sum", "difference", "ratio", "two_years"]
    of: list[str] = Field(min_length=1)
