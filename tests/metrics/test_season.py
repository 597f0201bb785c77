"""The shape of a year from the years before."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.period import parse_period
from metrics.reading import latest, series
from metrics.season import shape, weights_json, with_shape
from tests.builders import NOW, flow, frame, indicator, observed, target, targets, weights


def year(number, months, **facts):
    return [observed(f"{number}-{month:02d}", value, **facts) for month, value in enumerate(months, 1)]


EVEN = [10.0 * month for month in range(1, 13)]
LATE = [*[0.0] * 6, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0]


def test_the_shape_is_the_sum_of_whole_years_over_their_sum():
    rows = frame(*year(2024, EVEN), *year(2025, LATE))
    found = shape(indicator(), rows, 2026)
    assert found[5] == pytest.approx(60 / 240)
    assert (found[11], len(found)) == (1, 12)


def test_large_years_count_by_their_amount():
    rows = frame(*year(2024, EVEN), *year(2025, [value * 9 for value in LATE]))
    assert shape(indicator(), rows, 2026)[5] == pytest.approx(60 / 1200)


def test_one_year_a_hole_the_year_itself_or_a_falling_value_make_no_shape():
    assert shape(indicator(), frame(*year(2025, EVEN)), 2026) is None
    assert shape(indicator(), frame(*year(2024, EVEN), *year(2025, EVEN)[:11]), 2026) is None
    assert shape(indicator(), frame(*year(2025, EVEN), *year(2026, EVEN)), 2026) is None
    fallen = [*EVEN[:5], 40.0, *EVEN[6:]]
    assert shape(indicator(), frame(*year(2024, EVEN), *year(2025, fallen)), 2026) is None
    doubtful = year(2025, EVEN, quality="expected")
    assert shape(indicator(), frame(*year(2024, EVEN), *doubtful), 2026) is None


def test_only_the_five_newest_years_are_looked_at():
    rows = frame(*year(2020, LATE), *[row for n in range(2021, 2026) for row in year(n, EVEN)])
    assert shape(indicator(), rows, 2026)[5] == pytest.approx(0.5)


def test_a_flow_is_added_up_and_january_published_with_february_is_half_of_both():
    monthly = [row for n in (2024, 2025) for row in year(n, [10.0] * 12, basis="current")]
    assert shape(flow(), frame(*monthly), 2026) == pytest.approx([n / 12 for n in range(1, 13)])
    combined = [
        row
        for n in (2024, 2025)
        for row in [observed(f"{n}-01~02", 20.0), *[observed(f"{n}-{m:02d}", 10.0 * m) for m in range(3, 13)]]
    ]
    assert shape(indicator(jan_feb_combined=True), frame(*combined), 2026)[:2] == pytest.approx((1 / 12, 1 / 6))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(0, 50), min_size=12, max_size=12), min_size=2, max_size=5))
def test_shares_never_fall_and_end_at_one(years):
    rows = [
        row
        for number, months in enumerate(years)
        for row in year(2020 + number, [sum(months[: m + 1]) + 1.0 for m in range(12)])
    ]
    found = json.loads(weights_json(indicator(), frame(*rows), 2026))
    assert found == sorted(found) and found[-1] == 1
    plain = [sum(sum(months[: m + 1]) + 1 for months in years) for m in range(12)]
    assert found == pytest.approx([value / plain[-1] for value in plain])


def test_a_seasonal_target_without_weights_follows_its_own_history_and_others_stay_as_they_are():
    rows = frame(*year(2024, LATE), *year(2025, LATE), observed("2026-06", 1.0))
    plan = targets(target(100.0, profile="seasonal"))
    found = latest(indicator(), rows, plan, "330900", parse_period("2026-06"), NOW).progress
    assert (found.schedule, found.profile) == (0, "history"), "nothing is due before July"
    table = series(indicator(), rows, plan, "330900", parse_period("2026-06"), NOW)
    assert table["plan"].tolist() == pytest.approx([value / 1.2 for value in LATE])
    short = latest(indicator(), frame(observed("2026-06", 1.0)), plan, "330900", parse_period("2026-06"), NOW).progress
    assert (short.profile, round(short.schedule, 3)) == ("linear", round(181 / 365, 3))
    own = with_shape(plan.assign(weights_json=weights(*[1.0] * 12)).iloc[0].to_dict(), indicator(), rows, 2026)
    assert own["profile"] == "seasonal"
    assert with_shape(None, indicator(), rows, 2026) is None
