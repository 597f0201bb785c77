"""Clauses of the traps that lie in the meaning of numbers and had no figure of their own (traps 13, 21, 23, 29, 31, 33; S08)."""

import json

import pandas as pd
import pytest

from app import create_app
from cockpit.view.indicator_official import _since_baseline
from loaders.gateways.answers import opened
from metrics.air_standard import STANDARDS, exceeded, in_force
from metrics.catalog import load_catalog
from metrics.category_change import became, changes, held
from metrics.growth import contribution_share
from metrics.growth_parts import growth_parts
from metrics.hourly import compliance, daily_means
from metrics.period import parse_period
from metrics.reading import latest
from metrics.region import COUNTIES
from metrics.rollup import over_regions, over_time
from tests.builders import NO_TARGETS, NOW, frame, observed
from tests.drawn import drawn
from tests.installation import clock
from tests.soundness.own_sources import YTD, figures_source, observations, source, taken_in
from tests.soundness.test_cards import facts


def test_s08_points_of_the_parts_are_weights_of_last_year_times_their_growth_and_add_up():
    before = pd.Series({"一": 10.0, "二": 45.0, "三": 45.0})
    told = growth_parts(before, 100.0, pd.Series({"一": 0.03, "二": 0.08, "三": 0.05}))
    assert told.points["points"].round(6).to_dict() == {"二": 0.036, "三": 0.0225, "一": 0.003}
    assert told.added == pytest.approx(0.0615)
    assert contribution_share(0.036, 0.06) == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("before", "whole", "growth", "why"),
    [({"甲": 60, "乙": 30}, 100, {"甲": 0.1, "乙": 0.1}, "分项合计不等于总量"),
     ({"甲": 60, "乙": 40}, 100, {"甲": 0.1}, "没有公布增速"), ({"甲": 60, "乙": 40}, None, {}, "没有公布")],
)  # fmt: skip
def test_s08_where_weights_or_growth_are_missing_nobody_is_said_to_pull(before, whole, growth, why):
    told = growth_parts(pd.Series(before, dtype=float), whole, pd.Series(growth, dtype=float))
    assert told.points.empty and why in told.refused


def test_s08_a_growth_indicator_s_page_tells_what_its_parts_add_or_why_nobody_can(server):
    told = {code: drawn(server, f"/indicator/{code}").select_one("p.causes").get_text()
            for code in ("econ.gdp_yoy", "econ.output_yoy", "econ.fai_yoy")}  # fmt: skip
    assert (
        "个百分点" in told["econ.gdp_yoy"] and "以公布为准" in told["econ.gdp_yoy"] and "估算" in told["econ.gdp_yoy"]
    )
    assert "贡献率" in told["econ.output_yoy"] and "与公布的一致" in told["econ.output_yoy"]
    assert "不由增速反推总量" in told["econ.fai_yoy"]


def test_trap_13_a_target_of_2025_is_verified_in_2026_as_met_missed_or_without_a_value(own):
    codes = ("econ.budget_rev_ytd", "econ.budget_exp_ytd", "econ.output_ytd")
    targets = pd.DataFrame({"indicator_code": codes, "region_code": "330900", "year": "2025", "target_value": [100e8, 100e8, 100e8],
                            "target_op": ">=", "profile": "linear", "weights_json": "", "version": "1", "approved_by": "市政府工作报告"})  # fmt: skip
    source(own, "targets", targets, into="indicator_target", cycle="A")
    figures_source(
        own, (codes[0], "2025-12", "101", "亿元", YTD), (codes[1], "2025-12", "97", "亿元", YTD), (codes[2], "2025-10", "80", "亿元", YTD)
    )  # fmt: skip
    server, told = create_app(own, clock), {}
    for code in codes:
        page = drawn(server, f"/indicator/{code}?period=2025-12")
        card = next(s for s in page.select("section.panel") if s.h2 and s.h2.get_text() == "目标与序时")
        told[code] = facts(card)
    assert [told[code]["期末核验"] for code in codes] == ["达成", "未达成", "缺数（没有年末的值，不核验）"]
    assert all("进度差" not in found for found in told.values())


def test_trap_23_the_same_sixty_two_is_within_the_old_standard_and_over_the_new():
    days = pd.DataFrame({"day": pd.to_datetime(["2026-02-28", "2026-03-01", "2026-03-02"]), "pm25": [62.0, 62.0, None]})
    assert exceeded(days).tolist()[:2] == [False, True] and exceeded(days).isna().tolist() == [False, False, True]
    assert exceeded(days, STANDARDS[0]).tolist()[:2] == [False, False], "按旧标回算"
    assert in_force(pd.Timestamp("2031-01-01").date()).pm25_day == 50
    assert [(a.until == b.since) for a, b in zip(STANDARDS, STANDARDS[1:], strict=False)] == [True, True]


def test_trap_23_the_card_of_pm25_names_the_limit_in_force(server):
    told = {
        p: drawn(server, f"/indicator/eco.pm25?period={p}").select_one("#definition").get_text()
        for p in ("2026-02", "2026-03")
    }
    assert "日均二级 75" in told["2026-02"] and "日均二级 60" in told["2026-03"]


