"""The reading: everything a tile needs."""

from datetime import datetime

import pytest

from metrics.period import parse_period
from metrics.reading import latest, recent_values, series, year_to_date
from tests.builders import NO_TARGETS, NOW, flow, frame, indicator, observed, ratio, target, targets, weights

CITY = "330900"
OCTOBER = parse_period("2026-10")
CARGO = indicator(warn={"type": "progress_vs_schedule", "yellow": -5, "red": -10, "basis": "D"})


def read(rows, of=CARGO, told=NO_TARGETS, page="2026-10", now=NOW):
    return latest(of, rows, told, CITY, parse_period(page), now)


def test_a_tile_gets_value_growth_progress_and_light_from_one_reading():
    rows = frame(observed("2026-10", 5.6e8), observed("2025-10", 5.0e8))
    found = read(rows, told=targets(target(7e8)))
    assert (found.value, found.label, found.status) == (5.6e8, "2026年1–10月", "final")
    assert found.growth.rate == pytest.approx(0.12)
    assert found.progress.completion == pytest.approx(0.8)
    assert found.light.color == "green"
    assert not found.stale and not found.incomplete


def test_nothing_published_is_no_reading():
    assert read(frame()) is None


def test_the_newest_period_at_or_before_the_page_s_counts():
    rows = frame(observed("2026-09", 5.0e8), observed("2026-10", 5.6e8), observed("2026-11", 6.2e8))
    assert read(rows).value == 5.6e8
    assert read(rows, page="2026-09").value == 5.0e8


def test_a_missing_newest_value_is_shown_as_missing_and_not_replaced_by_an_older_one():
    found = read(frame(observed("2026-09", 5.0e8), observed("2026-10", None)))
    assert (found.value, found.text, found.light.color, found.period.key) == (None, "未公布", "grey", "2026-10")


def test_the_source_s_own_words_explain_a_missing_value():
    assert read(frame(observed("2026-10", None, text="暂缓公布"))).text == "暂缓公布"


def test_a_page_of_a_year_takes_the_year_s_value_and_not_december_s():
    rows = frame(observed("2025-12", 30, basis="current"), observed("2025", 400, basis="current"))
    assert read(rows, of=flow(), page="2025").value == 400
    assert read(rows, of=flow(), page="2025-12").value == 30


@pytest.mark.parametrize("quality", ["lower_bound", "expected", "year_inferred"])
def test_a_doubtful_value_is_shown_but_has_no_growth_no_progress_and_no_light(quality):
    rows = frame(observed("2026-10", 6e8, quality=quality), observed("2025-10", 5e8))
    found = read(rows, told=targets(target(7e8)))
    assert (found.value, found.quality, found.growth, found.progress) == (6e8, quality, None, None)
    assert found.light.color == "grey"


def test_a_monthly_value_forty_days_overdue_is_stale_and_grey():
    rate = ratio(
        warn={"type": "threshold", "op": "<", "yellow": 95, "red": 90, "basis": "D"},
        freshness={"release_lag_days": 5, "stale_after_hours": 43 * 24},
    )
    rows = frame(observed("2026-08", 0.99, basis="current"))
    found = read(rows, of=rate, page="2026-10", now=datetime(2026, 11, 23))
    assert found.stale
    assert found.light.color == "grey"
    assert found.light.reason == "数据延迟，超过更新时限 23 天"


def test_a_page_of_the_past_is_not_stale_today():
    assert not read(frame(observed("2025-06", 3e8)), page="2025-06").stale


def test_a_demonstration_value_is_judged_like_any_other():
    rows = frame(observed("2026-10", 5.6e8, status="mock"))
    found = read(rows, told=targets(target(7e8)))
    assert (found.status, found.light.color) == ("mock", "green")


def test_an_unfinished_month_says_so():
    rows = frame(observed("2026-10", 1, basis="current", as_of="2026-10-20"))
    assert read(rows, of=flow()).incomplete


def test_a_snapshot_of_today_is_seen_while_the_page_stands_at_the_newest_month():
    vessels = flow(kind="snapshot", frequency="realtime", agg_time="last")
    rows = frame(observed("2026-11-23", 812, basis="current", as_of="2026-11-23 08:50"))
    assert read(rows, of=vessels).value == 812
    assert read(rows, of=vessels, page="2026-06") is None


