"""Movement between classes: what is hidden is a star in its cell, never a hole that reads as none."""

import re

import pandas as pd

from cockpit.view.panels.enterprises import _told
from tests.drawn import drawn


def test_a_hidden_cell_of_the_picture_is_a_star_and_a_zero_is_none():
    shown = pd.DataFrame({"A": [57, pd.NA], "B": [0, 105]}, index=["A", "B"], dtype="Int64")
    assert [(note["y"], note["x"], note["text"]) for note in _told(shown)] == [
        ("去年A", "今年A", "57"), ("去年A", "今年B", "0"), ("去年B", "今年A", "*"), ("去年B", "今年B", "105"),
    ]  # fmt: skip


def test_figures_take_the_ink_that_their_ground_asks_for():
    shown = pd.DataFrame({"A": [57, pd.NA], "B": [0, 105]}, index=["A", "B"], dtype="Int64")
    assert [note["font"]["color"] for note in _told(shown)] == [
        "token:ink", "token:ink", "token:ink", "token:raised",
    ]  # fmt: skip


def test_enterprises_outside_the_four_classes_are_told_so_that_both_cards_add_up(server):
    told = drawn(server, "/economy").get_text()
    rated, left = re.search(r"规上工业参评 (\d+) 家：.*?四档以外（不评等）另有 (\d+) 家。", told).groups()
    assert int(rated) + int(left) == int(re.search(r"(\d+) 家按六项指标复算", told)[1])
