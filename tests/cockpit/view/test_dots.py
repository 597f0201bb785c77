"""Rates that lie close together are points on an axis that says where it begins; others stay bars from zero."""

import pytest

from cockpit.view.chart import bars, figured
from cockpit.view.dots import close, dots


@pytest.mark.parametrize(
    ("values", "alike"),
    [
        ([88.9, 99.1], True),
        ([70.0, 99.1], False),
        ([95.0, 95.0], False),
        ([-1.0, 1.0], False),
        ([95.0], False),
        ([95.0, None], False),
    ],
)
def test_which_values_are_close(values, alike):
    assert close(values) is alike


def test_points_carry_their_figures_and_the_axis_says_where_it_begins():
    drawn = dots(figured(bars(["岱山", "定海"], [88.9, 97.0], "按期率", horizontal=True), ["88.9", "97.0"]), "%")
    point = drawn["data"][0]
    assert (point["type"], point["x"], point["text"]) == ("scatter", [88.9, 97.0], ["88.9", "97.0"])
    across = drawn["layout"]["xaxis"]
    assert across["title"]["text"] == "%（轴非零，自 85 起）"
    assert across["range"][0] == 85 < 88.9 < 97.0 < across["range"][1]
