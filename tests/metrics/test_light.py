"""The light: judged in one place, with a reason in numbers."""

import pytest

from metrics.growth import Growth
from metrics.light import Evidence, judge, light
from metrics.period import parse_period
from metrics.target import progress, yearly_target
from tests.builders import NOW, PERSONS, indicator, ratio, target, targets, weights

FLOOR = ratio(warn={"type": "threshold", "op": "<", "yellow": 95, "red": 90, "basis": "D"})
CEILING = ratio(warn={"type": "threshold", "op": ">", "yellow": 5, "red": 8, "basis": "D"}, direction="down")
BAND = ratio(warn={"type": "band", "low": 60, "high": 80, "basis": "D"}, direction="target-band")
SCHEDULE = indicator(warn={"type": "progress_vs_schedule", "yellow": -5, "red": -10, "basis": "D"})
GROWING = indicator(warn={"type": "yoy", "op": "<", "yellow": 0, "red": -10, "basis": "D"})


def seen(value, quality="", stale=False, growth=None, advance=None, **facts):
    return Evidence(value, quality, stale, growth, advance, **facts)


@pytest.mark.parametrize(
    ("value", "color"), [(0.95, "green"), (0.949, "yellow"), (0.90, "yellow"), (0.899, "red"), (0.0, "red")]
)
def test_a_floor_turns_yellow_and_red_only_below_its_limits(value, color):
    assert judge(FLOOR, seen(value)).color == color


@pytest.mark.parametrize(("value", "color"), [(0.05, "green"), (0.051, "yellow"), (0.08, "yellow"), (0.081, "red")])
def test_a_ceiling_turns_yellow_and_red_only_above_its_limits(value, color):
    assert judge(CEILING, seen(value)).color == color


def test_the_reason_names_the_value_and_the_limit():
    assert judge(FLOOR, seen(0.88)).reason == "88.0%，低于 90%"
    assert judge(FLOOR, seen(0.97)).reason == "97.0%，没有低于 95%"


@pytest.mark.parametrize(
    ("value", "color"), [(0.6, "green"), (0.8, "green"), (0.81, "yellow"), (0.83, "red"), (0.57, "red")]
)
def test_a_band_is_green_inside_and_red_a_tenth_of_its_width_outside(value, color):
    assert judge(BAND, seen(value)).color == color


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (seen(None), "缺数"),
        (seen(0.2, stale=True, days_late=40), "数据延迟，超过更新时限 40 天"),
        (seen(0.2, quality="expected"), "公布的是概数或预计数"),
        (seen(0.2, quality="lower_bound"), "公布的是概数或预计数"),
    ],
)
def test_missing_stale_and_doubtful_values_are_grey_whatever_the_limits_say(evidence, reason):
    assert (judge(FLOOR, evidence).color, judge(FLOOR, evidence).reason) == ("grey", reason)


def test_zero_is_a_value_and_gets_a_light():
    assert judge(CEILING, seen(0.0)).color == "green"


def told(table, key, value):
    return progress(SCHEDULE, yearly_target(SCHEDULE, table, "330900", 2026), parse_period(key), value, NOW)


def advance(value, **facts):
    return told(targets(target(100e8, **facts)), "2026-10", value)


@pytest.mark.parametrize(("value", "color"), [(84e8, "green"), (79e8, "green"), (77e8, "yellow"), (72e8, "red")])
def test_behind_the_schedule_by_more_than_the_limits_is_yellow_then_red(value, color):
    assert judge(SCHEDULE, seen(value, advance=advance(value))).color == color


def test_the_reason_of_a_schedule_names_the_gap():
    assert judge(SCHEDULE, seen(72e8, advance=advance(72e8))).reason == "比序时进度慢 11.3 个百分点"


def test_without_a_target_there_is_no_light():
    found = judge(SCHEDULE, seen(72e8))
    assert (found.color, found.reason) == ("grey", "没有年度目标")


def test_a_seasonal_schedule_does_not_paint_the_fishing_ban_red():
    season = weights(0.06, 0.12, 0.24, 0.36, 0.40, 0.42, 0.45, 0.50, 0.60, 0.75, 0.90, 1)
    august = told(targets(target(100e8, profile="seasonal", weights_json=season)), "2026-08", 48e8)
    linear = told(targets(target(100e8)), "2026-08", 48e8)
    assert judge(SCHEDULE, seen(48e8, advance=august)).color == "green"
    assert judge(SCHEDULE, seen(48e8, advance=linear)).color == "red"


@pytest.mark.parametrize(("value", "color"), [(100e8, "green"), (100.1e8, "red"), (10e8, "green")])
def test_a_constraint_is_kept_or_broken_and_never_behind_schedule(value, color):
    found = judge(SCHEDULE, seen(value, advance=advance(value, target_op="<=")))
    assert found.color == color
    assert "约束性目标" in found.reason


@pytest.mark.parametrize(("rate", "color"), [(0.0, "green"), (-0.001, "yellow"), (-0.101, "red")])
def test_growth_is_judged_against_its_limits(rate, color):
    assert judge(GROWING, seen(5e8, growth=Growth(rate, ""))).color == color


def test_a_percentage_of_a_small_base_gives_no_light():
    deaths = indicator(
        unit=PERSONS, direction="down", warn={"type": "yoy", "op": ">", "yellow": 0, "red": 10, "basis": "D"}
    )
    found = judge(deaths, seen(2, growth=Growth(1.0, "比上年同期 ▲1人（+100%）", small=True)))
    assert (found.color, found.reason) == ("grey", "基数太小，不按增幅判灯")


def test_words_without_a_rate_give_no_light():
    assert judge(GROWING, seen(3e8, growth=Growth(None, "扭亏"))).color == "grey"


@pytest.mark.parametrize(("rate", "color"), [(0.06, "green"), (0.059, "yellow"), (0.05, "yellow"), (0.049, "red")])
def test_a_growth_target_is_yellow_when_missed_and_red_a_point_below(rate, color):
    growth_rate = ratio(
        kind="growth", agg_time="none", agg_region="none",
        warn={"type": "yoy", "op": "<", "against_annual_target": True, "red_below_target_by": 1.0, "basis": "D"},
    )  # fmt: skip
    assert judge(growth_rate, seen(rate, annual_target=0.06)).color == color
    assert judge(growth_rate, seen(rate)).color == "grey"


def test_an_indicator_without_warning_or_with_a_rule_in_words_has_no_light():
    assert judge(indicator(), seen(5e8)).color == "grey"
    told = indicator(warn={"type": "rule", "rule": "低于全省平均", "basis": "D"})
    assert "低于全省平均" in judge(told, seen(5e8)).reason


def test_colour_is_never_the_only_sign():
    looks = [light(color, "") for color in ("green", "yellow", "red", "grey")]
    assert len({look.shape for look in looks}) == len({look.word for look in looks}) == 4
