"""Targets and schedules."""

from datetime import date, datetime

import pytest

from cockpit.errors import QueryError
from metrics.period import parse_period
from metrics.target import completion, meets, progress, schedule_share, yearly_target
from tests.builders import NO_TARGETS, NOW, flow, indicator, ratio, target, targets, weights

CITY = "330900"
SEASON = weights(0.06, 0.12, 0.24, 0.36, 0.40, 0.42, 0.45, 0.50, 0.60, 0.75, 0.90, 1)


def told(table, value, key="2026-10", of=None, now=NOW):
    of, period = of or indicator(), parse_period(key)
    return progress(of, yearly_target(of, table, CITY, period.last_day.year), period, value, now)


def advance(value, key="2026-10", of=None, now=NOW, **facts):
    return told(targets(target(7e8, **facts)), value, key, of or indicator(), now)


def test_completion_is_actual_over_target_and_is_compared_with_the_schedule():
    found = advance(5.6e8)
    assert found.completion == pytest.approx(0.8)
    assert found.schedule == pytest.approx(304 / 365)
    assert found.gap_pp == pytest.approx(80 - 304 / 365 * 100)
    assert found.gap_days == pytest.approx(0.8 * 365 - 304)
    assert found.gap == pytest.approx(5.6e8 - 7e8 * 304 / 365)


@pytest.mark.parametrize(
    ("direction", "value", "target", "done"),
    [("up", 8, 10, 0.8), ("down", 12.5, 10, 0.8), ("up", 8, 0, None), ("down", 0, 10, None)],
)
def test_falling_indicators_divide_the_other_way_round(direction, value, target, done):
    assert completion(direction, value, target) == done


def test_no_target_no_progress():
    assert told(NO_TARGETS, 5e8) is None


@pytest.mark.parametrize(
    "facts", [{"target_value": None}, {"year": "2025"}, {"region_code": "330902"}, {"indicator_code": "port.other"}]
)
def test_a_target_of_another_year_region_or_indicator_or_without_value_does_not_count(facts):
    row = target(7e8) | facts
    assert yearly_target(indicator(), targets(row), CITY, 2026) is None


def test_the_newest_version_of_a_target_counts():
    table = targets(target(7e8, version="1"), target(6.5e8, version="2", approved_by="调整稿"))
    assert told(table, 6.5e8).completion == 1


def test_a_missing_value_has_no_progress():
    assert advance(None) is None


def test_a_growth_rate_is_no_share_of_a_target():
    assert advance(0.05, of=indicator(kind="growth", agg_time="none", agg_region="none")) is None


@pytest.mark.parametrize(("key", "share"), [("2026-10", 0.75), ("2026-08", 0.50), ("2026-12", 1.0), ("2026-01", 0.06)])
def test_a_seasonal_schedule_follows_the_months_weights(key, share):
    assert advance(1e8, key, profile="seasonal", weights_json=SEASON).schedule == pytest.approx(share)


def test_within_a_month_a_seasonal_schedule_moves_day_by_day_and_a_milestone_waits_for_the_last_day():
    assert schedule_share("seasonal", SEASON, date(2026, 11, 15)) == pytest.approx(0.825)
    assert schedule_share("milestone", SEASON, date(2026, 11, 29)) == pytest.approx(0.75)
    assert schedule_share("milestone", SEASON, date(2026, 11, 30)) == pytest.approx(0.90)


def test_a_leap_year_has_366_days():
    assert schedule_share("linear", "", date(2028, 12, 31)) == 1
    assert schedule_share("linear", "", date(2028, 2, 29)) == pytest.approx(60 / 366)


@pytest.mark.parametrize(
    "broken", ["[1, 2]", "nonsense", weights(*[0.5] * 12), weights(*reversed([n / 12 for n in range(1, 13)]))]
)
def test_weights_that_are_not_twelve_rising_shares_up_to_one_are_refused(broken):
    with pytest.raises(QueryError) as refusal:
        schedule_share("seasonal", broken, date(2026, 10, 31))
    assert "12" in refusal.value.remedy


def test_a_level_has_no_schedule_because_it_must_hold_every_day():
    found = advance(0.92, of=ratio(), target_value=0.95)
    assert (found.schedule, found.gap_pp, found.gap_days) == (None, None, None)
    assert found.completion == pytest.approx(0.92 / 0.95)
    assert found.gap == pytest.approx(0.92 - 0.95)


def test_a_rate_with_a_schedule_warning_is_worked_off_over_the_year():
    of = ratio(warn={"type": "progress_vs_schedule", "yellow": -3, "red": -8, "basis": "D"})
    assert advance(0.5, of=of, target_value=1.0).schedule == pytest.approx(304 / 365)


@pytest.mark.parametrize(("value", "verdict"), [(7e8, "期末核验：达成"), (6.9e8, "期末核验：未达成")])
def test_after_its_year_a_target_is_verified_and_no_longer_chased(value, verdict):
    found = advance(value, "2026-12", now=datetime(2027, 1, 1))
    assert found.verdict == verdict


def test_before_the_year_is_over_nothing_is_verified():
    assert advance(8e8, "2026-10").verdict == ""


def test_zero_accidents_reach_a_ceiling_although_completion_cannot_be_divided():
    found = advance(0, "2026-12", of=flow(direction="down"), now=datetime(2027, 2, 1), target_op="<=", target_value=5)
    assert (found.completion, found.verdict) == (None, "期末核验：达成")


@pytest.mark.parametrize(
    ("op", "value", "met"),
    [(">=", 10, True), (">=", 9.99, False), ("<=", 10, True), ("<=", 10.01, False), ("=", 10, True), ("=", 9, False)],
)
def test_an_operator_is_judged_on_its_own_side_including_the_limit(op, value, met):
    assert meets(op, value, 10) is met


def test_the_document_behind_a_target_travels_with_it():
    found = advance(5e8)
    assert (found.document, found.version, found.target) == ("市政府工作报告", "1", 7e8)


def test_the_tenth_version_comes_after_the_ninth():
    told = targets(target(9e8, version="v9"), target(10e8, version="v10"))
    assert yearly_target(indicator(), told, "330900", 2026)["target_value"] == 10e8
