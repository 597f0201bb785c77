"""S01–S16 of the indicator catalog, each with the figures that show what goes wrong otherwise."""

from datetime import date, datetime

import pandas as pd
import pytest

from metrics.format import show_with_unit
from metrics.growth import PUBLISHED_ONLY, compared, contribution, contribution_share, growth, two_year_average
from metrics.light import Evidence, judge
from metrics.monthly import current_month, month_on_month
from metrics.period import parse_period
from metrics.reading import latest, series
from metrics.region import COUNTIES, rollup_set
from metrics.rollup import over_regions, over_time
from metrics.target import completion, meets
from metrics.timeliness import cohort, deadlines, net_durations, on_time, throughput
from tests.builders import NO_TARGETS, NOW, flow, frame, indicator, observed, ratio, target, targets

CITY = "330900"
Q1 = parse_period("2020-03")


def test_s01_growth_of_four_counties_is_never_averaged_into_the_city(catalog, gdp_growth_2020):
    gdp_yoy = catalog.indicator("econ.gdp_yoy")
    rows = frame(*[observed("2020-03", v, region=code, basis="current") for code, v in gdp_growth_2020.items()])
    assert round(rows["value"].mean() * 100, 2) == 19.5, "the average that must not appear; published is 10.3"
    assert over_regions(gdp_yoy, rows, COUNTIES).value is None
    assert over_time(gdp_yoy, rows).value is None


def test_s01_a_rate_is_recomputed_from_its_parts_and_not_averaged():
    rows = frame(
        observed("2026-10", 0.9, region="330902", numerator=9, denominator=10),
        observed("2026-10", 0.45, region="330903", numerator=90, denominator=200),
    )
    found = over_regions(ratio(), rows, ("330902", "330903"))
    assert show_with_unit(found.value, ratio().unit) == "47.1%"
    assert round(rows["value"].mean() * 100, 1) == 67.5


def test_s02_cumulative_values_are_never_added_over_the_months(catalog):
    rows = frame(observed("2026-01~02", 20), observed("2026-03", 35), observed("2026-04", 52))
    assert over_time(catalog.indicator("econ.output_ytd"), rows).value == 52
    assert rows["value"].sum() == 107


def test_s02_a_revised_base_gives_nineteen_and_says_revised(catalog):
    rows = frame(
        observed("2026-03", 35, vintage="2026-04-18"), observed("2026-03", 33, vintage="2026-05-18"),
        observed("2026-04", 52, vintage="2026-05-18"),
    )  # fmt: skip
    found = current_month(catalog.indicator("econ.output_ytd"), rows, parse_period("2026-04"))
    assert (found.value, found.revised) == (19, True)


def test_s03_the_published_growth_on_comparable_base_beats_the_quotient(catalog):
    rows = frame(
        observed("2020-03", 316.3e8), observed("2019-03", 178.2e8), observed("2020-03", 0.769, basis="ytd_yoy")
    )
    found = growth(catalog.indicator("econ.output_ytd"), rows, Q1)
    assert (found.rate, found.text, found.source) == (0.769, "同比 ▲76.9%", "published")
    assert round(316.3 / 178.2 - 1, 3) == 0.775, "what the quotient would have said"


def test_s04_nominal_gdp_is_never_divided_into_growth(catalog):
    assert "econ.gdp_ytd" in PUBLISHED_ONLY
    rows = frame(observed("2021-12", 1704e8), observed("2020-12", 1510e8))
    gdp = catalog.indicator("econ.gdp_ytd")
    assert growth(gdp, rows, parse_period("2021-12")) is None, "12.8 % is nominal"
    published = frame(*rows.to_dict("records"), observed("2021-12", 0.084, basis="ytd_yoy"))
    assert growth(gdp, published, parse_period("2021-12")).text == "同比 ▲8.4%"


def test_s05_january_and_february_are_one_point_and_march_has_no_month_before(catalog):
    output = catalog.indicator("econ.output_ytd")
    assert output.jan_feb_combined
    table = series(output, frame(observed("2026-01~02", 20.0)), NO_TARGETS, CITY, parse_period("2026-10"), NOW)
    assert table["label"].tolist()[:2] == ["1–2月", "3月"]
    rows = frame(observed("2026-01~02", 20, basis="current"), observed("2026-03", 12, basis="current"))
    assert month_on_month(output, rows, parse_period("2026-03")) is None


