"""Splitting whole amounts so that the parts add up to the whole exactly, and leading a year through its anchors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]


def apportion(totals: Whole | int, weights: Weights) -> Whole:
    """Whole parts of each total in proportion to its row of weights (largest remainders).

    Args:
        totals: shape (n,) or one number.
        weights: shape (n, k) or (k,), not negative, each row with a positive sum.

    Returns:
        Parts of shape (n, k) or (k,); each row adds up to its total.
    """
    rows = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    whole = np.broadcast_to(np.asarray(totals, dtype=np.int64).reshape(-1, 1), (len(rows), 1))
    exact = rows / rows.sum(axis=1, keepdims=True) * whole
    parts = np.floor(exact).astype(np.int64)
    short = whole - parts.sum(axis=1, keepdims=True)
    order = np.argsort(np.argsort(parts - exact, axis=1, kind="stable"), axis=1, kind="stable")
    parts += order < short
    return parts if np.ndim(weights) == 2 else parts[0]


def path(anchors: Mapping[int, int], weights: Weights) -> Whole:
    """Amounts of twelve months whose running sum passes through every anchor.

    Args:
        anchors: month (1–12) → cumulative amount; month 12 is required.
        weights: shape (12,), the season.
    """
    months = np.zeros(12, dtype=np.int64)
    start, reached = 0, 0
    for month, cumulative in sorted(anchors.items()):
        months[start:month] = apportion(cumulative - reached, weights[start:month])
        start, reached = month, cumulative
    return months
