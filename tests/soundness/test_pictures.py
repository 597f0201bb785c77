"""What a picture must not hide: price bases, one outlier among small bars, totals nobody may add, festival weeks."""

import csv
import io

import numpy as np
import pandas as pd
import pytest

from cockpit.view.broken_axis import broken
from cockpit.view.chart import bars, figure
from cockpit.view.indicator_charts import breakdown_bars, history
from metrics.monthly import month_on_month
from metrics.period import parse_period
from metrics.price_basis import priced
from metrics.weekly import week_on_week
from tests.builders import PERCENT, flow, frame, indicator, observed
from tests.drawn import drawn


def test_trap_6_a_figure_of_real_and_nominal_growth_says_which_is_which(catalog):
    real, nominal = catalog.indicator("econ.gdp_yoy"), catalog.indicator("econ.retail_yoy_ytd")
    traces = []
    for told in (real, nominal):
        rows = frame(*[observed(f"2026-0{m}", 0.05, basis=told.basis, indicator=told.code) for m in (3, 4)])
        traces += history(told, rows, parse_period("2026-04"))[0]["data"]
    legend = figure(traces)["layout"]["showlegend"], [trace["name"] for trace in traces]
    assert legend == (True, ["本期（可比价）", "本期（名义）"])


def test_trap_6_the_nominal_growth_of_the_gross_product_is_no_growth_of_the_gross_product(catalog):
    """1510 against 1704 would be 12.8 %; the published 8.4 % at comparable prices is the growth (F09)."""
    gdp = catalog.indicator("econ.gdp_yoy")
    rows = frame(observed("2021", 0.084, basis=gdp.basis, indicator=gdp.code))
    found, words = history(gdp, rows, parse_period("2021"))
    assert found["data"][0]["y"] == [pytest.approx(8.4)]
    assert "12.8" not in words and found["data"][0]["name"] == priced("本期", gdp) == "本期（可比价）"


def test_trap_12_one_outlier_does_not_flatten_the_bars_within_thirty():
    values = [-12.0, 5.0, 8.0, 30.0, 468.2, 625.8]
    cut, layout, words = broken(bars(list("abcdef"), values, "增速", horizontal=True), "%")
    lengths = np.array(cut["x"])
    assert lengths[:4].tolist() == values[:4]  # whole, and still told apart:
    assert np.diff(np.sort(np.abs(lengths[:4]))).min() / np.abs(lengths).max() > 0.05
    assert np.abs(lengths).max() < 40
    assert cut["text"][4:] == ["↦ +468.2", "↦ +625.8"]
    assert cut["customdata"] == values and layout["annotations"][0]["text"] in words


def test_trap_12_growth_by_industry_is_cut_and_amounts_are_not():
    members = {"造船": 6.258, "石化": 0.08, "水产": 0.05, "船配": 0.30, "食品": -0.12}
    growth = indicator(kind="growth", unit=PERCENT, agg_time="none", agg_region="none")
    for of, whole in ((growth, False), (indicator(unit=PERCENT), True)):
        rows = frame(
            *[observed("2026-10", v, basis=of.basis, dimension="industry", member=m) for m, v in members.items()]
        )
        _, found, words = breakdown_bars(of, rows, "330900", parse_period("2026-10"), "industry", {})
        longest = max(found["data"][0]["x"])
        assert longest == pytest.approx(625.8 if whole else 34.5)
        assert ("斜纹条已截断" in words) is not whole


@pytest.mark.parametrize("code", ["grid.ontime_rate", "econ.gdp_yoy", "tour.overnight"])
def test_trap_8_what_must_not_be_added_has_no_row_of_totals_on_screen_or_in_the_file(server, code):
    query = f"i={code}&regions=330900,330902,330903,330921,330922&from=2026-01&to=2026-10"
    page = drawn(server, f"/table?{query}")
    assert [cell for cell in page.select("td, th") if "合计" in cell.get_text()] == []
    told = server.test_client().get(f"/export/table.csv?{query}").data.decode("utf-8-sig")
    assert [line for line in csv.reader(io.StringIO(told)) if any("合计" in cell for cell in line[:4])] == []


def test_trap_32_the_week_after_the_spring_festival_is_compared_by_ordinary_days():
    """Holidays from 28 January to 4 February 2025: five ordinary days of 100 after it, a whole week of 110 before it."""
    days = pd.Series(10.0, index=pd.date_range("2025-01-13", "2025-02-09"))
    days["2025-01-13":"2025-01-26"] = 110.0
    days["2025-02-05":] = 100.0
    told = {monday: week_on_week(days, pd.Timestamp(monday)) for monday in ("2025-01-20", "2025-01-27", "2025-02-03")}
    assert told["2025-01-20"].rate == 0
    assert told["2025-01-27"].text == "本周大部分是法定假日，不比较"
    assert told["2025-02-03"].text == "上周大部分是法定假日，不比较"


def test_trap_32_the_week_after_the_national_day_is_no_leap():
    """Holidays from 1 to 7 October 2024: three ordinary days stand for the week before that of 7 October."""
    days = pd.Series(100.0, index=pd.date_range("2024-09-23", "2024-10-13"))
    days["2024-10-01":"2024-10-07"] = 20.0
    found = week_on_week(days, pd.Timestamp("2024-09-30"))
    assert found.rate is None
    days = pd.Series(100.0, index=pd.date_range("2024-06-03", "2024-06-16"))
    days["2024-06-08":"2024-06-10"] = 20.0  # 端午
    assert week_on_week(days, pd.Timestamp("2024-06-10")).rate == 0


def test_trap_32_a_short_february_of_the_same_pace_is_no_fall():
    of = flow(unit={"symbol": "吨", "base": "吨", "scale": 1e4, "decimals": 0})
    rows = frame(observed("2026-01", 31e4, basis="current"), observed("2026-02", 28e4, basis="current"))
    assert month_on_month(of, rows, parse_period("2026-02")) == 0


def test_trap_10_no_legend_of_a_broken_axis_borrows_a_light():
    cut, layout, _ = broken(bars(list("abcd"), [1.0, 2.0, 3.0, 90.0], "增速"), "%")
    assert "light" not in str(cut["marker"]) + str(layout)


def test_trap_16_a_broken_axis_still_begins_at_zero():
    cut, layout, _ = broken(bars(list("abcd"), [1.0, 2.0, 3.0, 90.0], "增速", horizontal=True), "%")
    axis = figure([cut], "%", **layout)["layout"]["xaxis"]
    assert (axis["rangemode"], "range" in axis) == ("tozero", False)
