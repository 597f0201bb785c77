"""Every kind of formula against plain pandas, on random tables with all awkward values, an empty one included."""

from __future__ import annotations

import random

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.store.measure import DAYS_KEPT, measurements
from cockpit.store.tables import declare, view_statement
from metrics.formula import Condition, Measure, Term
from metrics.observation import COLUMNS
from metrics.records import Record
from metrics.workdays import workdays_between
from tests.builders import indicator

AS_OF = pd.Timestamp("2026-11-20 10:00:00")
TODAY = AS_OF.normalize()
KINDS = {
    "id": "text", "begun": "datetime", "ended": "datetime", "agreed": "datetime", "extended": "datetime", "day": "date",
    "month": "text", "year": "text", "kind": "text", "items": "text", "amount": "number", "weight": "number", "price": "number",
    "flag": "integer", "region_code": "text",
}  # fmt: skip
RECORD = Record(
    record="visit", title="走访", key=("id",), region="region_code",
    columns={name: {"type": kind, "unit": {"amount": "人", "weight": "人", "price": "万元"}.get(name, "")} for name, kind in KINDS.items()},
    derived={"due": {"coalesce": ("extended", "agreed")}},
)  # fmt: skip
TABLES = declare({"visit": RECORD})
PLACES = ("330902", "330902001", "330902001002", "330903001", "330922", "330900", "330900001", "ZS-XC", None)


def visits(seed: int) -> pd.DataFrame:
    """Rows of the record; seed 0 has none."""
    draw = random.Random(seed)

    def moment(first: str, hours: int) -> pd.Timestamp | None:
        if draw.random() < 0.15:
            return None
        found = pd.Timestamp(first) + pd.Timedelta(hours=draw.randrange(hours), seconds=draw.choice([0, 1, 3599]))
        return found.normalize().replace(day=1) if draw.random() < 0.2 else found  # midnight of the first

    def row(number: int) -> dict:
        day = moment("2026-01-01", 7000)
        return {
            "id": f"V{number}", "begun": moment("2024-07-01", 20_000), "ended": moment("2026-01-01", 7800),
            "agreed": moment("2026-08-01", 2600), "extended": draw.choice([None, moment("2026-09-01", 2600)]),
            "day": day and day.normalize(), "month": draw.choice(["2025-11", "2026-01", "2026-02", "2026-04", "2026/13", "2026", None]),
            "year": draw.choice(["2024", "2025", "二〇二五", None]), "kind": draw.choice(["grid", "12345", "海", None]),
            "items": draw.choice(["a", "a,b", "a,b,c", None]), "amount": draw.choice([0, 1.5, -2, 1000, None]),
            "weight": draw.choice([0, 0, 2, None]), "price": draw.choice([1.5, None, 3]), "flag": draw.choice([0, 1, 2, None]), "region_code": draw.choice(PLACES),
        }  # fmt: skip

    frame = pd.DataFrame([row(n) for n in range((0, 1, 6, 40, 80)[seed])], columns=list(KINDS))
    types = {"text": "str", "integer": "Int64", "number": "float64"}
    return frame.astype({name: types.get(kind, "datetime64[us]") for name, kind in KINDS.items()})


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = sa.create_engine(f"duckdb:///{tmp_path_factory.mktemp('formulas') / 'visits.duckdb'}")
    with engine.begin() as opened:
        TABLES.rows["visit"].create(opened)
        chosen = view_statement(RECORD, TABLES.rows["visit"]).compile(
            dialect=opened.dialect, compile_kwargs={"literal_binds": True}
        )
        opened.execute(sa.text(f'CREATE VIEW "visit" AS {chosen}'))
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine):
    with engine.connect() as opened:
        yield opened
        opened.rollback()


def found(connection, measure: Measure, frame: pd.DataFrame) -> pd.DataFrame:
    """Everything the compiled statements give for a table."""
    connection.execute(sa.delete(TABLES.rows["visit"]))  # begins the transaction that the fixture rolls back
    driver = connection.connection.driver_connection
    driver.register("arrived", frame.assign(_changed_at=AS_OF, _sequence=1, _operation="U", _batch=1))
    driver.execute('INSERT INTO "visit__rows" BY NAME SELECT * FROM arrived')
    measured = indicator(code="gov.test", domain="gov", kind="flow", agg_time="sum")
    parts = [
        connection.execute(chosen).cursor.to_arrow_table().to_pandas()
        for chosen in measurements(measured, measure, RECORD, TABLES, AS_OF.to_pydatetime(), False)
    ]
    return pd.concat(parts, ignore_index=True)


