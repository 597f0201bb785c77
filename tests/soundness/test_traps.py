"""The traps of government cockpits that lie in the meaning of numbers, by their number in traps.md.

Traps 16, 18–22, 25, 26, 30, 34 and 35 lie elsewhere: on the screens, in the loaders, the store, exports and security.
"""

import re
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

import metrics
from metrics.format import show, show_with_unit
from metrics.growth import compared, growth
from metrics.hourly import compliance, daily_means
from metrics.model import Unit
from metrics.monthly import current_month, month_on_month
from metrics.mu import rule, values
from metrics.occupancy import by_place, occupied_hours, total
from metrics.period import parse_period
from metrics.reading import latest
from metrics.region import COUNTIES
from metrics.rollup import over_regions
from metrics.score import score
from metrics.search import search
from metrics.timeliness import HOTLINE_DAYS, durations, on_time
from metrics.wilson import ranking
from metrics.workdays import add_workdays
from tests.builders import NO_TARGETS, NOW, PERSONS, flow, frame, indicator, observed, ratio, target, targets, weights

CITY = "330900"
ROOM = Path(metrics.__file__).parent
OCTOBER = parse_period("2026-10")
SCHEDULE = {"type": "progress_vs_schedule", "yellow": -5, "red": -10, "basis": "D"}


def read(of, rows, told=NO_TARGETS, page=OCTOBER, now=NOW):
    return latest(of, rows, told, CITY, page, now)


def test_trap_1_every_indicator_says_what_it_is_how_it_is_made_and_who_answers(catalog):
    assert len(catalog.indicators) == 484
    for found in catalog.indicators.values():
        assert found.definition and found.department and found.evidence and found.name_zh, found.code
        if found.kind == "ratio" and found.agg_region == "ratio":
            assert found.numerator and found.denominator, found.code


def test_trap_1_two_closing_rates_have_two_names_and_point_at_each_other(catalog):
    closed, ontime = catalog.indicator("grid.close_rate"), catalog.indicator("grid.ontime_rate")
    assert closed.name_zh != ontime.name_zh
    assert ontime.code in closed.confusable and closed.code in ontime.confusable


def test_trap_2_a_source_that_stopped_forty_days_ago_is_grey_and_says_for_how_long():
    of = ratio(
        warn={"type": "threshold", "op": "<", "yellow": 95, "red": 90, "basis": "D"},
        freshness={"release_lag_days": 1, "stale_after_hours": 72},
    )
    rows = frame(observed("2026-10-11", 0.2, basis="current"))
    found = read(of, rows, page=parse_period("2026-11-23"), now=datetime(2026, 11, 24))
    assert (found.stale, found.light.color) == (True, "grey")
    assert found.light.reason == "数据延迟，超过更新时限 40 天"


def test_trap_3_a_cumulative_value_falling_back_is_a_revision_and_no_negative_month():
    rows = frame(observed("2026-03", 55), observed("2026-04", 52))
    found = current_month(indicator(), rows, parse_period("2026-04"))
    assert (found.value, found.mark) == (None, "上期累计已修订")


def test_trap_4_january_and_february_are_not_invented(catalog):
    output = catalog.indicator("econ.output_ytd")
    rows = frame(observed("2026-01~02", 20), observed("2026-03", 35))
    found = [current_month(output, rows, parse_period(f"2026-{month:02d}")).value for month in (1, 2, 3)]
    assert found == [None, None, 15]
    assert month_on_month(output, rows, parse_period("2026-03")) is None


def test_trap_5_the_published_growth_is_not_corrected_by_the_counties(catalog, output_2020):
    city = frame(observed("2020-03", 316.3e8), observed("2020-03", 0.769, basis="ytd_yoy"))
    assert growth(catalog.indicator("econ.output_ytd"), city, parse_period("2020-03")).rate == 0.769


def test_trap_6_real_and_nominal_growth_are_told_apart(catalog):
    assert catalog.indicator("econ.gdp_yoy").price_basis == "comparable"
    assert catalog.indicator("econ.iva_yoy_ytd").price_basis == "comparable"
    assert catalog.indicator("econ.retail_yoy_ytd").price_basis == "nominal"


