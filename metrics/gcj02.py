"""GCJ-02 coordinates, as Chinese map services give them, back to CGCS2000 (for our purposes WGS-84); traps.md 20.

The shift is known in one direction only; the way back is found by iteration until it moves less than a millimetre.
Source: the published algorithm of eviltransform (BSD), constants of the Krasovsky 1940 ellipsoid.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_AXIS, _SQUEEZE = 6378245.0, 0.00669342162296594323
#: About a millimetre in degrees.
_NEAR, _TURNS = 1e-8, 20


def to_gcj02(longitude: Any, latitude: Any) -> tuple[Floats, Floats]:
    """Degrees CGCS2000 → degrees GCJ-02; arrays of any one shape, NaN stays NaN. Only for places inside China."""
    lon, lat = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    east, north = _shift(lon - 105.0, lat - 35.0)
    angle = np.radians(lat)
    flat = 1 - _SQUEEZE * np.sin(angle) ** 2
    dlat = np.degrees(north / (_AXIS * (1 - _SQUEEZE) / flat**1.5))
    dlon = np.degrees(east / (_AXIS / np.sqrt(flat) * np.cos(angle)))
    return lon + dlon, lat + dlat


def from_gcj02(longitude: Any, latitude: Any) -> tuple[Floats, Floats]:
    """Degrees GCJ-02 → degrees CGCS2000, within a millimetre of what `to_gcj02` would shift back."""
    wanted = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    lon, lat = wanted
    for _ in range(_TURNS):
        there = to_gcj02(lon, lat)
        off = wanted[0] - there[0], wanted[1] - there[1]
        lon, lat = lon + off[0], lat + off[1]
        if not (np.abs(off[0]) > _NEAR).any() and not (np.abs(off[1]) > _NEAR).any():
            break
    return lon, lat


def _shift(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Metres to the east and to the north, by the offsets from 105° E, 35° N."""
    waves = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    root = np.sqrt(np.abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * root
    north += (waves + 20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * root
    east += (waves + 20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    return east, north
