"""Comparing rates of different sample sizes: the lower bound of the Wilson score interval (traps.md 15).

Source: E. B. Wilson, Probable Inference (1927).
"""

from __future__ import annotations

from math import sqrt

import pandas as pd

#: Two-sided 95 %.
Z = 1.959963984540054
#: Fewer trials than this are 样本不足: shown, not ranked.
SMALL_SAMPLE = 30


def lower_bound(successes: int, trials: int, z: float = Z) -> float:
    """Lower end of the interval for successes/trials; 0 without trials."""
    if trials == 0:
        return 0.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, (centre - spread) / (1 + z * z / trials))


def ranking(rates: pd.DataFrame, minimum: int = SMALL_SAMPLE) -> pd.DataFrame:
    """Rates of one group in order of merit, small samples after all others and without a place.

    Args:
        rates: columns successes, trials (int), and whatever names the row; trials 0 has no rate.

    Returns: the rows with rate, bound (float64), small (bool), place (Int64, equal bounds share the better place).
    """
    trials = rates["trials"].where(rates["trials"] > 0)
    bounds = [lower_bound(int(k), int(n)) for k, n in zip(rates["successes"], rates["trials"], strict=True)]
    told = rates.assign(rate=rates["successes"] / trials, bound=bounds, small=rates["trials"] < minimum)
    place = told["bound"].where(~told["small"]).rank(method="min", ascending=False).astype("Int64")
    ordered = told.assign(place=place).sort_values(["small", "bound"], ascending=[True, False], kind="stable")
    return ordered.reset_index(drop=True)
