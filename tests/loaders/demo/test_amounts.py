import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loaders.demo.amounts import apportion, path


@given(st.integers(0, 10**12), st.lists(st.floats(0.001, 1e6), min_size=1, max_size=40))
def test_parts_always_add_up_to_the_whole(total, weights):
    parts = apportion(total, np.array(weights))
    assert parts.sum() == total
    assert (parts >= 0).all()


def test_every_row_adds_up_to_its_own_total():
    parts = apportion(np.array([10, 7]), np.array([[1, 1, 1], [1, 2, 0]]))
    assert parts.tolist() == [[4, 3, 3], [2, 5, 0]]


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_year_runs_through_its_anchors(first, second):
    months = path({5: first, 12: first + second}, np.ones(12))
    assert months[:5].sum() == first
    assert months.sum() == first + second


def test_a_year_without_its_end_is_refused_by_nobody_but_stays_empty_after_the_last_anchor():
    assert path({3: 90}, np.ones(12)).tolist() == [30, 30, 30] + [0] * 9


def test_the_season_decides_within_a_segment():
    assert path({2: 40, 12: 140}, np.array([1, 3] + [1] * 10))[:2].tolist() == [10, 30]