def test_s05_harbour_and_finance_keep_their_january(catalog):
    for code in ("port.cargo_ytd", "econ.budget_rev_ytd"):
        assert not catalog.indicator(code).jan_feb_combined
        table = series(catalog.indicator(code), frame(), NO_TARGETS, CITY, parse_period("2026-10"), NOW)
        assert table["label"].iloc[0] == "1月"


@pytest.mark.parametrize(
    ("value", "base", "words"), [(3, -2, "扭亏"), (-3, -2, "增亏"), (3, 0, "上年同期为 0"), (-1, 2, "由盈转亏")]
)
def test_s06_zero_and_negative_bases_are_words_and_never_a_percentage(value, base, words):
    assert compared(indicator(), value, base).text == words


def test_s06_the_bulletin_s_own_words_are_kept():
    rows = frame(observed("2020-03", 0.0), observed("2020-03", None, basis="ytd_yoy", text="上年为1.43"))
    assert growth(indicator(), rows, Q1).text == "上年为1.43"


def test_s07_two_years_of_growth_are_averaged_geometrically():
    assert two_year_average(0.084, 0.12) == pytest.approx((1.084 * 1.12) ** 0.5 - 1)
    assert two_year_average(0.084, 0.12) < (0.084 + 0.12) / 2


def test_s08_contributions_add_up_and_have_no_share_when_the_total_turns():
    added = [contribution(40, 100, 0.3), contribution(60, 100, -0.2)]
    assert sum(added) == pytest.approx(0.0)
    assert contribution_share(added[0], sum(added)) is None
    assert contribution_share(0.03, 0.06) == 0.5


def test_s09_functional_zones_are_of_which_and_never_added(catalog, output_2020):
    rows = frame(*[observed("2020-03", v * 1e8, region=code) for code, v in output_2020.items()])
    additive = catalog.indicator("econ.output_ytd").model_copy(update={"agg_region": "sum"})
    found = over_regions(additive, rows, rollup_set("econ.output_ytd"))
    assert found.value == pytest.approx(316.2e8)
    assert abs(found.value - 316.3e8) <= 0.2e8
    assert rows["value"].sum() == pytest.approx(357.3e8), "all eight rows, which must not appear"


def test_s09_what_only_the_bureau_publishes_is_not_put_together(catalog, output_2020):
    rows = frame(*[observed("2020-03", v * 1e8, region=code) for code, v in output_2020.items()])
    assert over_regions(catalog.indicator("econ.output_ytd"), rows, rollup_set("econ.output_ytd")).value is None


def test_s10_an_unfinished_month_is_compared_with_the_same_days_of_last_year():
    last = [observed(f"2025-11-{day:02d}", 240 / 23, basis="current") for day in range(1, 24)]
    this = [observed(f"2026-11-{day:02d}", 10, basis="current") for day in range(1, 24)]
    rows = frame(
        observed("2026-11", 230, basis="current", as_of="2026-11-24"), observed("2025-11", 310, basis="current"),
        *this, *last,
    )  # fmt: skip
    found = growth(flow(), rows, parse_period("2026-11"))
    assert found.text == "同比 ▼4.2%"
    assert round(230 / 310 - 1, 3) == -0.258, "what the whole month would have said"


def test_s11_completion_turns_round_for_falling_indicators_and_needs_a_target():
    assert (completion("up", 80, 100), completion("down", 125, 100)) == (0.8, 0.8)
    assert (meets("<=", 99, 100), meets("<=", 101, 100)) == (True, False)
    schedule = indicator(warn={"type": "progress_vs_schedule", "yellow": -5, "red": -10, "basis": "D"})
    found = latest(schedule, frame(observed("2026-10", 0.0)), NO_TARGETS, CITY, parse_period("2026-10"), NOW)
    assert (found.progress, found.light.color, found.light.reason) == (None, "grey", "没有年度目标")