def test_trap_7_the_city_s_growth_is_missing_rather_than_nineteen_and_a_half(catalog, gdp_growth_2020):
    rows = frame(*[observed("2020-03", v, region=code, basis="current") for code, v in gdp_growth_2020.items()])
    assert over_regions(catalog.indicator("econ.gdp_yoy"), rows, COUNTIES).value is None


def test_trap_8_overnight_visitors_have_no_total_of_the_counties(catalog):
    rows = frame(*[observed("2026-10", 1e4, region=code) for code in COUNTIES])
    assert over_regions(catalog.indicator("tour.overnight"), rows, COUNTIES).value is None


def test_trap_8_fishery_output_of_the_four_counties_is_the_city_s(catalog):
    tons = {"330902": 4.31e4, "330903": 16.36e4, "330921": 6.94e4, "330922": 7.46e4}
    rows = frame(*[observed("2020-03", v, region=code) for code, v in tons.items()])
    assert over_regions(catalog.indicator("econ.aquatic"), rows, COUNTIES).value == pytest.approx(35.07e4)


def test_trap_9_supply_and_settlement_of_bunkers_are_two_indicators(catalog):
    found = {hit.code for hit in search(catalog, "燃料油")}
    assert {"port.bunker_supply", "port.bunker_settle"} <= found
    assert "port.bunker_settle" in catalog.indicator("port.bunker_supply").confusable


@pytest.mark.parametrize("code", ["traffic.accidents", "emg.accidents", "grid.avg_hours"])
def test_trap_10_more_of_a_bad_thing_points_up_and_is_unfavourable(catalog, code):
    found = compared(catalog.indicator(code), 1.1e3, 1e3)
    assert "▲" in found.text
    assert found.favourable is False


def test_trap_11_no_measure_is_ever_filled_with_zero():
    fills = [
        f"{path}:{number}"
        for path in sorted(ROOM.rglob("*.py"))
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"fillna\(\s*0", text)
    ]
    assert fills == []


def test_trap_11_zero_deaths_are_zero_and_an_unpublished_month_is_a_dash():
    deaths = Unit(**PERSONS)
    assert (show_with_unit(0, deaths), show_with_unit(None, deaths)) == ("0人", "—")


def test_trap_12_one_death_more_is_not_a_red_hundred_per_cent():
    deaths = indicator(
        unit=PERSONS, direction="down", warn={"type": "yoy", "op": ">", "yellow": 0, "red": 10, "basis": "D"}
    )
    found = read(deaths, frame(observed("2026-10", 2), observed("2025-10", 1)))
    assert (found.growth.text, found.light.color) == ("比上年同期 ▲1人（+100%）", "grey")


def test_trap_12_a_fall_to_zero_is_minus_one_hundred_per_cent_but_the_source_s_words_stand():
    assert compared(indicator(), 0, 1.43e8).rate == -1
    rows = frame(
        observed("2026-10", 0),
        observed("2025-10", 1.43e8),
        observed("2026-10", None, basis="ytd_yoy", text="上年为1.43"),
    )
    assert read(indicator(), rows).growth.text == "上年为1.43"


def test_trap_13_the_fishing_ban_is_not_behind_schedule():
    season = weights(0.08, 0.16, 0.26, 0.36, 0.40, 0.43, 0.46, 0.50, 0.62, 0.76, 0.90, 1)
    fish, rows, august = indicator(warn=SCHEDULE), frame(observed("2026-08", 48e8)), parse_period("2026-08")
    seasonal = read(fish, rows, targets(target(100e8, profile="seasonal", weights_json=season)), august)
    linear = read(fish, rows, targets(target(100e8)), august)
    assert (round(seasonal.progress.completion, 2), seasonal.progress.schedule) == (0.48, 0.5)
    assert (seasonal.light.color, linear.light.color) == ("green", "red")


