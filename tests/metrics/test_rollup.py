"""Putting values together, or refusing to."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.region import COUNTIES
from metrics.rollup import NEVER_ADDED, over_regions, over_time
from tests.builders import flow, frame, indicator, observed, ratio


def counties(*values, **facts):
    return frame(*[observed("2026-10", v, region=code, **facts) for code, v in zip(COUNTIES, values, strict=True)])


def shares(*pairs):
    return frame(
        *[
            observed("2026-10", n / d if d else None, region=code, basis="current", numerator=n, denominator=d)
            for code, (n, d) in zip(COUNTIES, pairs, strict=True)
        ]
    )


def test_four_counties_add_up_to_the_city():
    assert over_regions(indicator(), counties(1, 2, 3, 4), COUNTIES).value == 10


def test_a_missing_county_means_a_missing_city_and_the_reason_names_it():
    found = over_regions(indicator(), counties(1, 2, None, 4), COUNTIES)
    assert (found.value, found.reason) == (None, "缺岱山县")


def test_a_county_without_a_row_is_missing_too():
    found = over_regions(indicator(), counties(1, 2, 3, 4).head(2), COUNTIES)
    assert (found.value, found.reason) == (None, "缺岱山县、嵊泗县")


def test_zero_is_a_value_and_adds_up():
    assert over_regions(indicator(), counties(0, 0, 0, 0), COUNTIES).value == 0


def test_a_functional_zone_is_left_out_of_the_sum():
    rows = frame(*counties(1, 2, 3, 4).to_dict("records"), observed("2026-10", 100, region="ZS-XC"))
    assert over_regions(indicator(), rows, COUNTIES).value == 10


def test_rates_are_computed_from_their_numerators_and_denominators():
    found = over_regions(ratio(), shares((9, 10), (90, 200), (0, 0), (0, 0)), COUNTIES)
    assert (found.numerator, found.denominator) == (99, 210)
    assert found.value == pytest.approx(99 / 210)


def test_a_rate_whose_parts_are_unknown_cannot_be_put_together():
    rows = counties(0.9, 0.8, 0.7, 0.6, basis="current")
    assert over_regions(ratio(), rows, COUNTIES).value is None


def test_a_rate_over_nothing_is_missing_and_not_zero():
    found = over_regions(ratio(), shares((0, 0), (0, 0), (0, 0), (0, 0)), COUNTIES)
    assert (found.value, found.reason) == (None, "分母为 0")


@pytest.mark.parametrize(
    "facts", [{"kind": "growth", "agg_region": "none"}, {"agg_region": "none"}, {"agg_region": "weighted"}]
)
def test_growth_and_what_cannot_be_added_is_refused(facts):
    found = over_regions(indicator(**facts), counties(1, 2, 3, 4), COUNTIES)
    assert (found.value, found.reason) == (None, NEVER_ADDED)


@pytest.mark.parametrize("basis", ["yoy", "ytd_yoy"])
def test_published_growth_of_a_sum_is_not_added_either(basis):
    assert over_regions(indicator(), counties(0.1, 0.2, 0.3, 0.4, basis=basis), COUNTIES).value is None


def test_one_demonstration_county_makes_the_city_a_demonstration():
    rows = counties(1, 2, 3, 4)
    rows.loc[0, "status"] = "mock"
    assert over_regions(indicator(), rows, COUNTIES).mock
    assert not over_regions(indicator(), counties(1, 2, 3, 4), COUNTIES).mock


AMOUNTS = st.lists(st.integers(0, 10**9), min_size=4, max_size=4)


@settings(deadline=None, max_examples=50)
@given(AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_the_counties_never_changes_the_city(values, chance: random.Random):
    rows = counties(*values)
    order = list(range(4))
    chance.shuffle(order)
    assert over_regions(indicator(), rows.iloc[order], COUNTIES).value == sum(values)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 1000)), min_size=4, max_size=4))
def test_a_city_s_rate_lies_between_its_counties_rates(pairs):
    found = over_regions(ratio(), shares(*pairs), COUNTIES)
    rates = [n / d for n, d in pairs]
    assert min(rates) - 1e-12 <= found.value <= max(rates) + 1e-12


def months(*values, **facts):
    return frame(*[observed(f"2026-{n:02d}", value, **facts) for n, value in enumerate(values, 1)])


@pytest.mark.parametrize(
    ("way", "value"), [("ytd_last", 52), ("last", 52), ("sum", 107), ("mean", pytest.approx(107 / 3)), ("max", 52)]
)
def test_a_span_is_put_together_the_way_the_indicator_declares(way, value):
    assert over_time(flow(agg_time=way), months(20, 35, 52)).value == value


def test_a_missing_month_makes_the_sum_missing():
    found = over_time(flow(), months(20, None, 52))
    assert (found.value, found.reason) == (None, "缺 1 期")


def test_rates_over_time_are_recomputed():
    rows = frame(
        observed("2026-01", 0.9, numerator=9, denominator=10), observed("2026-02", 0.45, numerator=90, denominator=200)
    )
    assert over_time(ratio(), rows).value == pytest.approx(99 / 210)


@pytest.mark.parametrize("facts", [{"agg_time": "none"}, {"kind": "growth"}])
def test_users_and_growth_are_not_added_over_time(facts):
    assert over_time(flow(**facts), months(1, 2, 3)).value is None
