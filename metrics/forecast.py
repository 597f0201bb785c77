"""Forecasts with an interval, or an honest refusal; exponential smoothing of statsmodels behind one function.

Shown only with at least LEAST steps of unbroken history and a backtest error (sMAPE, rolling origin, one step ahead)
of at most WORST. Steps are months; where January and February are published together they are one step, so that no
month is invented and the year has eleven.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from metrics.model import Indicator
from metrics.observation import DOUBTFUL
from metrics.period import Period

LEAST, WORST = 24, 0.20
#: Rolling origins of the backtest, and the share of futures that the interval holds.
ORIGINS, COVERAGE = 6, 0.80
#: The search for the damped trend ends in another valley on another processor, so the straight one competes too.
_TRENDS: tuple[dict[str, object], ...] = (
    {"trend": None}, {"trend": "add"}, {"trend": "add", "damped_trend": True},
)  # fmt: skip


@dataclass(frozen=True)
class Steps:
    """An unbroken run of values up to now: `values` float64 by the first day of each step; `season` steps a year."""

    values: pd.Series
    season: int


@dataclass(frozen=True)
class Errors:
    """Backtest: sMAPE as a fraction, MASE (below 1 beats the seasonal naive in-sample), and of two naive methods."""

    smape: float
    mase: float
    naive: float
    seasonal_naive: float


@dataclass(frozen=True)
class Forecast:
    """The next steps: columns mean, low, high (same unit as the history); empty with the reason when refused."""

    frame: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["mean", "low", "high"], dtype=float))
    refused: str = ""
    errors: Errors | None = None


@dataclass(frozen=True)
class Outlook:
    """Cumulative values of the coming steps: columns mean, low, high; chance of the target, None without one."""

    frame: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["mean", "low", "high"], dtype=float))
    chance: float | None = None
    refused: str = ""
    errors: Errors | None = None


def steps(indicator: Indicator, frame: pd.DataFrame, until: Period) -> Steps:
    """The months of an indicator at one region up to a period, as far back as nothing is missing.

    Cumulative values become months by differences inside a year; a falling cumulative value is a revision and breaks
    the run. Doubtful values break it too.

    Args:
        frame: metrics.observation.COLUMNS of one indicator and one region.
    """
    first_end = 2 if indicator.jan_feb_combined else 1
    own = frame[
        (frame["dimension"] == "") & (frame["basis"] == indicator.basis) & (frame["grain"] == "M")
        & (frame["period_end"] <= pd.Timestamp(until.end)) & ~frame["quality"].isin(list(DOUBTFUL))
    ].dropna(subset=["value"])  # fmt: skip
    by_end = own.sort_values("vintage").drop_duplicates("period_end", keep="last").set_index("period_end")["value"]
    ends = [
        pd.Timestamp(year, month, 1) + pd.DateOffset(months=1)
        for year in range(until.start.year - 12, until.start.year + 1)
        for month in range(first_end, 13)
    ]
    run = by_end.reindex([end for end in ends if end <= pd.Timestamp(until.end)]).astype(float)
    last_months = run.index - pd.DateOffset(days=1)
    if indicator.kind == "ytd":
        opening = last_months.month == first_end
        change = run.diff()
        run = run.where(opening, change.where(change >= 0))
    opened = last_months.month == first_end
    starts = [
        end - pd.DateOffset(months=first_end if first else 1) for end, first in zip(run.index, opened, strict=True)
    ]
    known = run.isna()[::-1].cumsum()[::-1] == 0
    return Steps(pd.Series(run.to_numpy(), index=pd.DatetimeIndex(starts))[known.to_numpy()], 13 - first_end)


def forecast(history: Steps, ahead: int, most: float | None = None) -> Forecast:
    """The next `ahead` steps with an 80 % interval inside [0 where the history is, most], or why there is none."""
    return _forecast(history, ahead, most)[0]


def _forecast(history: Steps, ahead: int, most: float | None) -> tuple[Forecast, Any]:
    """The forecast and the model it comes from (None when refused)."""
    values = history.values
    if len(values) < LEAST:
        return Forecast(refused=f"连续历史只有 {len(values)} 期，少于 {LEAST} 期，不预测"), None
    if values.std() == 0:
        return Forecast(refused="历史没有变化，不预测"), None
    chosen, fitted = _best(values, history.season)
    if fitted is None:
        return Forecast(refused="模型没有收敛，不预测"), None
    errors = _backtest(values, history.season, chosen)
    if errors.smape > WORST:
        words = f"回测误差 {errors.smape * 100:.0f}%，超过 {WORST * 100:.0f}%，不预测"
        return Forecast(refused=words, errors=errors), None
    table = fitted.get_prediction(start=len(values), end=len(values) + ahead - 1).summary_frame(alpha=1 - COVERAGE)
    told = table[["mean", "pi_lower", "pi_upper"]].set_axis(["mean", "low", "high"], axis=1).reset_index(drop=True)
    return Forecast(told.clip(lower=None if (values < 0).any() else 0.0, upper=most), "", errors), fitted


def outlook(history: Steps, ahead: int, so_far: float, needed: float | None = None, falling: bool = False) -> Outlook:
    """The cumulative value over the next `ahead` steps, and how likely it ends at `needed` or better.

    Args:
        so_far: the cumulative value now. needed: the year's target. falling: staying at or below it is better.
    """
    told, fitted = _forecast(history, ahead, None)
    if fitted is None:
        return Outlook(refused=told.refused)
    mean, spread = _cumulative(fitted, ahead)
    mean = mean + so_far
    wide = NormalDist().inv_cdf((1 + COVERAGE) / 2) * spread
    chance = None
    if needed is not None:
        reached = NormalDist(float(mean[-1]), max(float(spread[-1]), 1e-12)).cdf(needed)
        chance = reached if falling else 1 - reached
    return Outlook(pd.DataFrame({"mean": mean, "low": mean - wide, "high": mean + wide}), chance, "", told.errors)


def _cumulative(fitted: Any, ahead: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the running sums of the coming steps.

    An additive model answers linearly to its errors, so its sums are exactly normal: the answers to one unit error at
    each step are all there is to know, and no future has to be drawn by lot.
    """
    units = np.hstack([np.zeros((ahead, 1)), np.eye(ahead)])
    paths = np.asarray(fitted.simulate(ahead, anchor="end", repetitions=ahead + 1, random_errors=units))
    running = paths.reshape(ahead, ahead + 1).cumsum(axis=0)
    answers = running[:, 1:] - running[:, :1]
    return running[:, 0], np.sqrt(float(fitted.scale) * (answers**2).sum(axis=1))


