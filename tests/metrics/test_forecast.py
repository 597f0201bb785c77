"""Forecasts: honest about what they do not know."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from metrics.forecast import Steps, forecast, outlook, smape, steps
from metrics.period import parse_period
from tests.builders import flow, frame, indicator, observed


def history(months=60, noise=1.0, slope=0.5, season=12):
    chance = np.random.default_rng(7)
    n = np.arange(months)
    values = 100 + slope * n + 10 * np.sin(2 * np.pi * n / season) + chance.normal(0, noise, months)
    return Steps(pd.Series(values, index=pd.date_range("2021-01-01", periods=months, freq="MS")), season)


def test_the_next_year_of_a_regular_series_is_told_within_its_interval():
    told = forecast(history(), 12)
    n = np.arange(60, 72)
    truth = 100 + 0.5 * n + 10 * np.sin(2 * np.pi * n / 12)
    assert told.refused == ""
    assert np.abs(told.frame["mean"] - truth).max() < 5
    assert ((told.frame["low"] < told.frame["mean"]) & (told.frame["mean"] < told.frame["high"])).all()
    assert told.errors.smape < 0.05
    assert told.errors.smape < told.errors.naive


def test_under_twenty_four_steps_there_is_none_and_the_reason_says_how_many():
    told = forecast(history(23), 3)
    assert (told.frame.empty, told.refused) == (True, "连续历史只有 23 期，少于 24 期，不预测")
    assert forecast(history(24), 3).refused == ""


def test_a_series_that_cannot_be_told_is_refused_with_its_error():
    chance = np.random.default_rng(3)
    wild = Steps(pd.Series(chance.lognormal(0, 2, 48), index=pd.date_range("2022-01-01", periods=48, freq="MS")), 12)
    told = forecast(wild, 3)
    assert told.frame.empty
    assert told.refused.startswith("回测误差")
    assert told.errors.smape > 0.20


def test_a_constant_series_is_not_forecast():
    flat = Steps(pd.Series([5.0] * 40, index=pd.date_range("2022-01-01", periods=40, freq="MS")), 12)
    assert forecast(flat, 3).refused == "历史没有变化，不预测"


def test_the_same_history_gives_the_same_numbers():
    assert forecast(history(), 6).frame.equals(forecast(history(), 6).frame)
    one, other = (outlook(history(), 3, 1000.0, 1390.0) for _ in range(2))
    assert (one.chance, one.frame.equals(other.frame)) == (other.chance, True)


def test_what_is_easily_reached_is_likely_and_what_is_not_is_not():
    level = 1000.0 + float(forecast(history(), 3).frame["mean"].sum())
    chances = [outlook(history(), 3, 1000.0, needed).chance for needed in (level - 30, level, level + 30)]
    assert (chances[0] > 0.95, chances[2] < 0.05) == (True, True)
    assert chances[1] == pytest.approx(0.5, abs=0.1)
    assert outlook(history(), 3, 1000.0, level - 30, falling=True).chance < 0.05


def test_the_outlook_goes_on_from_where_the_year_stands_and_widens():
    told = outlook(history(), 3, 1000.0)
    means = forecast(history(), 3).frame["mean"]
    assert told.frame["mean"].tolist() == pytest.approx((1000.0 + means.cumsum()).tolist(), rel=1e-6)
    widths = told.frame["high"] - told.frame["low"]
    assert widths.is_monotonic_increasing
    assert told.chance is None


def test_without_a_forecast_there_is_no_outlook_and_the_same_reason():
    told = outlook(history(12), 3, 0.0, 1.0)
    assert (told.frame.empty, told.chance, told.refused) == (True, None, forecast(history(12), 3).refused)


def cumulative(year, *values, combined=False):
    months = range(2 if combined else 1, 2 + len(values) if combined else 1 + len(values))
    return [observed(f"{year}-{month:02d}", value) for month, value in zip(months, values, strict=True)]


def test_cumulative_values_become_months_and_begin_anew_in_january():
    rows = frame(*cumulative(2025, *[10.0 * n for n in range(1, 13)]), *cumulative(2026, 11.0, 23.0))
    found = steps(indicator(), rows, parse_period("2026-02"))
    assert found.values.tolist() == [10.0] * 12 + [11.0, 12.0]
    assert (found.season, found.values.index[0], found.values.index[-1]) == (
        12,
        pd.Timestamp("2025-01-01"),
        pd.Timestamp("2026-02-01"),
    )


def test_january_and_february_published_together_are_one_step_of_eleven():
    rows = frame(
        *cumulative(2025, *[20.0 + 10 * n for n in range(11)], combined=True),
        *cumulative(2026, 25.0, 36.0, combined=True),
    )
    found = steps(indicator(jan_feb_combined=True), rows, parse_period("2026-03"))
    assert found.values.tolist() == [20.0] + [10.0] * 10 + [25.0, 11.0]
    assert (found.season, found.values.index[-2]) == (11, pd.Timestamp("2026-01-01"))


def test_a_gap_and_a_falling_cumulative_value_break_the_run():
    gap = frame(*cumulative(2026, 10.0, 20.0), *cumulative(2026, 10.0, 20.0, 30.0, 40.0, 50.0)[3:])
    assert steps(indicator(), gap, parse_period("2026-05")).values.tolist() == [10.0]
    fallen = frame(*cumulative(2026, 10.0, 20.0, 15.0, 25.0))
    assert steps(indicator(), fallen, parse_period("2026-04")).values.tolist() == [10.0]


def test_a_doubtful_value_is_no_history():
    rows = [observed(f"2026-{month:02d}", 10.0, basis="current") for month in range(1, 5)]
    rows[1]["quality"] = "expected"
    assert steps(flow(), frame(*rows), parse_period("2026-04")).values.tolist() == [10.0, 10.0]


def test_what_comes_after_the_page_s_period_is_not_history():
    rows = frame(*cumulative(2026, 10.0, 20.0, 30.0))
    assert len(steps(indicator(), rows, parse_period("2026-02")).values) == 2


@pytest.mark.parametrize(
    ("guess", "truth", "error"),
    [([1.0], [1.0], 0.0), ([0.0], [0.0], 0.0), ([3.0], [1.0], 1.0), ([0.0], [5.0], 2.0), ([np.nan], [5.0], 2.0)],
)
def test_the_symmetric_error(guess, truth, error):
    assert smape(np.array(guess), np.array(truth)) == error


def test_a_rate_is_never_forecast_beyond_one_hundred_per_cent():
    near = history()
    near = Steps(0.99 + (near.values - near.values.mean()) / near.values.max() / 20, 12)
    free, bound = forecast(near, 6), forecast(near, 6, most=1.0)
    assert free.frame["high"].max() > 1.0
    assert (bound.frame["high"].max(), bound.frame["low"].equals(free.frame["low"])) == (1.0, True)


def test_the_interval_of_the_sum_is_the_one_that_many_drawn_futures_have():
    """The oracle: 20,000 futures of the same model, drawn by lot."""
    past = history()
    told = outlook(past, 3, 0.0, needed=395.0)
    candidates = [{"trend": None}, {"trend": "add"}, {"trend": "add", "damped_trend": True}]
    plain = past.values.reset_index(drop=True)
    fitted = min(
        (
            ETSModel(
                plain, error="add", initialization_method="heuristic", seasonal="add", seasonal_periods=12, **trend
            ).fit(disp=False)
            for trend in candidates
        ),
        key=lambda fit: fit.aicc,
    )
    drawn = np.asarray(fitted.simulate(3, anchor="end", repetitions=20_000, rng=np.random.default_rng(1)))
    sums = drawn.reshape(3, -1).cumsum(axis=0)
    assert told.frame["low"].iloc[-1] == pytest.approx(np.quantile(sums[-1], 0.1), abs=0.15)
    assert told.frame["high"].iloc[-1] == pytest.approx(np.quantile(sums[-1], 0.9), abs=0.15)
    assert told.chance == pytest.approx((sums[-1] >= 395.0).mean(), abs=0.02)
