"""The lights of the four counties: how many of each colour, and what share of the judged ones is red."""

from __future__ import annotations

from collections import Counter

from cockpit.view.attention import whole_boards
from cockpit.view.context import PageContext
from metrics.region import COUNTIES

#: Upper ends of the map's steps: share of red among judged indicators.
STEPS = (0.0, 0.10, 0.20, 0.30)


def county_counts(context: PageContext) -> dict[str, Counter[str]]:
    """Lights by colour of every county that has any reading."""
    counts = {
        code: Counter(reading.light.color for reading in board.readings.values())
        for code, board in whole_boards(context, COUNTIES).items()
    }
    return {code: count for code, count in counts.items() if count}


def county_shares(context: PageContext) -> dict[str, int]:
    """The map's step of every county: 0 no red, then up to 10, 20, 30 %, 4 above; counties not judged are left out."""
    shares = {}
    for code, count in county_counts(context).items():
        judged = count["red"] + count["yellow"] + count["green"]
        if judged:
            shares[code] = step(count["red"] / judged)
    return shares


def step(share: float) -> int:
    """The step of a share."""
    return sum(share > limit for limit in STEPS)