# The oracle: written from the words of metrics.model, one row and one group at a time, no SQL.


MOMENTS = {"@as_of": AS_OF, "@as_of_day": AS_OF.normalize()}


def stands(row: pd.Series, condition: Condition) -> bool:
    value = row[condition.column]
    missing = pd.isna(value)
    if condition.op in ("is_null", "not_null"):
        return missing == (condition.op == "is_null")
    if condition.op == "in":
        return not missing and value in condition.value
    other = MOMENTS.get(condition.other) or (row[condition.other] if condition.other else condition.value)
    unknown = pd.isna(other)
    if condition.op == "!=":
        return missing != unknown or (not missing and value != other)
    if missing or unknown:
        return False
    if condition.op == "within":
        return (value - other).total_seconds() <= condition.value
    return {"=": value == other, "<": value < other, "<=": value <= other, ">": value > other, ">=": value >= other}[
        condition.op
    ]


def amount(row: pd.Series, term: Term) -> float | None:
    value = row[term.column]
    if pd.isna(value):
        return None
    if term.aggregate == "count_items":
        return len(value.split(","))
    if term.end:
        end = MOMENTS.get(term.end) or row[term.end]
        if term.aggregate == "workdays" and not pd.isna(end):
            return float(workdays_between(pd.Series([value]), pd.Series([end])).iloc[0])
        return None if pd.isna(end) else (end - value).total_seconds()
    return float(value)


def aggregate(rows: list[pd.Series], term: Term, measure: Measure) -> float | None:
    conditions = [*term.where, *(measure.where if measure.at == "now" else [])]
    rows = [row for row in rows if all(stands(row, condition) for condition in conditions)]
    if term.aggregate == "count":
        return float(len(rows))
    if term.aggregate == "count_distinct":
        return float(len({row[term.column] for row in rows if not pd.isna(row[term.column])}))
    amounts = [value for value in (amount(row, term) for row in rows) if value is not None]
    if term.aggregate == "quantile":
        return float(pd.Series(amounts).quantile(term.q)) if amounts else None
    return sum(amounts) * (1e4 if term.column == "price" else 1) if amounts else None


def period_starts(row: pd.Series, measure: Measure, grain: str) -> list[pd.Timestamp]:
    """The periods a row counts in."""
    if measure.at == "now":
        return [TODAY]
    if not all(stands(row, condition) for condition in measure.where):
        return []
    if measure.at == "open":
        first = TODAY.replace(day=1)
        months = [first - pd.DateOffset(months=n) for n in range(1, 38)]
        ends = [(month, month + pd.DateOffset(months=1)) for month in months]
        begun, ended = row[measure.period_by], row[measure.until]
        return [month for month, end in ends if begun < end and (pd.isna(ended) or ended >= end)]
    value = row[measure.period_by]
    if isinstance(value, str):
        lengths = {"A": (7, 4)}.get(grain, (7,))
        value = pd.to_datetime(value, errors="coerce", format="%Y-%m" if len(value) == 7 else "%Y") if len(value) in lengths else pd.NaT  # fmt: skip
    if pd.isna(value):
        return []
    if grain == "D" and value < TODAY - pd.Timedelta(days=DAYS_KEPT):
        return []
    return [value.to_period({"A": "Y"}.get(grain, grain)).start_time]


def place(row: pd.Series, digits: int) -> str | None:
    code = row["region_code"]
    if not digits:
        return "330900"
    known = isinstance(code, str) and len(code) >= digits and not code.startswith("330900")
    return code[:digits] if known else None


def expected(measure: Measure, frame: pd.DataFrame, grain: str, digits: int, dimension: str) -> dict:
    """(period, region, member) → (numerator, denominator)."""
    told = grouped(measure, frame, grain, digits, dimension)
    if measure.minus:
        less = measure.model_copy(
            update={"numerator": measure.minus, "period_by": measure.minus_by or measure.period_by}
        )
        away = grouped(less, frame, grain, digits, dimension)
        told = {key: (difference(told.get(key, (None,))[0], away.get(key, (None,))[0]), None) for key in told | away}
    return accumulated(told) if measure.accumulate == "year" else told


