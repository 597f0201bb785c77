"""The trail can be turned page by page to its first entry, and every entry stands on exactly one page."""

from datetime import datetime

import pytest

from cockpit.audit import leaf as leaves
from cockpit.audit.leaf import leaf
from cockpit.audit.trail import Actor, Trail
from cockpit.state.database import open_state

ANN, BOB = Actor("ann"), Actor("bob")


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setattr(leaves, "SIZE", 3)
    own = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    for number in range(8):
        Trail(own, b"k" * 32).append(datetime(2026, 11, 29), BOB if number % 2 else ANN, "logout")
    return own


def numbers(shown):
    return [entry.id for entry in shown.entries]


def test_the_newest_stand_first_and_nothing_is_newer(state):
    shown = leaf(state, {})
    assert (numbers(shown), shown.newer, shown.older) == ([8, 7, 6], False, True)


def test_turning_back_shows_every_entry_once(state):
    shown = leaf(state, {})
    seen = numbers(shown)
    while shown.older:
        shown = leaf(state, {}, before=seen[-1])
        seen += numbers(shown)
    assert (seen, shown.newer) == ([8, 7, 6, 5, 4, 3, 2, 1], True)


def test_turning_forward_meets_the_page_one_came_from(state):
    assert numbers(leaf(state, {}, after=2)) == [5, 4, 3]
    newest = leaf(state, {}, after=5)
    assert (numbers(newest), newest.newer, newest.older) == ([8, 7, 6], False, True)


def test_a_page_stays_the_same_while_entries_are_added(state):
    before = numbers(leaf(state, {}, before=6))
    Trail(state, b"k" * 32).append(datetime(2026, 11, 29), ANN, "logout")
    assert numbers(leaf(state, {}, before=6)) == before


def test_pages_hold_only_what_was_asked_for(state):
    shown = leaf(state, {"account": "ann"})
    assert (numbers(shown), shown.older) == ([7, 5, 3], True)
    assert numbers(leaf(state, {"account": "ann"}, before=3)) == [1]


def test_beyond_the_last_there_is_nothing(state):
    assert numbers(leaf(state, {}, before=1)) == numbers(leaf(state, {}, after=8)) == []
