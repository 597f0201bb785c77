"""Comparing rates of different sample sizes."""

import pandas as pd
import pytest

from metrics.wilson import lower_bound, ranking


def rates(**counts):
    return pd.DataFrame([(name, k, n) for name, (k, n) in counts.items()], columns=["name", "successes", "trials"])


def test_six_of_six_does_not_come_before_285_of_300():
    table = ranking(rates(A=(6, 6), B=(285, 300)))
    assert table["name"].tolist() == ["B", "A"]
    assert table["small"].tolist() == [False, True]
    assert table["place"].tolist()[0] == 1 and pd.isna(table["place"].iloc[1])


def test_the_bound_agrees_with_the_published_formula():
    assert lower_bound(6, 6) == pytest.approx(0.6097, abs=1e-4)
    assert lower_bound(285, 300) == pytest.approx(0.9192, abs=1e-4)
    assert lower_bound(0, 50) == pytest.approx(0, abs=1e-12)


def test_a_larger_sample_of_the_same_rate_comes_first():
    assert ranking(rates(A=(90, 100), B=(900, 1000)))["name"].tolist() == ["B", "A"]


def test_equal_rows_share_a_place_and_the_next_place_is_skipped():
    assert ranking(rates(A=(90, 100), B=(90, 100), C=(50, 100)))["place"].tolist() == [1, 1, 3]


def test_no_trials_have_no_rate_and_come_last():
    table = ranking(rates(A=(0, 0), B=(10, 40)))
    assert table["name"].tolist() == ["B", "A"]
    assert pd.isna(table["rate"].iloc[1])


def test_a_small_sample_stands_last_even_when_its_bound_is_higher():
    table = ranking(rates(A=(29, 29), B=(60, 100)))
    assert lower_bound(29, 29) > lower_bound(60, 100)
    assert table["name"].tolist() == ["B", "A"]


def test_thirty_trials_are_enough_and_twenty_nine_are_not():
    told = ranking(pd.DataFrame({"who": ["a", "b"], "successes": [30, 29], "trials": [30, 29]})).set_index("who")
    assert told["small"].to_dict() == {"a": False, "b": True}
