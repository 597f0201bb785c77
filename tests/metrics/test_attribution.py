"""Contributions add up to the change, whatever the parts."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.attribution import of_ratio, of_sum

AMOUNTS = st.floats(0, 1e9, allow_nan=False)


def parts(**cells):
    return pd.DataFrame.from_dict(cells, orient="index", columns=["numerator", "denominator"], dtype=float)


def test_the_worked_figures_of_a_sum():
    found = of_sum(pd.Series({"定海": 100.0, "岱山": 50.0}), pd.Series({"定海": 90.0, "岱山": 80.0}))
    assert found.index.tolist() == ["岱山", "定海"]
    assert found["change"].tolist() == [30.0, -10.0]
    assert found["points"].tolist() == pytest.approx([0.2, -10 / 150])


def test_a_part_that_is_new_or_gone_contributes_all_of_itself():
    found = of_sum(pd.Series({"旧": 4.0}), pd.Series({"新": 7.0}))
    assert found["change"].to_dict() == {"新": 7.0, "旧": -4.0}


def test_a_missing_part_leaves_nothing_to_explain():
    assert of_sum(pd.Series({"a": 1.0, "b": None}), pd.Series({"a": 2.0, "b": 3.0})).empty


def test_from_nothing_there_are_no_points():
    assert of_sum(pd.Series({"a": 0.0}), pd.Series({"a": 5.0}))["points"].isna().tolist() == [True]


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=8))
def test_the_parts_of_a_sum_add_up_to_its_change(pairs):
    before, after = (pd.Series([pair[n] for pair in pairs], dtype=float) for n in (0, 1))
    assert of_sum(before, after)["change"].sum() == pytest.approx(after.sum() - before.sum(), rel=1e-9, abs=1e-3)


def test_rates_alone():
    found = of_ratio(parts(a=(90, 100), b=(50, 100)), parts(a=(80, 100), b=(50, 100)))
    assert found.loc["a", ["rate", "mix", "contribution"]].tolist() == pytest.approx([-0.05, 0.0, -0.05])
    assert found.loc["b", "contribution"] == pytest.approx(0.0)


def test_mix_alone_every_part_keeps_its_rate_and_the_whole_falls():
    found = of_ratio(parts(a=(90, 100), b=(50, 100)), parts(a=(45, 50), b=(75, 150)))
    assert found["rate"].tolist() == pytest.approx([0.0, 0.0])
    assert found["contribution"].sum() == pytest.approx(120 / 200 - 140 / 200)
    assert (found["mix"] < 0).all()


def test_a_new_part_acts_through_its_weight_only():
    found = of_ratio(parts(a=(90, 100)), parts(a=(90, 100), b=(10, 100)))
    assert found.loc["b", "rate"] == pytest.approx(0.0)
    assert found["contribution"].sum() == pytest.approx(0.5 - 0.9)


def test_nothing_over_nothing_explains_nothing():
    assert of_ratio(parts(a=(0, 0)), parts(a=(1, 2))).empty


@settings(max_examples=200)
@given(st.lists(st.tuples(*[st.floats(0, 1), st.integers(0, 1000)] * 2), min_size=1, max_size=6))
def test_rate_and_mix_effects_of_all_parts_add_up_to_the_change_of_the_ratio(cells):
    before = pd.DataFrame([(rate * count, count) for rate, count, _, _ in cells], columns=["numerator", "denominator"])
    after = pd.DataFrame([(rate * count, count) for _, _, rate, count in cells], columns=["numerator", "denominator"])
    found = of_ratio(before, after)
    if not (before["denominator"].sum() and after["denominator"].sum()):
        assert found.empty
        return
    change = (
        after["numerator"].sum() / after["denominator"].sum() - before["numerator"].sum() / before["denominator"].sum()
    )
    assert found["contribution"].sum() == pytest.approx(change, abs=1e-9)
