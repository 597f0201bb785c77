"""Names at the end of lines instead of a legend; lines that end close together get their names apart."""

from __future__ import annotations

from typing import Any

from cockpit.view.chart import Figure, Trace

#: Pixels between two names, and roughly the height of the drawing.
APART, HEIGHT = 16, 160
#: A line that ends in the middle is named below its end, where the others do not run through the name.
BELOW = 16


def directly_labelled(figure: Figure) -> Figure:
    """The figure with every named line told at its last point; figures without lines keep their legend."""
    lines = [trace for trace in figure["data"] if trace["type"] == "scatter" and trace.get("showlegend", True)]
    ends = [(trace, end) for trace in lines if (end := _end(trace)) is not None]
    if len(ends) < 1 or len(lines) < len([t for t in figure["data"] if t.get("showlegend", True)]):
        return figure
    values = [value for trace in figure["data"] for value in trace["y"] if isinstance(value, (int, float))]
    scale = HEIGHT / ((max(values) - min(values)) or 1.0)
    shifts = _apart([value * scale for _, (_, value) in ends])
    far = {end[0] for _, end in ends} & {trace["x"][-1] for trace, _ in ends}
    shifts = [shift if end[0] in far else -BELOW for (_, end), shift in zip(ends, shifts, strict=True)]
    notes = [_note(trace, end, shift) for (trace, end), shift in zip(ends, shifts, strict=True)]
    layout = figure["layout"]
    room = 14 + 13 * max(len(str(trace["name"])) for trace, _ in ends)
    return {
        "data": figure["data"],
        "layout": layout | {"showlegend": False, "annotations": [*layout.get("annotations", []), *notes],
                            "margin": layout.get("margin", {}) | {"r": room}},
    }  # fmt: skip


def _end(trace: Trace) -> tuple[Any, float] | None:
    points = [(x, y) for x, y in zip(trace["x"], trace["y"], strict=True) if y is not None]
    return points[-1] if points else None


def _note(trace: Trace, end: tuple[Any, float], shift: float) -> dict[str, Any]:
    return {
        "x": end[0], "y": end[1], "text": trace["name"], "showarrow": False, "xanchor": "left", "xshift": 8,
        "yshift": shift, "font": {"size": 12, "color": trace["marker"]["color"]},
    }  # fmt: skip


def _apart(heights: list[float]) -> list[float]:
    """How far each name moves so that none stands on another; the order of heights stays."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed: list[float] = []
    for place in order:
        wanted = heights[place]
        placed.append(max(wanted, placed[-1] + APART) if placed else wanted)
    lift = sum(p - heights[i] for p, i in zip(placed, order, strict=True)) / (len(order) or 1)
    shifts = [0.0] * len(heights)
    for put, place in zip(placed, order, strict=True):
        shifts[place] = round(put - lift - heights[place], 1)
    return shifts
