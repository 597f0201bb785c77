"""The feedback loop: opened by a batch, sent back and answered by people, closed by a later batch and by nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cockpit.errors import QueryError
from cockpit.quality.feedback import answer, problem_of, problems, reconcile, send_back
from cockpit.quality.standing import Standing
from cockpit.state.database import open_state

NOW = datetime(2026, 11, 23, 12)


@pytest.fixture
def state(tmp_path):
    return open_state(f"sqlite:///{tmp_path / 'state.db'}")


def fault(batch: int = 7, cells: int = 3, source: str = "grid_event") -> Standing:
    return Standing(
        source, "基层治理事件", "市委政法委", "order:report_time:finish_time", "order", "consistency", "flag", "先后颠倒",
        batch, NOW, cells,
    )  # fmt: skip


def told(state) -> list[tuple[str, int]]:
    return [(problem.state, problem.cells) for problem in problems(state)]


def test_a_fault_opens_one_problem_however_often_it_is_seen(state):
    assert reconcile(state, [fault()], {"grid_event": 7}, NOW) == 1
    assert reconcile(state, [fault()], {"grid_event": 7}, NOW) == 0
    assert told(state) == [("open", 3)]


def test_the_whole_way_and_only_a_later_batch_proves_it_gone(state):
    reconcile(state, [fault()], {"grid_event": 7}, NOW)
    send_back(state, 1, "数据专员", "请核对", NOW)
    assert problem_of(state, 1).due == NOW + timedelta(days=5)
    answer(state, 1, "市委政法委", "已改", NOW)
    assert told(state) == [("answered", 3)]  # an answer closes nothing
    reconcile(state, [], {"grid_event": 7}, NOW)
    assert told(state) == [("answered", 3)]  # nor does the same batch read again
    reconcile(state, [], {"grid_event": 8}, NOW)
    assert told(state) == [("gone", 0)]
    found = problem_of(state, 1)
    assert (found.gone_batch, [step.step for step in found.steps]) == (8, ["open", "sent", "answered", "gone"])


def test_an_answered_problem_that_a_new_batch_shows_again_goes_back(state):
    reconcile(state, [fault()], {"grid_event": 7}, NOW)
    send_back(state, 1, "数据专员", "", NOW)
    answer(state, 1, "市委政法委", "已改", NOW)
    reconcile(state, [fault(batch=9, cells=1)], {"grid_event": 9}, NOW)
    assert told(state) == [("sent", 1)]


def test_a_batch_of_another_source_proves_nothing(state):
    reconcile(state, [fault()], {"grid_event": 7}, NOW)
    reconcile(state, [], {"hotline_ticket": 99}, NOW)
    assert told(state) == [("open", 3)]


@pytest.mark.parametrize("wrong", [
    lambda s: send_back(s, 99, "x", "", NOW), lambda s: answer(s, 1, "x", "早了", NOW), lambda s: answer(s, 1, "x", " ", NOW),
])  # fmt: skip
def test_steps_that_make_no_sense_are_refused(state, wrong):
    reconcile(state, [fault()], {"grid_event": 7}, NOW)
    with pytest.raises(QueryError):
        wrong(state)
    assert told(state) == [("open", 3)]
