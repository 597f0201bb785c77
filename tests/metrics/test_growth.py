"""Growth against the same period of last year."""

import pytest

from metrics.growth import compared, contribution, contribution_share, growth, signed_words, two_year_average
from metrics.model import Break, Unit
from metrics.period import parse_period
from tests.builders import PERSONS, flow, frame, indicator, observed, ratio

OCTOBER = parse_period("2026-10")


def test_the_published_growth_wins_over_the_computed_one():
    rows = frame(observed("2026-10", 120e8), observed("2025-10", 100e8), observed("2026-10", 0.169, basis="ytd_yoy"))
    found = growth(indicator(), rows, OCTOBER)
    assert (found.rate, found.source, found.text) == (0.169, "published", "同比 ▲16.9%")


def test_without_a_published_one_the_growth_is_computed_with_base_and_difference():
    found = growth(indicator(), frame(observed("2026-10", 105e8), observed("2025-10", 100e8)), OCTOBER)
    assert (found.rate, found.absolute, found.base, found.source) == (pytest.approx(0.05), 5e8, 100e8, "computed")


def test_the_growth_of_the_month_is_not_taken_for_the_cumulative_one():
    rows = frame(observed("2026-10", 105e8), observed("2026-10", 0.9, basis="yoy"))
    assert growth(indicator(), rows, OCTOBER) is None


def test_without_last_year_there_is_no_growth():
    assert growth(indicator(), frame(observed("2026-10", 105e8)), OCTOBER) is None


def test_a_missing_value_has_no_growth_although_last_year_stands():
    assert growth(indicator(), frame(observed("2026-10", None), observed("2025-10", 100e8)), OCTOBER) is None


def test_a_breakdown_is_never_taken_for_the_total():
    rows = frame(observed("2026-10", 105e8), observed("2025-10", 1e8, dimension="cargo_code", member="0100"))
    assert growth(indicator(), rows, OCTOBER) is None


@pytest.mark.parametrize("quality", ["lower_bound", "expected", "year_inferred"])
def test_doubtful_figures_have_no_growth_on_either_side(quality):
    doubtful_now = frame(observed("2026-10", 6e8, quality=quality), observed("2025-10", 5e8))
    doubtful_base = frame(observed("2026-10", 6e8), observed("2025-10", 5e8, quality=quality))
    doubtful_rate = frame(observed("2026-10", 6e8), observed("2026-10", 0.2, basis="ytd_yoy", quality=quality))
    assert [growth(indicator(), rows, OCTOBER) for rows in (doubtful_now, doubtful_base, doubtful_rate)] == [None] * 3


def test_a_demonstration_value_is_not_compared_with_a_published_one():
    rows = frame(observed("2026-10", 6e8, status="mock"), observed("2025-10", 5e8))
    assert growth(indicator(), rows, OCTOBER).rate is None


@pytest.mark.parametrize(
    ("value", "base", "words"),
    [
        (3, -2, "扭亏"),
        (-3, -2, "增亏"),
        (-1, -2, "减亏"),
        (-2, -2, "持平"),
        (-1, 2, "由盈转亏"),
        (5, 0, "上年同期为 0"),
        (0, 0, "上年同期为 0"),
    ],
)
def test_zero_and_negative_bases_are_told_in_words(value, base, words):
    found = compared(indicator(), value, base)
    assert (found.rate, found.text) == (None, words)


def test_the_source_s_own_words_stand_where_a_rate_cannot():
    rows = frame(
        observed("2026-10", 0.0), observed("2025-10", 1.43e8),
        observed("2026-10", None, basis="ytd_yoy", text="上年为1.43"),
    )  # fmt: skip
    found = growth(indicator(), rows, OCTOBER)
    assert (found.rate, found.text, found.source) == (None, "上年为1.43", "published")


def test_rates_differ_by_percentage_points():
    found = compared(ratio(), 0.951, 0.946)
    assert (found.text, found.unit, found.favourable) == ("比上年同期 ▲0.5个百分点", "个百分点", True)
    assert found.rate == pytest.approx(0.005)


@pytest.mark.parametrize(
    ("value", "text"), [(1.0004, "同比持平"), (0.9996, "同比持平"), (1.0005, "同比 ▲0.1%"), (0.9, "同比 ▼10.0%")]
)
def test_a_change_that_rounds_to_nothing_is_no_change(value, text):
    assert compared(indicator(), value * 1e8, 1e8).text == text


@pytest.mark.parametrize(
    ("direction", "favourable"), [("up", True), ("down", False), ("neutral", None), ("target-band", None)]
)
def test_good_or_bad_follows_the_indicator_s_direction_and_not_the_arrow(direction, favourable):
    assert compared(indicator(direction=direction), 110e8, 100e8).favourable is favourable


def test_one_death_more_is_told_in_persons_and_marked_small():
    found = compared(indicator(unit=PERSONS, direction="down"), 2, 1)
    assert (found.text, found.small, found.favourable) == ("比上年同期 ▲1人（+100%）", True, False)


