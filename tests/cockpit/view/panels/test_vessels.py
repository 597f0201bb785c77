"""Vessels on the map."""

import re

import pandas as pd
import pytest

from cockpit.view.geometry import project
from cockpit.view.panels.vessels import _vessels

PLACES = [(122.30, 30.05), (121.95, 29.98), (122.30, 30.01), (122.12, 30.40)]


@pytest.mark.parametrize(("kind", "left", "top"), [("sailing", 0, -7), ("moored", -4, -4), ("stale", -5, 0)])
def test_every_vessel_of_a_path_stands_where_it_is(kind, left, top):
    frame = pd.DataFrame(PLACES, columns=["lon", "lat"])
    steps = re.findall(r"m(-?\d+) ?(-?\d+)", _vessels(kind, frame).d)
    x, y, there = 0, 0, []
    for right, down in steps:
        x, y = x + int(right), y + int(down)
        there.append((x - left, y - top))
    assert sorted(there) == sorted(tuple(round(part) for part in project(*place)) for place in PLACES)
