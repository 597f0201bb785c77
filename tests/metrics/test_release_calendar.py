"""When deliveries are due: working days, months and lags; and who is late."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.release_calendar import LAG_DAYS, Calendar, calendar
from tests.cockpit.store.conftest import CATALOG


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("cycle", "lag", "now", "start", "end"),
    [
        ("M", 15, "2026-11-16T09:00", "2026-10-01", "2026-11-01"),  # the 16th is a Monday
        ("M", 15, "2026-11-16T08:59", "2026-09-01", "2026-10-01"),
        ("D", 0, "2026-11-24T09:00", "2026-11-23", "2026-11-24"),
        ("D", 0, "2026-11-23T09:00", "2026-11-20", "2026-11-21"),  # Friday's is due on Monday
        ("D", 0, "2026-10-08T09:00", "2026-09-30", "2026-10-01"),  # the week of National Day has no working day
        ("W", 3, "2026-11-26T09:00", "2026-11-16", "2026-11-23"),
        ("Q", 20, "2026-10-21T09:00", "2026-07-01", "2026-10-01"),
        ("H", 30, "2026-07-31T09:00", "2026-01-01", "2026-07-01"),
        ("A", 90, "2026-11-24T09:00", "2025-01-01", "2026-01-01"),
    ],
)
def test_the_last_period_due_follows_cycle_lag_and_working_days(cycle, lag, now, start, end):
    assert Calendar(cycle, lag).last_due(at(now)) == (at(start), at(end))


def test_the_next_delivery_is_due_after_the_last_and_on_a_working_day():
    assert Calendar("M", 15).next_due(at("2026-11-16T09:00")) == at("2026-12-16T09:00")
    assert Calendar("M", 15).next_due(at("2026-11-16T08:00")) == at("2026-11-16T09:00")
    assert Calendar("D", 0).next_due(at("2026-11-20T10:00")) == at("2026-11-23T09:00")
    assert Calendar("N", 0).next_due(at("2026-11-20T10:00")) is None


def test_a_report_must_reach_past_its_period_and_events_into_theirs():
    monthly, daily = Calendar("M", 15), Calendar("D", 0)
    now = at("2026-11-24T12:00")
    assert [monthly.late(at(text), now) for text in ("2026-10-31T23:59", "2026-11-01", "2026-11-15")] == [
        True,
        False,
        False,
    ]
    assert [daily.late(at(text), now) for text in ("2026-11-22T23:00", "2026-11-23T08:00")] == [True, False]
    assert (monthly.late(None, now), Calendar("N", 0).late(None, now)) == (True, False)
    assert [Calendar("RT", 0).late(at(text), now) for text in ("2026-11-24T10:59", "2026-11-24T11:00")] == [True, False]


def test_the_lag_is_the_catalogs_for_the_record_and_the_cycles_else():
    assert calendar(CATALOG, "observation", "M") == Calendar("M", LAG_DAYS["M"])
    own = [
        i.freshness.release_lag_days
        for i in CATALOG.indicators.values()
        if i.measure is not None and i.measure.record == "port_throughput" and i.frequency == "M"
    ]
    assert calendar(CATALOG, "port_throughput", "M") == Calendar("M", min(own))


@pytest.mark.parametrize(
    ("cycle", "lag", "reached", "due"),
    [
        ("M", 15, "2026-10-31T23:59", "2026-11-16T09:00"),
        ("M", 15, "2026-11-01T00:00", "2026-12-16T09:00"),
        ("D", 0, "2026-11-19T08:00", "2026-11-23T09:00"),  # Friday's, on Monday
        ("D", 0, "2026-11-21T08:00", "2026-11-24T09:00"),  # a Saturday's rows stand for Friday
        ("W", 3, "2026-11-15T23:00", "2026-11-19T09:00"),
        ("Q", 20, "2026-09-30T08:00", "2026-10-21T09:00"),
        ("A", 90, "2025-12-31T08:00", "2026-04-01T09:00"),
        ("RT", 0, "2026-11-24T11:00", "2026-11-24T12:00"),
    ],
)
def test_the_missing_delivery_is_the_first_that_what_came_does_not_hold(cycle, lag, reached, due):
    own = Calendar(cycle, lag)
    assert own.expected(at(reached)) == at(due)
    assert own.days_late(at(reached), at(due) + timedelta(days=2)) == 2.0
    assert own.days_late(at(reached), at(due) - timedelta(hours=12)) == -0.5


def test_without_a_cycle_or_before_the_first_delivery_nobody_is_days_late():
    assert Calendar("N", 0).days_late(at("2020-01-01"), at("2026-11-24")) is None
    assert Calendar("M", 15).days_late(None, at("2026-11-24")) is None


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["RT", "D", "W", "M", "Q", "H", "A"]),
    st.integers(0, 40),
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 1)),
    st.integers(0, 24 * 500),
)
def test_a_source_is_late_exactly_when_the_missing_delivery_is_past_due(cycle, lag, reached, hours):
    """Weekends aside: what came on one is a working day's to none but the daily."""
    own, now = Calendar(cycle, lag), reached + timedelta(hours=hours, minutes=1)
    days = own.days_late(reached, now)
    if cycle == "D" and own.expected(reached) == now:
        return
    assert own.late(reached, now) is (days > 0), (own.expected(reached), now)