def test_hundreds_of_cases_are_not_small():
    assert not compared(flow(), 120, 100).small


@pytest.mark.parametrize(
    ("key", "broken"),
    [
        ("2026-02", False),
        ("2026-03", True),
        ("2027-02", True),
        ("2027-03", False),
        ("2026", True),
        ("2027", True),
        ("2028", False),
    ],
)
def test_a_break_inside_the_two_spans_forbids_the_comparison(key, broken):
    air = ratio(breaks=[Break(date="2026-03-01", reason="GB 3095—2026", source="F26")])
    period = parse_period(key)
    rows = frame(
        observed(key, 0.91, basis="current"), observed(period.year_before().key, 0.93, basis="current"),
        observed(key, -0.02, basis="yoy"),
    )  # fmt: skip
    assert (growth(air, rows, period).text == "口径调整，不可比") is broken


def test_a_cumulative_value_looks_back_to_january_for_breaks():
    broken = indicator(breaks=[Break(date="2025-03-21", reason="新标准", source="F28")])
    rows = frame(observed("2026-10", 2e8), observed("2025-10", 1e8))
    assert growth(broken, rows, OCTOBER).text == "口径调整，不可比"


def test_the_first_day_of_the_base_year_is_no_break_between_the_years():
    since_january = indicator(breaks=[Break(date="2025-01-01", reason="新标准", source="F28")])
    rows = frame(observed("2026-10", 2e8), observed("2025-10", 1e8))
    assert growth(since_january, rows, OCTOBER).rate == 1.0


def daily(year: int, days: int, value: float) -> list[dict]:
    return [observed(f"{year}-11-{day:02d}", value, basis="current") for day in range(1, days + 1)]


def test_an_unfinished_month_is_compared_on_the_same_days_only():
    rows = frame(
        observed("2026-11", 230, basis="current", as_of="2026-11-24"), observed("2025-11", 310, basis="current"),
        *daily(2026, 23, 10), *daily(2025, 30, 240 / 23),
    )  # fmt: skip
    found = growth(flow(), rows, parse_period("2026-11"))
    assert found.rate == pytest.approx(230 / 240 - 1)
    assert found.text == "同比 ▼4.2%"


def test_an_unfinished_month_without_days_is_not_compared_with_the_whole_month():
    rows = frame(
        observed("2026-11", 230, basis="current", as_of="2026-11-24"), observed("2025-11", 310, basis="current")
    )
    found = growth(flow(), rows, parse_period("2026-11"))
    assert (found.rate, found.text) == (None, "本期未结束，不与整期比较")


def test_an_unfinished_month_with_a_missing_day_is_not_compared():
    rows = frame(
        observed("2026-11", 230, basis="current", as_of="2026-11-24"),
        *daily(2026, 22, 10), observed("2026-11-23", None, basis="current"), *daily(2025, 23, 10),
    )  # fmt: skip
    assert growth(flow(), rows, parse_period("2026-11")).rate is None


def test_two_years_are_averaged_geometrically():
    assert two_year_average(0.21, 0.0) == pytest.approx(0.1)
    assert two_year_average(0.5, -0.5) == pytest.approx(0.75**0.5 - 1)


def test_contributions_of_the_parts_add_up_to_the_total_s_growth():
    before, rates = [60.0, 40.0], [0.10, -0.05]
    added = [contribution(part, 100.0, rate) for part, rate in zip(before, rates, strict=True)]
    assert added == [pytest.approx(0.06), pytest.approx(-0.02)]
    assert sum(added) == pytest.approx((60 * 1.10 + 40 * 0.95) / 100 - 1)


@pytest.mark.parametrize(
    ("added", "total", "share"), [(0.03, 0.06, 0.5), (-0.02, 0.04, None), (0.02, 0.001, None), (0.02, 0.0, None)]
)
def test_no_contribution_share_when_the_total_hardly_moves_or_turns(added, total, share):
    assert contribution_share(added, total) == share


def test_a_multiple_changes_by_multiples_and_never_by_percentage_points():
    multiple = ratio(unit=Unit(symbol="倍", base="1", scale=1, decimals=2), direction="down")
    found = compared(multiple, 1.51, 1.54)
    assert (found.text, found.unit, found.favourable) == ("比上年同期 ▼0.03倍", "倍", True)


def test_what_is_shown_as_unchanged_is_neither_good_nor_bad():
    assert [compared(ratio(), 0.2, 0.2004).favourable, compared(ratio(), 0.2, 0.21).favourable] == [None, False]
    assert compared(ratio(), 0.2, 0.2004).text == "与上年同期持平"


def test_a_rate_that_rounds_to_zero_is_neither_good_nor_bad():
    found = compared(flow(), 100_040.0, 100_000.0)
    assert (found.text, found.favourable) == ("同比持平", None)


def test_a_loss_that_becomes_nothing_is_a_smaller_loss_and_no_profit():
    assert [signed_words(value, -5.0) for value in (0.0, 1.0, -5.0, -9.0)] == ["减亏", "扭亏", "持平", "增亏"]