def _best(values: pd.Series, season: int) -> tuple[dict[str, object], Any]:
    """The trend with the smaller AICc among those that converge, and its model; the model is None when none does."""
    fits = [(trend, fit) for trend in _TRENDS if (fit := _fit(values, season, trend)) is not None]
    return min(fits, key=lambda pair: pair[1].aicc, default=({}, None))


def prepare() -> None:
    """Loads what the first forecast needs, for whoever has a second before anybody asks."""
    _library()


@lru_cache(maxsize=1)
def _library() -> tuple[Any, Any]:
    """The model and the faults of statsmodels, loaded with the first forecast: commands need not wait a second for it."""
    ets = import_module("statsmodels.tsa.exponential_smoothing.ets")

    class Model(ets.ETSModel):  # type: ignore[name-defined]
        """Without the covariance of the parameters, which nobody reads and which took half of every fit."""

        def hessian(self, params: np.ndarray, **_: object) -> np.ndarray:
            """None."""
            return np.zeros((len(params), len(params)))

    # scipy came with an algebra of its own, which no limit set before reaches: its threads tripled a fit on a busy machine.
    threadpool_limits(1, user_api="blas")
    return Model, import_module("statsmodels.tools.sm_exceptions")


def _fit(values: pd.Series, season: int, trend: dict[str, object]) -> Any:
    """A fitted model, or None when it does not converge."""
    model, faults = _library()
    plain = values.reset_index(drop=True)
    seasonal = {"seasonal": "add", "seasonal_periods": season} if len(plain) >= 2 * season + 2 else {}
    with warnings.catch_warnings():
        warnings.simplefilter("error", faults.ConvergenceWarning)
        warnings.simplefilter("ignore", faults.ModelWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            # Hyndman's initial states: as good on 127 series as searching for twelve of them, in a third of the time.
            return model(plain, error="add", initialization_method="heuristic", **seasonal, **trend).fit(disp=False)
        except (faults.ConvergenceWarning, np.linalg.LinAlgError, ValueError):
            return None


def _backtest(values: pd.Series, season: int, trend: dict[str, object]) -> Errors:
    """One step ahead from each of the last ORIGINS points, against naive and seasonal naive."""
    truth = values.to_numpy()[-ORIGINS:]
    told = []
    for origin in range(len(values) - ORIGINS, len(values)):
        fitted = _fit(values.iloc[:origin], season, trend)
        told.append(np.nan if fitted is None else float(fitted.forecast(1).iloc[0]))
    guess, plain = np.array(told), values.to_numpy()
    scale = np.abs(plain[season:] - plain[:-season]).mean() if len(plain) > season else np.nan
    mase = float(np.nanmean(np.abs(guess - truth)) / scale) if scale else float("nan")
    return Errors(smape(guess, truth), mase, smape(plain[-ORIGINS - 1 : -1], truth),
                  smape(plain[-ORIGINS - season : -season], truth))  # fmt: skip


def smape(guess: np.ndarray, truth: np.ndarray) -> float:
    """Mean of |guess − truth| over the mean of their sizes, 0..2; both zero is no error; a missing guess is the worst."""
    size = (np.abs(guess) + np.abs(truth)) / 2
    share = np.divide(np.abs(guess - truth), size, out=np.zeros_like(size), where=size > 0)
    return float(np.where(np.isnan(guess), 2.0, share).mean())
