"""A trend breaks where a value is missing and says nothing where there are too few."""

import pandas as pd

from cockpit.view.walls.trend import recent_trend, year_trend


def paths(drawn):
    return {part.className: part.d for part in drawn.children if hasattr(part, "d")}


def test_three_lines_share_one_scale_and_a_missing_month_breaks_the_line():
    lines = pd.DataFrame({"this": [1.0, None, 3.0], "last": [0.0, 1.0, 2.0], "plan": [4.0, 4.0, 4.0]})
    drawn = paths(year_trend(lines))
    assert list(drawn) == ["trend-plan", "trend-last", "trend-this"]
    assert drawn["trend-this"] == "M5.0 45.5M195.0 18.5"
    assert drawn["trend-plan"] == "M5.0 5.0L100.0 5.0L195.0 5.0"


def test_fewer_than_two_values_draw_nothing():
    assert year_trend(pd.DataFrame({"this": [1.0, None], "last": [1.0, 2.0], "plan": [None, None]})) is None
    assert recent_trend([None, 2.0]) is None
    assert paths(recent_trend([1.0, 2.0])) == {"trend-this": "M5.0 59.0L195.0 5.0"}
