"""Bars with a broken axis."""

import pytest

from cockpit.view.broken_axis import broken, reach
from cockpit.view.chart import bars


@pytest.mark.parametrize(
    ("values", "limit"),
    [
        ([625.8, 468.2, 30.0, 20.0, 10.0, -5.0], 30.0),  # the two outliers of the bulletin, F07
        ([2.0, 3.0, 4.0], None),  # nothing flattens anything
        ([300.0, 400.0, 500.0], None),  # all are large
        ([625.8, 1.0], None),  # two bars have no typical length
        ([None, float("nan"), 0.0, 0.0], None),
        ([*range(1, 21), 900.0], 20.0),  # one in twenty-one
    ],
)
def test_the_reach_is_that_of_the_bars_that_are_no_outliers(values, limit):
    assert reach(values) == limit


def test_bars_within_the_reach_are_drawn_as_they_are():
    trace = bars(["定海", "普陀", "岱山"], [2.0, -3.0, 4.0], "增速", horizontal=True)
    assert broken(trace, "%") == (trace, {}, "")


def test_a_fall_is_cut_on_its_own_side():
    drawn, _, _ = broken(bars(list("abcd"), [10.0, 20.0, 30.0, -600.0], "增速"), "%")
    assert drawn["y"] == [10, 20, 30, pytest.approx(-34.5)]
    assert drawn["text"][3] == "↦ -600.0"
