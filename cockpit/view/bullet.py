"""The bullet bar: completion against schedule in one line (a gauge says less in more space)."""

from __future__ import annotations

import dash_svg as svg

from cockpit.view.attributes import attributes

WIDTH, HEIGHT = 120.0, 8.0


def bullet(completion: float, schedule: float | None, color: str) -> svg.Svg:
    """Completion (1.0 = the year's target) as a bar, the schedule as a tick; over 100 % the bar is full."""
    parts = [
        svg.Rect(x="0", y="2", width=f"{WIDTH:g}", height="4", rx="2", className="bullet-ground"),
        svg.Rect(
            x="0", y="2", width=f"{_at(completion):.1f}", height="4", rx="2", className=f"bullet-bar fill-{color}"
        ),
    ]
    if schedule is not None:
        x = f"{_at(schedule):.1f}"
        parts.append(svg.Line(x1=x, x2=x, y1="0", y2=f"{HEIGHT:g}", className="bullet-plan"))
    return svg.Svg(
        parts, viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", className="bullet", preserveAspectRatio="none",
        **attributes({"aria-hidden": "true"}),
    )  # fmt: skip


def _at(share: float) -> float:
    return WIDTH * min(max(share, 0.0), 1.0)
