"""Bars whose axis is cut where one value would flatten all others; the true value stands at the broken bar (traps.md 12).

Only for growth and contributions: an amount that is a hundred times another has to look like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cockpit.view.chart import Trace

#: Beyond this many times the reach of the others a bar is broken.
BEYOND = 3.0
#: Share of the bars that are drawn whole wherever there are twenty of them or more.
WHOLE = 0.95
#: Length of a broken bar against the reach of the whole ones.
BROKEN_LENGTH = 1.15


def reach(values: Sequence[float | None]) -> float | None:
    """The magnitude up to which bars are drawn whole; None where nothing needs to be cut.

    The 95th percentile as a value that occurs; among fewer than twenty bars, where that may be an outlier itself, the
    largest magnitude that is not beyond three times the median of all.
    """
    known = np.sort(np.abs(np.array([value for value in values if value is not None and not np.isnan(value)])))
    known = known[known > 0]
    if len(known) < 3:
        return None
    near = known[known <= max(BEYOND * float(np.median(known)), float(known[0]))]
    limit = min(float(np.quantile(known, WHOLE, method="lower")), float(near[-1]))
    return limit if known[-1] > BEYOND * limit else None


def broken(trace: Trace, unit: str, decimals: int = 1) -> tuple[Trace, dict[str, Any], str]:
    """The bars with those beyond the reach cut and labelled, layout parts that say so, and the same as a sentence.

    Args:
        trace: of cockpit.view.chart.bars; returned as it is, with nothing to say, where no bar has to be cut.
    """
    axis = "x" if trace["orientation"] == "h" else "y"
    values: list[float | None] = trace[axis]
    limit = reach(values)
    if limit is None:
        return trace, {}, ""
    longest = limit * BROKEN_LENGTH
    cut = [value is not None and abs(value) > limit * BROKEN_LENGTH for value in values]
    drawn = [float(np.sign(v)) * longest if far and v is not None else v for v, far in zip(values, cut, strict=True)]
    labels = [
        "" if v is None else f"{'↦ ' if far else ''}{v:+.{decimals}f}" for v, far in zip(values, cut, strict=True)
    ]
    shapes = ["/" if far else "" for far in cut]
    marker = trace["marker"] | {"pattern": {"shape": shapes}}
    told = trace | {
        axis: drawn, "marker": marker, "text": labels, "textposition": "auto", "customdata": list(values),
        "hovertemplate": f"%{{label}} %{{customdata:+.{decimals}f}}{unit}<extra></extra>",
    }  # fmt: skip
    words = f"斜纹条已截断，标注为实际值；轴只到±{longest:.{decimals}f}{unit}"
    note = {
        "x": 1, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom", "showarrow": False,
        "text": words, "font": {"size": 11, "color": "token:ink-soft"},
    }  # fmt: skip
    return told, {"annotations": [note], "margin": {"t": 34}}, f"{words}。"