def test_trap_13_half_a_year_s_plan_is_not_rounded_away(catalog):
    rows = frame(observed("2021-06", 30_300e4, basis="ytd"))
    found = read(catalog.indicator("port.cargo_ytd"), rows.assign(indicator="port.cargo_ytd"),
                 targets(target(30_300e4 / 0.5005, indicator_code="port.cargo_ytd", year="2021")),
                 parse_period("2021-06"), datetime(2021, 7, 20))  # fmt: skip
    assert show(found.value, found.indicator.unit) == "3.03"
    assert round(found.progress.completion * 100, 2) == 50.05


def test_trap_13_a_ceiling_that_is_exceeded_is_red_although_more_looks_like_more():
    energy = indicator(direction="down", warn=SCHEDULE)
    found = read(energy, frame(observed("2026-10", 105e8)), targets(target(100e8, target_op="<=")))
    assert found.progress.completion == pytest.approx(100 / 105)
    assert found.light.color == "red"


@pytest.mark.parametrize(
    ("value", "verdict", "color"), [(100e8, "期末核验：达成", "green"), (97e8, "期末核验：未达成", "red")]
)
def test_trap_13_after_its_year_a_target_is_verified(value, verdict, color):
    found = read(
        indicator(warn=SCHEDULE),
        frame(observed("2025-12", value)),
        targets(target(100e8, year="2025")),
        parse_period("2025-12"),
    )
    assert (found.progress.verdict, found.light.color) == (verdict, color)


def test_trap_14_ten_open_cases_do_not_vanish_behind_ninety_fast_ones():
    cases = pd.DataFrame(
        {
            "opened": pd.to_datetime(["2026-10-14"] * 100),
            "due": pd.to_datetime(["2026-10-24"] * 100),
            "closed": pd.to_datetime(["2026-10-15"] * 90 + [None] * 10),
        }
    )
    found = durations(cases, NOW)
    assert (found.mean, found.overdue, int(found.oldest_overdue_days)) == (24.0, 10, 30)
    assert on_time(cases, OCTOBER, NOW).rate == 0.9


def test_trap_15_six_of_six_is_a_small_sample_and_not_the_best():
    table = ranking(pd.DataFrame({"name": ["A", "B"], "successes": [6, 285], "trials": [6, 300]}))
    assert table["name"].tolist() == ["B", "A"]
    assert table["small"].tolist() == [False, True]


def test_trap_17_units_and_percentage_points():
    tons = Unit(symbol="亿吨", base="吨", scale=1e8, decimals=2)
    assert show(30_300e4, tons) == "3.03"
    assert show_with_unit(0.946, ratio().unit) == "94.6%"
    assert compared(ratio(), 0.951, 0.946).text == "比上年同期 ▲0.5个百分点"


