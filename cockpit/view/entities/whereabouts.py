"""Where a vessel was last seen, as a point among the islands."""

from __future__ import annotations

import math

import dash_svg as svg
import pandas as pd
from dash import html

from cockpit.view.archipelago import chart_of_places, county_names
from cockpit.view.geometry import HEIGHT, WIDTH, port_areas, project
from cockpit.view.panels.vessels import STATES, vessel_kind, vessel_mark

#: How much larger the one mark is than one among many, and the radius of the ring that leads the eye to it.
_SCALE, _RING = 3.2, 44


def whereabouts(position: pd.Series, now: pd.Timestamp) -> html.Figure | None:
    """The map with the vessel's mark; nothing where its place is unknown or lies outside of the map.

    Args:
        position: lon, lat (degrees), ts (Timestamp), nav_status (AIS code).
    """
    if pd.isna(position["lon"]) or pd.isna(position["lat"]):
        return None
    x, y = project(float(position["lon"]), float(position["lat"]))
    if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        return None
    kind = vessel_kind(STATES.get(position["nav_status"], ""), (now - position["ts"]).total_seconds() / 60)
    words = f"最近的港区：{_nearest(x, y)}"
    drawn = chart_of_places([*county_names(), *_mark(kind, x, y)], f"船位图，{words}")
    note = "空心为陈旧船位。" if kind == "stale" else ""
    return html.Figure(
        [drawn, html.Figcaption(f"{words}；示意图。{note}", className="panel-note")], className="whereabouts"
    )


def _nearest(x: float, y: float) -> str:
    return min(port_areas().items(), key=lambda area: math.dist(area[1], (x, y)))[0]


def _mark(kind: str, x: float, y: float) -> list[svg.Circle | svg.Path]:
    left, top, outline = vessel_mark(kind)
    return [
        svg.Circle(cx=f"{x:.0f}", cy=f"{y:.0f}", r=str(_RING), className="whereabouts-ring"),
        svg.Path(d=f"M{left} {top}{outline}", transform=f"translate({x:.0f} {y:.0f}) scale({_SCALE})",
                 className=f"vessel {kind}"),
    ]  # fmt: skip
