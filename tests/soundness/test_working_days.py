"""Working days in formulas (S15), and which indicators of the catalog are told in them."""

import random

import pandas as pd
import sqlalchemy as sa

from cockpit.store.working_days import working_days
from metrics.catalog import load_catalog, measure_faults
from metrics.formula import Measure
from metrics.records import load_records
from metrics.timeliness import net_durations
from metrics.workdays import workdays_between

#: Durations in working days: what their departments publish, and from which rows they could be measured.
IN_WORKING_DAYS = {"gov.inner_avg_days", "svc.avg_days", "talent.recog_days", "data.issue_days", "credit.repair_days"}


def reckoned(moments):
    """Working days of each pair as the database counts them."""
    with sa.create_engine("duckdb:///:memory:").begin() as connection:
        table = sa.Table(
            "cases",
            sa.MetaData(),
            sa.Column("n", sa.Integer),
            sa.Column("begun", sa.DateTime),
            sa.Column("ended", sa.DateTime),
        )
        table.create(connection)
        rows = [{"n": n, "begun": a, "ended": b} for n, (a, b) in enumerate(moments)]
        connection.execute(sa.insert(table), rows)
        chosen = sa.select(working_days(table.c.begun, table.c.ended)).order_by(table.c.n)
        total = sa.select(sa.func.sum(working_days(table.c.begun, table.c.ended)))
        return list(connection.execute(chosen).scalars()), connection.execute(total).scalar_one()


def test_s15_the_database_counts_working_days_as_the_state_council_s_calendar_does():
    draw = random.Random(7)
    begun = [pd.Timestamp("2019-01-01") + pd.Timedelta(hours=draw.randrange(60_000)) for _ in range(400)]
    ended = [start + pd.Timedelta(hours=draw.randrange(3_000)) for start in begun]
    found, total = reckoned([(a.to_pydatetime(), b.to_pydatetime()) for a, b in zip(begun, ended, strict=True)])
    wanted = workdays_between(pd.Series(begun), pd.Series(ended)).astype(float).tolist()
    assert (found, total) == (wanted, sum(wanted))


def test_s15_national_day_of_2025_is_no_working_time_and_the_moved_saturday_is():
    pairs = [
        ("2025-09-30 09:00", "2025-10-14 17:00"),
        ("2025-10-10 09:00", "2025-10-11 09:00"),
        ("2025-09-30 23:00", None),
    ]
    moments = [(pd.Timestamp(a).to_pydatetime(), pd.Timestamp(b).to_pydatetime() if b else None) for a, b in pairs]
    assert reckoned(moments)[0] == [5.0, 1.0, None]


def test_s15_a_formula_in_working_days_is_accepted_for_an_indicator_in_working_days_and_for_no_other():
    catalog, records = load_catalog(), load_records()
    told = {
        "record": "hotline_ticket", "period_by": "close_time", "denominator": {"aggregate": "count"},
        "numerator": {"aggregate": "workdays", "column": "accept_time", "end": "close_time"},
    }  # fmt: skip
    assert list(measure_faults(catalog.indicator("svc.avg_days"), Measure(**told), records)) == []
    assert "工作日" in str(list(measure_faults(catalog.indicator("grid.avg_hours"), Measure(**told), records)))
    told["numerator"].pop("end")
    assert list(measure_faults(catalog.indicator("svc.avg_days"), Measure(**told), records))


def test_s15_the_catalog_s_indicators_in_working_days_are_these_and_each_can_be_told():
    catalog = load_catalog()
    assert {i.code for i in catalog.indicators.values() if i.unit.base == "工作日"} == IN_WORKING_DAYS
    for code in IN_WORKING_DAYS:
        found = catalog.indicator(code)
        assert (found.kind, found.agg_time, found.agg_region) == ("duration", "sum_over_sum", "ratio"), code
    deadlines = {i.code for i in catalog.indicators.values() if "工作日" in i.definition and i.unit.base != "工作日"}
    assert deadlines == {"gov.zzd_dau_ratio", "svc.time_compress", "hotline.ontime_rate"}


def test_s15_pauses_are_taken_out_of_working_days_and_both_are_kept():
    cases = pd.DataFrame(
        {"case": ["a"], "opened": pd.to_datetime(["2026-03-02 09:00"]), "closed": pd.to_datetime(["2026-03-13 09:00"])}
    )
    pauses = pd.DataFrame(
        {"case": ["a"], "start": pd.to_datetime(["2026-03-04 09:00"]), "end": pd.to_datetime(["2026-03-06 09:00"])}
    )
    found = net_durations(cases, pauses, pd.Timestamp("2026-04-01")).iloc[0]
    gross = workdays_between(cases["opened"], cases["closed"]).iloc[0]
    assert (gross, found["paused_workdays"], gross - found["paused_workdays"]) == (9, 2, 7)