def test_s12_missing_is_missing_and_zero_is_a_value():
    deaths = flow(direction="down", warn={"type": "threshold", "op": ">", "yellow": 3, "red": 5, "basis": "D"})
    page = parse_period("2026-10")
    zero = latest(deaths, frame(observed("2026-10", 0, basis="current")), NO_TARGETS, CITY, page, NOW)
    gone = latest(deaths, frame(observed("2026-10", None, basis="current")), NO_TARGETS, CITY, page, NOW)
    assert (show_with_unit(zero.value, deaths.unit), zero.light.color) == ("0人", "green")
    assert (show_with_unit(gone.value, deaths.unit), gone.light.color, gone.text) == ("—", "grey", "未公布")
    rows = frame(observed("2026-10", 5, region="330902"), observed("2026-10", None, region="330903"))
    assert over_regions(indicator(), rows, ("330902", "330903")).value is None


def test_s13_every_value_carries_period_reach_version_and_delivery():
    rows = frame(observed("2026-10", 5e8, status="preliminary", as_of="2026-11-05", batch=42, note="市统计局月报"))
    found = latest(indicator(), rows, NO_TARGETS, CITY, parse_period("2026-10"), NOW)
    assert (found.label, found.as_of, found.status, found.batch, found.note) == (
        "2026年1–10月", datetime(2026, 11, 5), "preliminary", 42, "市统计局月报",
    )  # fmt: skip


def test_s14_a_closing_rate_says_which_of_the_three_it_is():
    table = pd.DataFrame(
        {
            "opened": pd.to_datetime(["2026-10-01"] * 100),
            "due": pd.to_datetime(["2026-10-15"] * 100),
            "closed": pd.to_datetime(["2026-10-02"] * 90 + [None] * 10),
        }
    )
    october = parse_period("2026-10")
    shares = [on_time(table, october, NOW), cohort(table, october), throughput(table, october)]
    assert [share.rate for share in shares] == [0.9, 0.9, 0.9]
    assert [share.name for share in shares] == [
        "到期件按期办结率",
        "办结率（按上报批次）",
        "办结率（当期办结/当期受理）",
    ]
    november = table.assign(closed=table["closed"].where(table["closed"].notna(), pd.Timestamp("2026-11-20")))
    assert [on_time(november, october, NOW).rate, cohort(november, october).rate] == [0.9, 1.0]


def test_s15_deadlines_follow_the_adjusted_holidays_and_pauses_are_kept_apart():
    table = pd.DataFrame(
        {"case": ["a"], "opened": pd.to_datetime(["2025-09-30 09:00"]), "closed": pd.to_datetime(["2025-10-14 09:00"])}
    )
    assert deadlines(table, 3).dt.date.tolist() == [date(2025, 10, 12)], "1–8 October off, Saturday the 11th worked"
    pauses = pd.DataFrame(
        {"case": ["a"], "start": pd.to_datetime(["2025-10-01"]), "end": pd.to_datetime(["2025-10-09"])}
    )
    found = net_durations(table, pauses, NOW).iloc[0]
    assert (found["gross_hours"], found["net_hours"]) == (336, 144)


@pytest.mark.parametrize("code", ["app.zlb_dau", "port.vessels_in_port", "app.zlb_users", "port.at_anchor"])
def test_s16_distinct_users_and_vessels_are_not_added_over_time(catalog, code):
    found = catalog.indicator(code)
    rows = frame(*[observed(f"2026-{month:02d}", 100, basis="current") for month in (1, 2, 3)])
    assert found.agg_time != "sum"
    assert over_time(found, rows).value == 100


def test_a_light_is_grey_before_it_is_anything_else():
    threshold = ratio(warn={"type": "threshold", "op": "<", "yellow": 95, "red": 90, "basis": "D"})
    colors = [
        judge(threshold, Evidence(value, quality, stale, None, None)).color
        for value, quality, stale in ((None, "", False), (0.2, "expected", False), (0.2, "", True), (0.2, "", False))
    ]
    assert colors == ["grey", "grey", "grey", "red"]


def test_a_target_of_another_year_is_never_taken_for_this_one():
    found = latest(
        indicator(),
        frame(observed("2026-10", 5e8)),
        targets(target(7e8, year="2025")),
        CITY,
        parse_period("2026-10"),
        NOW,
    )
    assert found.progress is None
