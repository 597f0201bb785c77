"""The observation: one published or measured value, and the columns it has everywhere."""

from __future__ import annotations

#: Columns of an observation frame, in order, with their pandas dtypes.
#:
#: period_start, period_end: half-open span of days the value reports on (2026-10 is 10-01 to 11-01;
#:   1–2月 is 01-01 to 03-01; the cumulative value to October has the span of October and basis ytd).
#: grain: D W M Q A, or S for a special span (a holiday).
#: basis: current = the indicator's own value for the period (also for growth, ratio, stock indicators);
#:   ytd = cumulative since 1 January (the own value of indicators of kind ytd);
#:   yoy = published growth of the current value; ytd_yoy = published growth of the cumulative value.
#: dimension, member: one breakdown at a time; both "" for the total.
#: value, numerator, denominator: base unit (元, 吨, 人; rates as 0.946); NaN = not published.
#: text: the source's own words where they are not a number (上年为1.43).
#: status: preliminary revised final estimated forecast mock; mock is shown as 演示.
#: quality: as_published rounded lower_bound expected preliminary secondary year_inferred,
#:   suspect (flagged by a quality rule), or "".
#: as_of: to when the source's data reach; vintage: day on which we learned the value.
#: note: publisher and document. batch: number of the batch that delivered it (0 before publishing).
COLUMNS: dict[str, str] = {
    "indicator": "str",
    "region": "str",
    "grain": "str",
    "period_start": "datetime64[us]",
    "period_end": "datetime64[us]",
    "basis": "str",
    "dimension": "str",
    "member": "str",
    "value": "float64",
    "numerator": "float64",
    "denominator": "float64",
    "text": "str",
    "status": "str",
    "quality": "str",
    "as_of": "datetime64[us]",
    "vintage": "datetime64[us]",
    "note": "str",
    "batch": "int64",
}

#: What makes two rows two vintages of the same observation.
KEY = ("indicator", "region", "grain", "period_start", "period_end", "basis", "dimension", "member")

#: Qualities that are never drawn as plain facts (data/README.md).
#: Quality of a value that a rule of its source flagged (metrics.quality).
SUSPECT = "suspect"
DOUBTFUL = frozenset({"lower_bound", "expected", "year_inferred", SUSPECT})