def difference(top: float | None, less: float | None) -> float | None:
    return None if top is None and less is None else (top or 0) - (less or 0)


def grouped(measure: Measure, frame: pd.DataFrame, grain: str, digits: int, dimension: str) -> dict:
    groups: dict[tuple, list[pd.Series]] = {}
    for _, row in frame.iterrows():
        member = row[dimension] if dimension else ""
        member = None if pd.isna(member) else str(member)
        for start in period_starts(row, measure, grain):
            if place(row, digits) is not None and member is not None:
                groups.setdefault((start, place(row, digits), member), []).append(row)
    terms = (measure.numerator, measure.denominator)
    return {key: tuple(t and aggregate(rows, t, measure) for t in terms) for key, rows in groups.items()}


def accumulated(told: dict) -> dict:
    """Sums since January; a period in which others have rows and this one has not keeps its sum so far."""
    periods, running = sorted({start for start, _, _ in told}), {}
    for start in periods:
        for region, member in {key[1:] for key in told}:
            keys = [
                key for key in told if key[1:] == (region, member) and key[0] <= start and key[0].year == start.year
            ]
            if keys:
                parts = [[told[key][n] for key in keys if told[key][n] is not None] for n in (0, 1)]
                running[start, region, member] = tuple(sum(part) if part else None for part in parts)
    return running


def value_of(top: float | None, bottom: float | None, ratio: bool) -> float | None:
    if not ratio:
        return top
    return None if top is None or not bottom else top / bottom


def where(column: str, op: str, value=None, other=None) -> dict:
    return (
        {"column": column, "op": op} | ({} if value is None else {"value": value}) | ({"other": other} if other else {})
    )


