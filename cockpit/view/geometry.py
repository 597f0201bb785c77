"""The archipelago as SVG paths: read once, projected to the drawing's own square metres.

The map is a replaceable file (assets/geo); its licence and 审图号 are the operator's to settle (docs/architecture.md).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

GEO = Path(__file__).resolve().parents[2] / "assets" / "geo"
WEST, EAST, SOUTH, NORTH = 121.45, 123.25, 29.55, 31.02
WIDTH = 1000.0
_SHRINK = math.cos(math.radians((SOUTH + NORTH) / 2))
_SCALE = WIDTH / ((EAST - WEST) * _SHRINK)
HEIGHT = round((NORTH - SOUTH) * _SCALE, 1)
#: How far outside of the frame a drawn-in line runs, out of sight.
BEYOND = 12.0
#: Longitude and latitude to a place on the drawing.
Placing = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """A drawn area: region code, name, SVG path and where its label stands."""

    code: str
    name: str
    path: str
    label: tuple[float, float]


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """WGS84 degrees to drawing units (equirectangular at the middle latitude: shapes keep their proportions)."""
    return (longitude - WEST) * _SHRINK * _SCALE, (NORTH - latitude) * _SCALE


@lru_cache(maxsize=1)
def counties() -> tuple[Shape, ...]:
    """The four counties, all islands of each in one path."""
    features = _features("zhoushan_counties_small.geojson")
    return tuple(
        Shape(p["code"], p["name"], _path(feature["geometry"]), project(*p["label"]))
        for feature in features
        for p in [feature["properties"]]
    )


@lru_cache(maxsize=1)
def mainland() -> str:
    """The surrounding land, for context only."""
    return "".join(_path(feature["geometry"], 10) for feature in _features("context_land.geojson"))


@lru_cache(maxsize=1)
def mainland_in_view() -> str:
    """`mainland` for a drawing as high as its frame: what lies above or below is drawn in to just outside of it.

    To the sides nothing is: a wide panel shows what lies there.
    """
    return "".join(_path(feature["geometry"], 10, _drawn_in) for feature in _features("context_land.geojson"))


def _drawn_in(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = project(longitude, latitude)
    return x, min(max(y, -BEYOND), HEIGHT + BEYOND)


@lru_cache(maxsize=1)
def towns() -> dict[str, tuple[float, float]]:
    """Town code → label point; five of the 36 towns have none."""
    return {
        feature["properties"]["code"]: project(*feature["geometry"]["coordinates"])
        for feature in _features("zhoushan_town_points.geojson")
    }


@lru_cache(maxsize=1)
def port_areas() -> dict[str, tuple[float, float]]:
    """Port area → its place."""
    return {
        feature["properties"]["name"]: project(*feature["geometry"]["coordinates"])
        for feature in _features("port_area_points.geojson")
    }


def _features(name: str) -> list[dict[str, Any]]:
    return list(json.loads((GEO / name).read_text(encoding="utf-8"))["features"])


def _path(geometry: dict[str, Any], step: int = 5, placed: Placing = project) -> str:
    """Rings as one path; `step` is the grid its points stand on, in tenths of a drawing unit."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return "".join(_ring(ring, step, placed) for polygon in polygons for ring in polygon)


def _ring(ring: list[list[float]], step: int, placed: Placing) -> str:
    """A ring by its steps from point to point: the map is most of what a page with a map weighs."""
    points = _turns(_steps((placed(*position[:2]) for position in ring), step))
    if len(points) < 3:
        return ""
    (x, y), *_ = points
    steps = [f"{_tenths(b[0] - a[0])} {_tenths(b[1] - a[1])}" for a, b in pairwise(points)]
    return f"M{_tenths(x)} {_tenths(y)}l" + " ".join(steps).replace(" -", "-") + "z"


def _turns(points: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Points without those in the middle of a level or an upright line."""
    turns: list[tuple[int, int]] = []
    for here in points:
        if len(turns) > 1 and any(turns[-2][axis] == turns[-1][axis] == here[axis] for axis in (0, 1)):
            turns.pop()
        turns.append(here)
    return turns


def _tenths(value: int) -> str:
    """A number of tenths as SVG reads it shortest: 7 is .7, 20 is 2."""
    return f"{value / 10:g}".replace("0.", ".", 1) if abs(value) < 10 else f"{value / 10:g}"


def _steps(points: Iterator[tuple[float, float]], step: int) -> Iterator[tuple[int, int]]:
    """Points in tenths of a unit on a grid of `step` tenths, repeats left out."""
    last: tuple[int, int] | None = None
    for x, y in points:
        here = (round(x * 10 / step) * step, round(y * 10 / step) * step)
        if here != last:
            yield here
        last = here
