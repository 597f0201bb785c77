"""A task's steps in time: late, in time and open are told in words and marks."""

import pandas as pd
import pytest

from cockpit.view.entities.timeline import Step, timeline
from cockpit.view.markup import markup
from tests.drawn import BeautifulSoup

TODAY = pd.Timestamp("2026-11-29")


def step(due, done=None):
    return Step("验收", pd.Timestamp(due), pd.Timestamp(done) if done else None)


@pytest.mark.parametrize(
    ("due", "done", "state", "words"),
    [
        ("2026-11-01", "2026-11-11", "yellow", "晚 10 天完成"),
        ("2026-11-01", "2026-10-30", "green", "按期完成"),
        ("2026-11-19", None, "red", "已超 10 天"),
        ("2026-12-05", None, "grey", "2026年12月5日到期"),
    ],
)
def test_a_step_says_how_it_stands(due, done, state, words):
    told = step(due, done)
    assert (told.state(TODAY), told.words(TODAY)) == (state, words)


def test_what_is_done_has_a_dot_what_is_open_and_late_a_dashed_line_and_the_future_neither():
    drawn = BeautifulSoup(markup(timeline([step("2026-11-01", "2026-11-11"), step("2026-11-19"), step("2026-12-05")], TODAY)), "html.parser")
    rows = drawn.select("li:not(.timeline-axis)")
    assert [[len(row.select(mark)) for mark in (".timeline-done", ".timeline-open", ".timeline-due")] for row in rows] == [
        [1, 0, 1], [0, 1, 1], [0, 0, 1],
    ]  # fmt: skip


def test_no_steps_no_picture():
    assert timeline([], TODAY) is None
