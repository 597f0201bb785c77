"""Hours of air stations and outlets."""

import pandas as pd
import pytest

from metrics.hourly import compliance, daily_means, day_of_hour


def day(values, valid=None):
    hours = pd.date_range("2026-03-01 01:00", periods=len(values), freq="h")
    marks = [True] * len(values) if valid is None else valid
    return pd.DataFrame({"station": "临城", "hour": hours, "value": values, "valid": marks})


def outlet(marks, value=10.0, limit=50.0):
    values = [value] * len(marks) if isinstance(value, float) else value
    return pd.DataFrame({"value": pd.Series(values, dtype="float64"), "limit": limit, "mark": list(marks)})


def test_midnight_is_the_last_hour_of_the_day_before():
    stamps = pd.Series(pd.to_datetime(["2026-03-01 00:00", "2026-03-01 01:00", "2026-03-02 00:00"]))
    assert day_of_hour(stamps).dt.strftime("%m-%d").tolist() == ["02-28", "03-01", "03-01"]


def test_a_days_mean_is_of_hours_one_to_twenty_four():
    means = daily_means(pd.concat([day(list(range(1, 25))), day([999.0]).assign(hour=pd.Timestamp("2026-03-01"))]))
    assert means[["hours", "mean"]].to_dict("list") == {
        "hours": [1, 24],
        "mean": [pytest.approx(float("nan"), nan_ok=True), 12.5],
    }


@pytest.mark.parametrize(("good", "judged"), [(20, True), (19, False)])
def test_a_day_needs_twenty_valid_hours(good, judged):
    means = daily_means(day([30.0] * 24, [True] * good + [False] * (24 - good)))
    assert (means["hours"][0], means["mean"].notna()[0]) == (good, judged)


def test_stopped_and_calibrated_hours_are_neither_met_nor_exceeded():
    found = compliance(outlet("N" * 18 + "F" * 4 + "M" * 2, [10.0] * 17 + [90.0] * 7))
    assert (found.met, found.exceeded, found.unjudged) == (17, 1, 6)
    assert (found.valid_share, found.verdict) == (0.9, "超标")


@pytest.mark.parametrize(
    ("marks", "verdict"),
    [("N" * 9 + "M", "达标"), ("N" * 17 + "M" * 2 + "F", "不评价"), ("F" * 24, "不评价"), ("", "不评价")],
)
def test_no_exceedance_is_no_proof_when_too_little_was_measured(marks, verdict):
    assert compliance(outlet(marks)).verdict == verdict


def test_an_hour_at_the_limit_meets_it_and_an_hour_without_a_value_is_not_judged():
    found = compliance(outlet("N" * 10, [50.0] * 9 + [None]))
    assert (found.met, found.exceeded, found.unjudged, found.verdict) == (9, 0, 1, "达标")
