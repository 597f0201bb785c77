"""The small line in a tile: SVG, because sixty Plotly sparklines cost sixty times as much (dash.md §3)."""

from __future__ import annotations

from collections.abc import Sequence

import dash_svg as svg

from cockpit.view.attributes import attributes

WIDTH, HEIGHT, PAD = 120.0, 32.0, 3.0


def sparkline(values: Sequence[float | None]) -> svg.Svg | None:
    """A line over equally spaced periods, broken where a value is missing; None with fewer than two values."""
    present = [value for value in values if value is not None]
    if len(present) < 2:
        return None
    low, high = min(present), max(present)
    points = [_point(index, value, len(values), low, high) for index, value in enumerate(values)]
    last = next(point for point in reversed(points) if point)
    return svg.Svg(
        [
            svg.Path(d=_path(points), className="spark-line"),
            svg.Circle(cx=f"{last[0]:.1f}", cy=f"{last[1]:.1f}", r="2.6", className="spark-dot"),
        ],
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        className="spark",
        preserveAspectRatio="none",
        **attributes({"aria-hidden": "true"}),
    )


def _point(index: int, value: float | None, count: int, low: float, high: float) -> tuple[float, float] | None:
    if value is None:
        return None
    span = (high - low) or 1.0
    x = PAD + (WIDTH - 2 * PAD) * index / (count - 1)
    return x, HEIGHT - PAD - (HEIGHT - 2 * PAD) * (value - low) / span


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    parts, pen_down = [], False
    for point in points:
        if point:
            parts.append(f"{'L' if pen_down else 'M'}{point[0]:.1f} {point[1]:.1f}")
        pen_down = point is not None
    return "".join(parts)
