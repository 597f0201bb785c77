"""Counties make the city's value and months the year's only where they may, and say how far off they are."""

import pytest

from cockpit.view.put_together import counties_together, year_so_far
from metrics.period import parse_period
from metrics.reading import latest
from tests.builders import NO_TARGETS, NOW, flow, frame, indicator, observed, ratio

MONTHS = ("2026-01", "2026-02", "2026-03")
FOUR = ("330902", "330903", "330921", "330922")


def read(told, rows, period="2026-03"):
    city = rows[rows["region"] == "330900"]
    return latest(told, city, NO_TARGETS, "330900", parse_period(period), NOW)


def counties(values, told, **facts):
    return [
        observed("2026-03", value, region=code, basis=told.basis, **facts)
        for code, value in zip(FOUR, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("city", "words"),
    [
        (100, "定海、普陀、岱山、嵊泗合成 100人，与全市值一致。"),
        (103, "定海、普陀、岱山、嵊泗合成 100人，与全市值相差 3人（分项合计可能因四舍五入不等）。"),
    ],
)
def test_four_counties_are_held_against_the_city_s_own_value(city, words):
    told = flow()
    rows = frame(observed("2026-03", city, basis="current"), *counties((40, 30, 20, 10), told))
    assert counties_together(told, rows, read(told, rows)) == words


def test_a_missing_county_and_growth_make_no_total_and_say_why():
    told = flow()
    rows = frame(observed("2026-03", 90, basis="current"), *counties((40, 30, 20, None), told))
    assert counties_together(told, rows, read(told, rows)) == "全市值不由县区合成：缺嵊泗县。"
    pace = indicator(kind="growth", agg_time="none", agg_region="none")
    rows = frame(observed("2026-03", 0.1, basis="current"), *counties((0.4, 0.3, 0.2, 0.1), pace))
    assert counties_together(pace, rows, read(pace, rows)) == "全市只用发布值，不由县区合成。"


def test_a_rate_of_the_year_is_the_sums_divided_and_not_the_mean_of_the_months():
    told = ratio()
    rows = frame(
        *[
            observed(key, n / d, numerator=n, denominator=d, basis="current")
            for key, n, d in zip(MONTHS, (9, 90, 0), (10, 200, 10), strict=True)
        ]
    )
    assert year_so_far(told, rows, read(told, rows)) == [("2026年1–3月（各月分子、分母合计后相除）", "45.0%")]


@pytest.mark.parametrize(
    ("keys", "text"),
    [(MONTHS, "6人"), (("2026-01", "2026-03"), "—（缺月份，不合成）"), (("2026-01~02", "2026-03"), "4人")],
)
def test_months_are_added_only_when_every_one_is_there_and_january_and_february_may_be_one(keys, text):
    told = flow()
    rows = frame(*[observed(key, n, basis="current") for key, n in zip(keys, (1, 3, 2)[: len(keys)], strict=True)])
    rows = rows if len(keys) == 3 else rows.assign(value=[1.0, 3.0])
    assert year_so_far(told, rows, read(told, rows))[0][1] == text


def test_an_unfinished_month_and_what_is_cumulative_already_are_not_put_together():
    told = flow()
    rows = frame(*[observed(key, 2, basis="current") for key in MONTHS])
    rows.loc[2, "as_of"] = rows.loc[2, "period_start"]
    reading = read(told, frame(observed("2026-03", 2, basis="current")))
    assert year_so_far(told, rows, reading)[0][1] == "—（有未完的月份，不合成）"
    assert year_so_far(indicator(), rows, reading) == []
