"""Comparing rates of different sample sizes: the lower bound of the Wilson score interval (traps.md 15).

Source: E. B. Wilson, Probable Inference (1927).
"""

from __future__ import annotations

from math import sqrt

#: Two-sided 95 %.
Z = 1.959963984540054


def lower_bound(successes: int, trials: int, z: float = Z) -> float:
    """Lower end of the interval for successes/trials; 0 without trials."""
    if trials == 0:
        return 0.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, (centre - spread) / (1 + z * z / trials))
