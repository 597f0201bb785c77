"""A vessel's last position is a point among the islands, in the shape of its state; an old one is hollow."""

import json

import pandas as pd
import pytest
from plotly.io.json import to_json_plotly

from cockpit.view.entities.whereabouts import whereabouts
from cockpit.view.geometry import project
from tests.drawn import document

NOW = pd.Timestamp("2026-11-29 12:00")


def drawn(lon, lat, minutes=5, status=1):
    seen = pd.Series({"lon": lon, "lat": lat, "ts": NOW - pd.Timedelta(minutes=minutes), "nav_status": status})
    figure = whereabouts(seen, NOW)
    return None if figure is None else document(json.loads(to_json_plotly(figure)))


def mark(page):
    return page.select_one(".vessel")


def test_the_mark_stands_where_the_vessel_is():
    x, y = project(122.466, 29.71)
    assert mark(drawn(122.466, 29.71))["transform"].startswith(f"translate({x:.0f} {y:.0f})")


@pytest.mark.parametrize(("status", "kind"), [(0, "sailing"), (1, "anchored"), (5, "moored"), (None, "sailing")])
def test_its_shape_tells_its_state(status, kind):
    assert mark(drawn(122.466, 29.71, status=status))["class"] == ["vessel", kind]


def test_an_old_position_is_hollow_and_says_so():
    page = drawn(122.466, 29.71, minutes=31)
    assert mark(page)["class"] == ["vessel", "stale"]
    assert page.figcaption.get_text() == "最近的港区：虾峙；示意图。空心为陈旧船位。"


def test_the_nearest_port_area_is_named():
    assert drawn(122.42, 30.66).figcaption.get_text() == "最近的港区：马迹山；示意图。"


@pytest.mark.parametrize("place", [(None, 29.7), (122.1, None), (121.0, 30.0), (122.0, 32.0), (140.0, -5.0)])
def test_nothing_is_drawn_of_a_place_unknown_or_off_the_map(place):
    assert drawn(*place) is None