def test_trap_18_no_number_is_ever_random():
    found = [
        str(path)
        for path in sorted(ROOM.rglob("*.py"))
        if re.search(r"random(?!_errors)|\brng\b", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_trap_23_a_new_standard_is_no_worse_air(catalog):
    air = catalog.indicator("eco.aqi_good")
    rows = frame(
        observed("2026-03", 0.80, basis="current"), observed("2025-03", 0.95, basis="current"),
        observed("2026-02", 0.96, basis="current"), observed("2025-02", 0.95, basis="current"),
    )  # fmt: skip
    assert growth(air, rows, parse_period("2026-03")).text == "口径调整，不可比"
    assert growth(air, rows, parse_period("2026-02")).text == "比上年同期 ▲1.0个百分点"


def test_trap_24_fewer_inspections_are_favourable(catalog):
    inspections = catalog.indicator("reg.inspections")
    assert inspections.direction == "down"
    assert compared(inspections, 800, 1000).favourable is True


def test_trap_27_berths_are_occupied_by_the_union_of_times():
    calls = pd.DataFrame(
        [
            ("1", "2026-04-02 08:00", "2026-04-05 08:00"),
            ("1", "2026-04-03 00:00", "2026-04-07 08:00"),
            ("1", "2026-04-05 16:00", "2026-04-08 12:00"),
            ("2,3", "2026-04-02 00:00", "2026-04-04 08:00"),
        ],
        columns=["berth_ids", "start", "end"],
    ).assign(start=lambda t: pd.to_datetime(t["start"]), end=lambda t: pd.to_datetime(t["end"]))
    hours = occupied_hours(by_place(calls, "berth_ids"), datetime(2026, 4, 1), datetime(2026, 5, 1))
    assert hours.to_dict() == {"1": 148, "2": 56, "3": 56}


def test_trap_27_the_three_berth_rates_of_the_source():
    found = total(pd.DataFrame({"available": [2160.0], "occupied": [1434.0], "working": [1106.0]}))
    rates = [show_with_unit(found[name], ratio().unit) for name in ("occupancy", "working_rate", "relative")]
    assert rates == ["66.4%", "51.2%", "77.1%"]


def test_trap_28_ten_months_are_never_stretched_to_a_year():
    rows = frame(*[observed(f"2026-{month:02d}", 10, basis="current") for month in range(1, 11)])
    found = read(flow(), rows, targets(target(120)), page=parse_period("2026"))
    assert found.value == 10 and found.label == "2026年10月"
    assert found.progress.completion == pytest.approx(100 / 120)


def test_trap_29_an_outlet_that_stood_still_all_day_has_not_met_its_limit():
    stopped = pd.DataFrame({"value": [0.0] * 24, "limit": 50.0, "mark": "F"})
    calibrating = pd.DataFrame({"value": [10.0] * 24, "limit": 50.0, "mark": ["N"] * 20 + ["M"] * 4})
    assert [compliance(hours).verdict for hours in (stopped, calibrating)] == ["不评价", "不评价"]
    over = pd.DataFrame({"value": [10.0] * 23 + [900.0], "limit": 50.0, "mark": ["N"] * 23 + ["M"]})
    assert (compliance(over).exceeded, compliance(over).verdict) == (0, "达标")


def test_trap_33_the_hour_that_ends_at_midnight_belongs_to_the_day_before():
    ends = pd.date_range("2026-03-01 01:00", "2026-03-02 00:00", freq="h")
    hours = pd.DataFrame({"station": "临城", "hour": ends, "value": [10.0] * 23 + [250.0], "valid": True})
    means = daily_means(hours)
    assert means["day"].dt.strftime("%m-%d").tolist() == ["03-01"]
    assert means["mean"].tolist() == [20.0]


@pytest.mark.parametrize(
    ("kind", "due"), [("consult", "2025-02-07"), ("help", "2025-02-09"), ("complaint", "2025-02-12")]
)
def test_trap_32_hotline_deadlines_jump_over_the_spring_festival(kind, due):
    accepted = pd.Series(
        pd.to_datetime(["2025-01-26 15:00"])
    )  # a worked Sunday; 28 January to 4 February off, Saturday 8 February worked
    assert add_workdays(accepted, HOTLINE_DAYS[kind]).tolist() == [pd.Timestamp(due)]


def test_huangyan_2022_gives_one_hundred_points_at_its_base_values():
    told = rule(
        pd.Series(
            {
                "year": "2022", "scope": "above", "region": "黄岩", "cap_multiple": None, "missing_policy": "avg",
                "w_json": '{"tax": 30, "va": 20, "va_energy": 20, "va_emission": 10, "labor": 10, "rd": 10}',
                "base_json": '{"tax": 24.097, "va": 136.16, "va_energy": 2.694, "va_emission": 4929.81, "labor": 18.14, "rd": 0.0302}',
            }
        )
    )  # fmt: skip
    va = 136.16 * 50
    firm = pd.DataFrame(
        {
            "land_mu": [50.0], "tax_eval": [24.097 * 50], "va": [va], "energy_tce": [va / 2.694], "emission_t": [va / 4929.81],
            "emp_avg": [va / 18.14], "rd_exp": [30.2], "revenue": [1000.0], "elec_kwh": [1e6],
        }
    )  # fmt: skip
    assert sum(item.weight for item in told.items) == 100
    assert score(values(firm), told).total.tolist() == [100]