def test_a_monthly_flow_counts_against_the_year_s_target_with_all_its_months():
    rows = frame(*[observed(f"2026-{n:02d}", 10, basis="current") for n in range(1, 11)])
    found = read(rows, of=flow(), told=targets(target(200)))
    assert found.progress.completion == pytest.approx(100 / 200)


@pytest.mark.parametrize("hole", [None, "absent"])
def test_a_flow_with_a_hole_in_its_year_has_no_progress(hole):
    months = [n for n in range(1, 11) if not (hole == "absent" and n == 4)]
    rows = frame(*[observed(f"2026-{n:02d}", None if n == 4 else 10, basis="current") for n in months])
    assert year_to_date(flow(), rows, OCTOBER, 10) is None


def test_a_published_cumulative_value_is_taken_before_a_sum():
    rows = frame(observed("2026-10", 10, basis="current"), observed("2026-10", 97))
    assert year_to_date(flow(), rows, OCTOBER, 10) == 97


def test_series_align_this_year_last_year_and_plan_by_month():
    season = weights(0.08, 0.16, 0.24, 0.33, 0.41, 0.50, 0.58, 0.66, 0.75, 0.83, 0.91, 1)
    rows = frame(observed("2026-01", 5e7), observed("2026-02", 9e7), observed("2025-01", 4e7), observed("2025-12", 6e8))
    table = series(CARGO, rows, targets(target(7e8, profile="seasonal", weights_json=season)), CITY, OCTOBER, NOW)
    assert table["label"].tolist() == [f"{n}月" for n in range(1, 13)]
    assert table["this"].head(2).tolist() == [5e7, 9e7] and table["this"].tail(10).isna().all()
    assert table["last"].iloc[[0, 11]].tolist() == [4e7, 6e8] and table["last"].iloc[1:11].isna().all()
    assert table["plan"].iloc[[0, 9, 11]].tolist() == pytest.approx([0.56e8, 5.81e8, 7e8])


def test_series_of_a_combined_january_and_february_have_one_point_for_both():
    of = indicator(jan_feb_combined=True)
    table = series(of, frame(observed("2026-01~02", 20.0)), NO_TARGETS, CITY, OCTOBER, NOW)
    assert table["label"].tolist()[:2] == ["1–2月", "3月"] and len(table) == 11
    assert table["this"].iloc[0] == 20.0


def test_series_do_not_show_what_came_after_the_page_s_period():
    table = series(CARGO, frame(observed("2026-11", 6e8)), NO_TARGETS, CITY, OCTOBER, NOW)
    assert table["this"].isna().all()


def test_series_of_a_level_hold_the_target_all_year():
    table = series(ratio(), frame(observed("2026-01", 0.9, basis="current")), targets(target(0.95)), CITY, OCTOBER, NOW)
    assert table["plan"].tolist() == [0.95] * 12


def test_series_mark_doubtful_points_hollow():
    rows = frame(observed("2026-01", 1e7, quality="expected"), observed("2026-02", 2e7, quality="as_published"))
    assert series(CARGO, rows, NO_TARGETS, CITY, OCTOBER, NOW)["hollow"].tolist()[:3] == [True, False, False]


def test_a_sparkline_of_cumulative_values_shows_growth_and_keeps_gaps():
    rows = frame(
        observed("2026-08", 0.05, basis="ytd_yoy"), observed("2026-09", None, basis="ytd_yoy"),
        observed("2026-10", 0.06, basis="ytd_yoy"), observed("2026-10", 6e8),
    )  # fmt: skip
    assert recent_values(CARGO, rows, OCTOBER) == [0.05, None, 0.06]


@pytest.mark.parametrize("kind", ["stock", "snapshot"])
def test_a_state_at_a_moment_is_never_an_unfinished_period(kind):
    rows = frame(
        observed("2026-10", 110, basis="current", as_of="2026-10-20"), observed("2025-10", 100, basis="current")
    )
    found = read(rows, of=flow(kind=kind, agg_time="last"))
    assert not found.incomplete
    assert found.growth.rate == pytest.approx(0.1)


def test_of_two_rows_for_one_period_the_last_one_counts_and_a_breakdown_never_does():
    rows = frame(
        observed("2026-10", 4e8), observed("2026-10", 5e8), observed("2026-10", 9e8, dimension="trade", member="F")
    )
    assert read(rows).value == 5e8
