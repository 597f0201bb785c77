"""Was it done in time?"""

from datetime import datetime

import pandas as pd
import pytest

from metrics.period import parse_period
from metrics.timeliness import (
    HOTLINE_DAYS,
    ages,
    cohort,
    deadlines,
    durations,
    net_durations,
    on_time,
    throughput,
)

NOW = datetime(2026, 11, 23)
OCTOBER = parse_period("2026-10")


def cases(*rows):
    table = pd.DataFrame(list(rows), columns=["opened", "due", "closed"])
    return table.apply(lambda column: pd.to_datetime(column, format="ISO8601"))


NINETY_DONE_TEN_OPEN = cases(
    *[("2026-10-01", "2026-10-08", "2026-10-02")] * 90, *[("2026-10-01", "2026-10-24", None)] * 10
)


def test_open_cases_past_their_deadline_stand_in_the_denominator():
    share = on_time(NINETY_DONE_TEN_OPEN, OCTOBER, NOW)
    assert (share.numerator, share.denominator, share.rate) == (90, 100, 0.9)


def test_the_mean_of_the_finished_never_stands_without_the_backlog():
    found = durations(NINETY_DONE_TEN_OPEN, NOW)
    assert (found.mean, found.finished) == (24.0, 90)
    assert (found.open, found.overdue, found.oldest_overdue_days) == (10, 10, 30.0)


def test_closing_at_the_very_deadline_is_in_time_and_a_second_later_is_not():
    share = on_time(
        cases(("2026-10-01", "2026-10-08", "2026-10-08 00:00:00"), ("2026-10-01", "2026-10-08", "2026-10-08 00:00:01")),
        OCTOBER, NOW,
    )  # fmt: skip
    assert (share.numerator, share.denominator) == (1, 2)


def test_cases_not_yet_due_and_cases_due_elsewhere_do_not_count():
    now = datetime(2026, 10, 15)
    share = on_time(
        cases(("2026-10-01", "2026-10-20", None), ("2026-09-01", "2026-09-30", None), ("2026-10-01", "2026-11-01", None)),
        OCTOBER, now,
    )  # fmt: skip
    assert (share.denominator, share.rate) == (0, None)


def test_three_ways_of_counting_give_three_rates_with_three_names():
    table = cases(
        ("2026-10-02", "2026-10-05", "2026-10-04"),
        ("2026-10-20", "2026-11-05", None),
        ("2026-09-01", "2026-10-03", "2026-10-10"),
        ("2026-09-02", "2026-10-04", "2026-10-11"),
    )
    shares = [on_time(table, OCTOBER, NOW), cohort(table, OCTOBER), throughput(table, OCTOBER)]
    assert [(s.numerator, s.denominator) for s in shares] == [(1, 3), (1, 2), (3, 2)]
    assert len({s.name for s in shares}) == 3


def test_quantiles_show_the_tail_the_mean_hides():
    table = cases(*[("2026-10-01", "2026-10-08", "2026-10-02")] * 9, ("2026-10-01", "2026-10-08", "2026-10-26"))
    found = durations(table, NOW)
    assert (found.p50, found.longest) == (24.0, 600.0)
    assert found.mean == pytest.approx(81.6)
    assert found.p90 == pytest.approx(24 + 0.1 * 576)


def test_nothing_finished_has_no_duration_rather_than_zero():
    found = durations(cases(("2026-10-01", "2026-12-01", None)), NOW)
    assert (found.mean, found.p50, found.longest, found.open, found.overdue, found.oldest_overdue_days) == (
        None, None, None, 1, 0, None,
    )  # fmt: skip


def test_the_age_of_the_backlog_is_counted_in_bands():
    table = cases(
        *[("2026-10-01", due, None) for due in ("2026-11-22 12:00", "2026-11-20", "2026-10-24", "2026-10-01")]
    )
    assert ages(table, NOW).to_dict("list") == {
        "band": ["1天内", "1–3天", "3–7天", "7–30天", "30天以上"], "cases": [1, 1, 0, 1, 1],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "due"), [("consult", "2025-10-12"), ("help", "2025-10-15"), ("complaint", "2025-10-17")]
)
def test_hotline_deadlines_of_three_five_and_seven_working_days_skip_the_holiday(kind, due):
    table = cases(("2025-09-30 09:00", None, None))
    assert deadlines(table, HOTLINE_DAYS[kind]).tolist() == [pd.Timestamp(due)]


def test_pauses_and_extensions_move_the_deadline_but_an_extension_is_at_most_twenty_days():
    table = cases(*[("2025-06-09 09:00", None, None)] * 4).assign(
        paused_workdays=pd.array([None, 2, None, None], dtype="Int64"), extension_days=[None, None, 5.0, 90.0]
    )
    assert deadlines(table, 3).tolist() == [
        pd.Timestamp(day) for day in ("2025-06-13", "2025-06-17", "2025-06-18", "2025-07-03")
    ]


def test_overlapping_pauses_count_once_and_both_durations_are_kept():
    table = cases(("2025-06-09 00:00", None, "2025-06-19 00:00"), ("2025-06-09 00:00", None, None)).assign(
        case=["a", "b"]
    )
    pauses = pd.DataFrame(
        {
            "case": ["a", "a", "a", "z"],
            "start": pd.to_datetime(["2025-06-10", "2025-06-11", "2025-06-18", "2025-06-01"]),
            "end": pd.to_datetime(["2025-06-12", "2025-06-13", None, "2025-06-30"]),
        }
    )
    found = net_durations(table, pauses, datetime(2025, 6, 20)).set_index("case")
    assert found.loc["a", ["gross_hours", "paused_hours", "net_hours"]].tolist() == [240.0, 96.0, 144.0]
    assert found.loc["b", ["gross_hours", "paused_hours", "net_hours"]].tolist() == [264.0, 0.0, 264.0]
    assert found["paused_workdays"].tolist() == [4, 0]


def test_a_pause_before_the_case_or_after_its_end_takes_nothing_away():
    table = cases(("2025-06-09", None, "2025-06-10")).assign(case="a")
    pauses = pd.DataFrame(
        {
            "case": ["a", "a"],
            "start": pd.to_datetime(["2025-06-01", "2025-06-11"]),
            "end": pd.to_datetime(["2025-06-08", "2025-06-12"]),
        }
    )
    assert net_durations(table, pauses, datetime(2025, 6, 20))["net_hours"].tolist() == [24.0]


def test_midnight_of_the_first_belongs_to_the_new_month():
    rows = cases(("2026-10-31 23:59:59", "2026-11-10", None), ("2026-11-01 00:00:00", "2026-11-10", None))
    assert (cohort(rows, OCTOBER).denominator, cohort(rows, parse_period("2026-11")).denominator) == (1, 1)