COUNT = {"aggregate": "count"}
CASES = {
    "count by month, day and year": {"period_by": "begun", "grains": ["D", "M", "A"], "numerator": COUNT, "by": ["kind", "flag"]},
    "count of some": {"period_by": "begun", "where": [where("kind", "in", ["grid", "海"])], "numerator": COUNT},
    "different from a value, unknown ones too": {
        "period_by": "begun", "where": [where("flag", "!=", 1)], "numerator": COUNT | {"where": [where("kind", "!=", "grid")]}
    },
    "distinct": {"period_by": "begun", "numerator": {"aggregate": "count_distinct", "column": "kind"}},
    "sum in 万元 comes out in 元": {"period_by": "day", "numerator": {"aggregate": "sum", "column": "price"}, "by": ["kind"]},
    "median": {"period_by": "day", "numerator": {"aggregate": "quantile", "column": "amount", "q": 0.5}, "by": ["kind"]},
    "ninth decile of durations": {
        "period_by": "ended", "grains": ["M", "A"], "where": [where("flag", "!=", 1)],
        "numerator": {"aggregate": "quantile", "column": "begun", "end": "ended", "q": 0.9},
    },
    "difference of counts in their own periods": {
        "period_by": "begun", "numerator": COUNT, "minus": COUNT | {"where": [where("flag", ">=", 1)]}, "minus_by": "ended", "by": ["kind"]
    },
    "difference of sums since January": {
        "period_by": "day", "accumulate": "year", "numerator": {"aggregate": "sum", "column": "amount"},
        "minus": {"aggregate": "sum", "column": "weight"},
    },
    "ratio of sums": {
        "period_by": "ended", "numerator": {"aggregate": "sum", "column": "amount"},
        "denominator": {"aggregate": "sum", "column": "weight", "where": [where("weight", "not_null")]}, "by": ["kind"],
    },
    "share of rows": {
        "period_by": "due", "where": [where("due", "<=", other="@as_of")], "grains": ["M", "D"],
        "numerator": COUNT | {"where": [where("ended", "<=", other="due")]}, "denominator": COUNT | {"where": [where("flag", "=", 1)]},
    },
    "duration": {
        "period_by": "ended", "grains": ["M", "D"], "numerator": {"aggregate": "seconds", "column": "begun", "end": "ended"},
        "denominator": COUNT | {"where": [where("begun", "not_null")]},
    },
    "working days": {
        "period_by": "ended", "grains": ["M"], "numerator": {"aggregate": "workdays", "column": "begun", "end": "ended"}, "denominator": COUNT,
    },
    "duration until now": {"at": "now", "numerator": {"aggregate": "seconds", "column": "begun", "end": "@as_of"}, "denominator": COUNT},
    "in time": {
        "period_by": "begun", "numerator": COUNT | {"where": [where("ended", "within", 7200, "begun")]}, "denominator": COUNT
    },
    "items of a list": {"period_by": "begun", "numerator": {"aggregate": "count_items", "column": "items"}},
    "months as text": {"period_by": "month", "grains": ["M", "A"], "numerator": {"aggregate": "sum", "column": "amount"}},
    "years as text": {"period_by": "year", "grains": ["A"], "numerator": COUNT, "denominator": COUNT | {"where": [where("flag", ">", 0)]}},
    "days late when the day is over": {
        "at": "now", "where": [where("due", "<", other="@as_of_day")],
        "numerator": {"aggregate": "seconds", "column": "due", "end": "@as_of_day"}, "denominator": COUNT,
    },
    "state of now": {
        "at": "now", "where": [where("ended", "is_null")], "by": ["kind"],
        "numerator": COUNT | {"where": [where("due", "<", other="@as_of")]},
    },
    "open at the end of a month": {"at": "open", "period_by": "begun", "until": "ended", "numerator": COUNT, "by": ["kind"]},
    "since January": {"period_by": "begun", "accumulate": "year", "numerator": {"aggregate": "sum", "column": "amount"}, "by": ["kind"]},
    "share since January, by day": {
        "period_by": "day", "accumulate": "year", "grains": ["D", "M"], "numerator": COUNT | {"where": [where("flag", ">=", 1)]},
        "denominator": {"aggregate": "sum", "column": "weight"},
    },
}  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", CASES)
def test_a_formula_gives_what_pandas_gives_for_every_grain_place_and_breakdown(connection, name, seed):
    measure, frame = Measure(record="visit", **CASES[name]), visits(seed)
    grains = ["D"] if measure.at == "now" else measure.grains
    told = {}
    for grain in grains:
        for digits in (0, 6, 9):
            for dimension in ["", *(measure.by if digits <= 6 and (grain != "D" or measure.at == "now") else [])]:
                groups = expected(measure, frame.assign(due=frame["extended"].fillna(frame["agreed"])), grain, digits, dimension)  # fmt: skip
                for (start, region, member), parts in groups.items():
                    told[grain, start, region, dimension, member] = parts
    ratio = measure.denominator is not None
    rows = found(connection, measure, frame)
    given = {
        (row.grain, row.period_start, row.region, row.dimension, row.member): row
        for row in rows.itertuples(index=False)
    }
    assert list(rows.columns) == list(COLUMNS)
    assert (len(given), set(given)) == (len(rows), set(told))
    for key, (top, bottom) in told.items():
        wanted = (value_of(top, bottom, ratio), top if ratio else None, bottom if ratio else None)
        row = given[key]
        parts = (row.value, row.numerator, row.denominator)
        assert [pd.isna(part) for part in parts] == [part is None for part in wanted], key
        assert [part for part in parts if not pd.isna(part)] == pytest.approx([p for p in wanted if p is not None]), key


def test_the_random_tables_hold_what_is_awkward():
    """The comparison above proves something only if its tables do."""
    all_rows = pd.concat([visits(seed) for seed in range(5)], ignore_index=True)
    begun = all_rows["begun"].dropna()
    assert len(visits(0)) == 0
    assert ((begun == begun.dt.normalize()) & (begun.dt.day == 1)).sum() > 10
    assert set(all_rows["region_code"].dropna()) == set(PLACES) - {None}
    assert all_rows[["begun", "kind", "amount", "weight", "region_code"]].isna().any().all()


def row_of(number: int, **facts) -> dict:
    return dict.fromkeys(KINDS) | {"id": f"V{number}", "region_code": "330902"} | facts