def test_trap_23_old_and_new_categories_lead_to_each_other_and_stand_in_the_data_catalog(server):
    assert became("event_type_l1", "便民服务") == "公共服务"
    assert held("event_type_l1", "平安法治") == ("综治工作", "综合执法")
    for change in changes():
        assert change.old in held(change.column, became(change.column, change.old))
    words = drawn(server, "/data/catalog?dataset=grid_event").get_text()
    assert "类目新旧对照" in words and "综治工作" in words and "待主管部门确认" in words


def test_trap_21_data_written_as_a_string_of_json_are_data():
    inner = {"code": "1", "data": json.dumps({"rows": [{"n": "1"}]})}
    assert opened(json.dumps(inner))["code"] == "1"
    assert opened(opened(json.dumps(inner))["data"]) == {"rows": [{"n": "1"}]}


@pytest.mark.parametrize(("normal", "verdict"), [(21, "不评价"), (22, "达标"), (24, "达标")])
def test_trap_29_under_nine_tenths_of_valid_hours_nothing_is_judged(normal, verdict):
    hours = pd.DataFrame({"value": [10.0] * 24, "limit": 50.0, "mark": ["N"] * normal + ["M"] * (24 - normal)})
    assert compliance(hours).verdict == verdict


def test_trap_31_the_gravest_response_is_no_maximum_and_no_mean():
    level = load_catalog().indicator("emg.response_level")
    rows = frame(
        *[observed("2026-10", v, region=code, basis="current") for code, v in zip(COUNTIES, (1, 4, 4, 4), strict=True)]
    )
    assert over_regions(level, rows, COUNTIES).value is None
    assert (
        over_time(level, frame(observed("2026-09", 1, basis="current"), observed("2026-10", 4, basis="current"))).value
        == 4
    )


def test_trap_31_no_indicator_makes_a_number_of_the_classes_a_to_e():
    catalog = load_catalog()
    classed = [
        i
        for i in catalog.indicators.values()
        if {"class", "credit_level", "grade"} & set(i.dimensions) or "A–E" in i.definition
    ]
    assert classed
    assert [i.code for i in classed if i.unit.symbol in ("级", "档", "等", "分")] == []
    share = catalog.indicator("credit.level_share")
    assert (share.kind, share.agg_region) == ("ratio", "ratio") and share.denominator, "firms of a level over all firms"
    assert not [
        i.code
        for i in catalog.indicators.values()
        if i.unit.symbol in ("级", "档", "等") and (i.agg_region, i.agg_time) != ("none", "last")
    ]


@pytest.mark.parametrize("first", ["2026-03-01", "2026-02-28", "2025-12-31"])
def test_trap_33_hours_that_end_at_midnight_close_their_day_over_the_end_of_a_month_and_of_a_year(first):
    start = pd.Timestamp(first)
    ends = pd.date_range(start + pd.Timedelta(hours=1), periods=48, freq="h")
    values = [10.0] * 23 + [34.0] + [20.0] * 23 + [44.0]
    means = daily_means(pd.DataFrame({"station": "临城", "hour": ends, "value": values, "valid": True}))
    assert means["day"].tolist() == [start, start + pd.Timedelta(days=1)]
    assert means["mean"].tolist() == [11.0, 21.0]
    assert means["hours"].tolist() == [24, 24]


def test_trap_11_a_value_that_was_delivered_empty_says_why_it_is_missing(own):
    _, store = figures_source(
        own, ("port.cargo_ytd", "2026-10", "", "亿吨", YTD), ("econ.output_ytd", "2026-10", "", "亿元", YTD | {"value_text": "涉密"}),
        ("econ.budget_rev_ytd", "2026-11", "", "亿元", YTD | {"vintage": "2026-11-20"}),
    )  # fmt: skip
    server = create_app(own, clock)
    assert drawn(server, "/port").select_one("[data-tile='port.cargo_ytd'] .tile-missing").get_text() == "未公布"
    assert drawn(server, "/economy").select_one("[data-tile='econ.output_ytd'] .tile-missing").get_text() == "涉密"
    later = drawn(server, "/economy?period=2026-11").select_one("[data-tile='econ.budget_rev_ytd']")
    assert (later.select_one(".figure").get_text(), later.select_one(".tile-missing").get_text()) == ("—", "未到期")
    source(own, "month", observations(), into="observation", cycle="M")
    (own.sources.parent / "month.csv").unlink()
    taken_in(own)
    failed = drawn(create_app(own, clock), "/port").select_one("[data-tile='port.cargo_ytd'] .tile-missing").get_text()
    assert failed == "接口失败"


@pytest.mark.parametrize(
    ("now", "status", "told"),
    [(0.41, "final", [("较本底", "本底 58%（2012年），下降 17.0 个百分点（改善）")]), (0.60, "final", [("较本底", "本底 58%（2012年），上升 2.0 个百分点（变差）")]),
     (0.41, "mock", [])],
)  # fmt: skip
def test_trap_30_the_sea_is_judged_by_how_far_it_has_come_and_a_demonstrated_value_is_not(now, status, told):
    sea = load_catalog().indicator("eco.sea_bad")
    row = observed("2026Q3", now, indicator=sea.code, basis="current", status=status)
    assert _since_baseline(sea, latest(sea, frame(row), NO_TARGETS, "330900", parse_period("2026Q3"), NOW)) == told
