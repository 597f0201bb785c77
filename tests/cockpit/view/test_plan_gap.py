"""Where this year and its plan lie on one another, what is between them is drawn by itself."""

from cockpit.view.chart import figure, line
from cockpit.view.plan_gap import plan_gap

MONTHS = ["1月", "2月", "3月"]


def lines(this, plan):
    return figure([line(MONTHS, plan, "序时目标", "plan"), line(MONTHS, this, "2026年", "this")], "亿吨")


def test_the_gap_of_close_lines_is_ahead_above_and_behind_below_zero_and_missing_where_one_is():
    drawn = plan_gap(lines([1.05, 1.95, None], [1.0, 2.0, 3.0]), 2026, "亿吨")
    assert drawn["data"][0]["y"] == [0.05, -0.05, None]


def test_lines_that_are_apart_speak_for_themselves():
    assert plan_gap(lines([0.5, 1.0, 1.5], [1.0, 2.0, 3.0]), 2026, "亿吨") is None


def test_without_a_plan_there_is_no_gap():
    assert plan_gap(figure([line(MONTHS, [1.0, 2.0, 3.0], "2026年")], "亿吨"), 2026, "亿吨") is None


def test_a_plan_of_nothing_has_no_gap():
    assert plan_gap(lines([0.0, 0.0, 0.0], [0.0, 0.0, 0.0]), 2026, "件") is None
    assert plan_gap(lines([0.0, 1.0, 1.0], [0.0, 0.0, 0.0]), 2026, "件") is None