def values(connection, measure: dict, rows: list[dict], region: str = "330900") -> dict[str, float | None]:
    types = {"text": "str", "integer": "Int64", "number": "float64"}
    frame = pd.DataFrame(rows).astype({name: types.get(kind, "datetime64[us]") for name, kind in KINDS.items()})
    given = found(connection, Measure(record="visit", **measure), frame)
    given = given[(given["region"] == region) & (given["dimension"] == "")]
    return {
        f"{t:%Y-%m-%d}": None if pd.isna(v) else v for t, v in zip(given["period_start"], given["value"], strict=True)
    }


MONTHLY = {"period_by": "begun", "numerator": COUNT}


def test_a_visit_at_midnight_of_the_first_is_the_next_months_and_one_second_earlier_is_not(connection):
    rows = [row_of(1, begun=pd.Timestamp("2026-10-31 23:59:59")), row_of(2, begun=pd.Timestamp("2026-11-01"))]
    assert values(connection, MONTHLY, rows) == {"2026-10-01": 1, "2026-11-01": 1}


def test_the_last_second_of_a_year_is_december_and_midnight_is_january(connection):
    rows = [row_of(1, begun=pd.Timestamp("2025-12-31 23:59:59")), row_of(2, begun=pd.Timestamp("2026-01-01"))]
    assert values(connection, MONTHLY | {"grains": ["A"]}, rows) == {"2025-01-01": 1, "2026-01-01": 1}


def test_what_ended_at_midnight_was_still_open_at_the_months_end_and_a_second_earlier_was_not(connection):
    rows = [
        row_of(1, begun=pd.Timestamp("2026-09-30"), ended=pd.Timestamp("2026-10-01")),
        row_of(2, begun=pd.Timestamp("2026-09-30"), ended=pd.Timestamp("2026-09-30 23:59:59")),
        row_of(3, begun=pd.Timestamp("2026-10-01"), ended=pd.Timestamp("2026-10-02")),
    ]
    assert values(connection, MONTHLY | {"at": "open", "until": "ended"}, rows) == {"2026-09-01": 1}


def test_a_zero_denominator_is_missing_and_a_zero_numerator_is_zero(connection):
    rows = [
        row_of(1, begun=pd.Timestamp("2026-09-02"), amount=5, weight=0),
        row_of(2, begun=pd.Timestamp("2026-10-02"), amount=0, weight=4),
    ]
    ratio = {"period_by": "begun"} | {
        part: {"aggregate": "sum", "column": column} for part, column in (("numerator", "amount"), ("denominator", "weight"))
    }  # fmt: skip
    assert values(connection, ratio, rows) == {"2026-09-01": None, "2026-10-01": 0}


def test_what_is_the_citys_own_counts_once_for_the_city_and_for_no_county(connection):
    begun = pd.Timestamp("2026-10-02")
    rows = [row_of(n, begun=begun, region_code=code) for n, code in enumerate(["330900", "330900", "330902001", None])]
    assert values(connection, MONTHLY, rows) == {"2026-10-01": 4}
    assert values(connection, MONTHLY, rows, "330902") == {"2026-10-01": 1}


def test_a_month_without_rows_keeps_the_sum_since_january_and_a_new_year_begins_at_nothing(connection):
    cumulative = {"period_by": "begun", "accumulate": "year", "numerator": {"aggregate": "sum", "column": "amount"}}
    days = [("2025-12-02", 100, "330902"), ("2026-01-02", 1, "330902"), ("2026-02-02", 10, "330903"), ("2026-03-02", 2, "330902")]  # fmt: skip
    rows = [row_of(n, begun=pd.Timestamp(day), amount=a, region_code=code) for n, (day, a, code) in enumerate(days)]
    assert values(connection, cumulative, rows, "330902") == {
        "2025-12-01": 100, "2026-01-01": 1, "2026-02-01": 1, "2026-03-01": 3
    }  # fmt: skip
    assert values(connection, cumulative, rows, "330903") == {"2026-02-01": 10, "2026-03-01": 10}
    assert values(connection, cumulative, rows)["2026-03-01"] == 13


def test_a_month_that_nobody_can_read_counts_nowhere_and_stops_nothing(connection):
    rows = [row_of(n, month=text) for n, text in enumerate(["2026-10", "2026-10", "2026/10", "2026-13", "十月", None])]
    assert values(connection, {"period_by": "month", "numerator": COUNT}, rows) == {"2026-10-01": 2}
