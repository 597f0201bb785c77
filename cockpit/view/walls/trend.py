"""The trend in a wall tile: this year strong, last year thin, the plan dashed; drawn to scale, never stretched."""

from __future__ import annotations

from collections.abc import Sequence

import dash_svg as svg
import pandas as pd

from cockpit.view.attributes import attributes

WIDTH, HEIGHT, PAD = 200.0, 64.0, 5.0
Values = Sequence[float | None]


def year_trend(lines: pd.DataFrame) -> svg.Svg | None:
    """From columns this, last, plan (metrics.reading.series); None while this year has fewer than two values."""
    named = {name: [None if pd.isna(v) else float(v) for v in lines[name]] for name in ("plan", "last", "this")}
    return _drawn(named) if _known(named["this"]) >= 2 else None


def recent_trend(values: Values) -> svg.Svg | None:
    """The last values as one line; None with fewer than two."""
    return _drawn({"this": list(values)}) if _known(values) >= 2 else None


def _known(values: Values) -> int:
    return sum(value is not None for value in values)


def _drawn(lines: dict[str, list[float | None]]) -> svg.Svg:
    known = [value for line in lines.values() for value in line if value is not None]
    low, span = min(known), (max(known) - min(known)) or 1.0
    parts = []
    for name, line in lines.items():
        points = [_point(at, value, len(line), low, span) for at, value in enumerate(line)]
        parts.append(svg.Path(d=_path(points), className=f"trend-{name}"))
        if name == "this":
            x, y = next(point for point in reversed(points) if point)
            parts.append(svg.Circle(cx=f"{x:.1f}", cy=f"{y:.1f}", r="4.5", className="trend-now"))
    return svg.Svg(parts, viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", className="trend", **attributes({"aria-hidden": "true"}))


def _point(at: int, value: float | None, count: int, low: float, span: float) -> tuple[float, float] | None:
    if value is None:
        return None
    x = PAD + (WIDTH - 2 * PAD) * at / max(count - 1, 1)
    return x, HEIGHT - PAD - (HEIGHT - 2 * PAD) * (value - low) / span


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    parts, down = [], False
    for point in points:
        if point:
            parts.append(f"{'L' if down else 'M'}{point[0]:.1f} {point[1]:.1f}")
        down = point is not None
    return "".join(parts)
