"""When deliveries are due: working days, months and lags; and who is late."""

from datetime import datetime

import pytest

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
