"""Trying again: only what can heal, with growing pauses, up to an end."""

import pytest

from cockpit.errors import SourceIncomplete, SourceShapeError, SourceUnreachable
from loaders.patience import ONCE, Patience

DOWN = SourceUnreachable("库", "读不到", "稍后")
HALF = SourceIncomplete("口", "中途断开", "稍后")


def asked(*answers, attempts=4):
    left, pauses = list(answers), []

    def ask():
        told = left.pop(0)
        if isinstance(told, Exception):
            raise told
        return told

    return lambda: Patience(attempts, jitter=0.5, wait=pauses.append).again(ask), pauses, left


def test_what_heals_is_asked_for_again_after_growing_pauses_with_jitter():
    ask, pauses, _ = asked(DOWN, HALF, DOWN, "rows")
    assert ask() == "rows"
    assert [low <= pause <= low + 0.5 for low, pause in zip((1, 2, 4), pauses, strict=True)] == [True] * 3
    assert len({pause % 1 for pause in pauses}) == 3


def test_the_last_error_comes_out_when_patience_is_over():
    ask, pauses, left = asked(DOWN, HALF, "too late", attempts=2)
    with pytest.raises(SourceIncomplete) as refused:
        ask()
    assert (refused.value, len(pauses), left) == (HALF, 1, ["too late"])


def test_what_waiting_cannot_heal_is_not_asked_for_again():
    wrong = SourceShapeError("口", "没有列", "改映射")
    ask, pauses, left = asked(wrong, "rows")
    with pytest.raises(SourceShapeError):
        ask()
    assert (pauses, left) == ([], ["rows"])


def test_once_is_once():
    left = [DOWN, "rows"]

    def ask():
        raise left.pop(0)

    with pytest.raises(SourceUnreachable):
        ONCE.again(ask)
    assert left == ["rows"]
