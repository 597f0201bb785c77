"""Which points are on land: even-odd rule over the rings of the map files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Coordinates = npt.NDArray[np.float64]

GEO = Path(__file__).resolve().parents[2] / "assets" / "geo"


def rings(path: Path, code: str | None = None) -> list[Coordinates]:
    """Rings (k, 2) of lon, lat of all features, or of the feature with that `code`."""
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    found: list[Coordinates] = []
    for feature in features:
        if code is not None and feature["properties"].get("code") != code:
            continue
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        found += [np.asarray(ring, dtype=np.float64)[:, :2] for polygon in polygons for ring in polygon]
    return found


def inside(points: Coordinates, among: list[Coordinates]) -> npt.NDArray[np.bool_]:
    """True for points (n, 2) inside an odd number of the rings."""
    result = np.zeros(len(points), dtype=bool)
    for ring in among:
        low, high = ring.min(axis=0), ring.max(axis=0)
        near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
        if len(near):
            result[near] ^= _in_ring(points[near], ring)
    return result


def _in_ring(points: Coordinates, ring: Coordinates) -> npt.NDArray[np.bool_]:
    x, y = points[:, :1], points[:, 1:]
    x1, y1, x2, y2 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
    crosses = (y1 > y) != (y2 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    return (crosses & left).sum(axis=1) % 2 == 1


def scattered(
    centres: Coordinates,
    spread: Coordinates,
    among: list[Coordinates],
    rng: np.random.Generator,
    on_land: bool = True,
) -> Coordinates:
    """One point per centre (n, 2), normally scattered, inside the rings (or outside them).

    A point that misses is drawn again with less spread; after 12 misses it is its centre.
    """
    result = centres.copy()
    missing = np.arange(len(centres))
    for attempt in range(12):
        if not len(missing):
            break
        width = spread[missing, None] * 0.8**attempt
        drawn = centres[missing] + rng.normal(size=(len(missing), 2)) * width
        hit = inside(drawn, among) == on_land
        result[missing[hit]] = drawn[hit]
        missing = missing[~hit]
    return result
