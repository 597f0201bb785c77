"""Coordinates of a source that does not give CGCS2000 are moved there on the way in; traps.md 20.

A source declares its system (`crs: gcj02`); the warehouse knows one system only, so no screen has to ask.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

import pandas as pd

from metrics.gcj02 import from_gcj02

Crs = Literal["cgcs2000", "gcj02"]
#: What a record calls a point's degrees, and the outline of an area (WKT).
POINT, OUTLINE = ("lon", "lat"), "geom"
#: The rectangle within which map services shift points at all (degrees: west, east, south, north).
_SHIFTED = (72.004, 137.8347, 0.8293, 55.8271)
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)")


def has_coordinates(columns: Collection[str]) -> bool:
    """Whether a record with these columns has anything to move."""
    return OUTLINE in columns or all(name in columns for name in POINT)


def in_cgcs2000(rows: pd.DataFrame, crs: Crs) -> pd.DataFrame:
    """The rows with their points and outlines in CGCS2000.

    Args:
        rows: `lon`, `lat` (float64 degrees) or `geom` (str, WKT of degrees) in the given system, where there are such.
    """
    if crs == "cgcs2000":
        return rows
    moved = {}
    if all(name in rows for name in POINT):
        moved = _points(rows["lon"].astype("float64"), rows["lat"].astype("float64"))
    if OUTLINE in rows:
        moved[OUTLINE] = rows[OUTLINE].map(_outline, na_action="ignore")
    return rows.assign(**moved)


def _points(lon: pd.Series, lat: pd.Series) -> dict[str, pd.Series]:
    west, east, south, north = _SHIFTED
    inside = lon.between(west, east) & lat.between(south, north)
    true = from_gcj02(lon[inside], lat[inside])
    found = {"lon": lon.copy(), "lat": lat.copy()}
    for name, values in zip(POINT, true, strict=True):
        found[name][inside] = values
    return found


def _outline(text: str) -> str:
    pairs = [(float(x), float(y)) for x, y in _PAIR.findall(text)]
    points = pd.DataFrame(pairs, columns=list(POINT), dtype="float64")
    moved = pd.DataFrame(_points(points["lon"], points["lat"])).itertuples(index=False, name=None)
    return _PAIR.sub(lambda _: "{:.7f} {:.7f}".format(*next(moved)), text)
