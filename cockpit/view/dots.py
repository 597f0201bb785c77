"""Values close to one another as points on a line: a bar from zero would hide what tells them apart (traps.md 16)."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from cockpit.view.chart import Figure, Trace, figure

#: Values are close when the smallest is at least this share of the largest.
CLOSE = 0.75
#: The axis begins and ends at a multiple of this.
_STEP = 5


def close(values: Sequence[float | None]) -> bool:
    """Whether bars of these values would look alike: several, all positive, near to each other, and not all the same."""
    known = [value for value in values if value is not None]
    return len(known) == len(values) > 1 and 0 < CLOSE * max(known) <= min(known) < max(known)


def dots(trace: Trace, unit: str) -> Figure:
    """The bars of a trace (chart.bars, lying, chart.figured) as points with their figures; the axis says where it
    begins."""
    values = [float(value) for value in trace["x"]]
    begin = _STEP * floor((min(values) - 1) / _STEP)
    point = {
        "type": "scatter", "mode": "markers+text", "orientation": "h", "x": values, "y": trace["y"], "name": trace["name"],
        "marker": {"size": 12, "color": "token:accent"}, "text": trace["text"], "textposition": "top center",
        "cliponaxis": False,
    }  # fmt: skip
    room = (max(values) - begin) * 1.08 + begin
    across = {"title": {"text": f"{unit}（轴非零，自 {begin:g} 起）"}, "range": [begin, room]}
    return figure([point], unit, xaxis=across, yaxis={"type": "category", "showgrid": True, "dtick": 1})
