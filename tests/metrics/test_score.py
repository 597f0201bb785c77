"""Weighted scores."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.errors import QueryError
from metrics.score import Item, Rule, classify, explain, least_points, migration, round_half_up, score

TWO = (Item("tax", 60, 20), Item("rd", 40, 0.05))


def values(**rows):
    return pd.DataFrame.from_dict(rows, orient="index", columns=["tax", "rd"], dtype=float)


def test_a_firm_at_base_values_has_full_points():
    assert score(values(a=(20, 0.05)), Rule(TWO)).total.tolist() == [100]


def test_points_are_value_over_base_times_weight():
    found = score(values(a=(10, 0.1)), Rule(TWO))
    assert found.points.loc["a"].tolist() == [30, 80]
    assert found.total["a"] == 110


def test_a_cap_limits_every_item_and_is_noted():
    found = score(values(a=(100, 0.05)), Rule(TWO, cap=1.5))
    assert found.points.loc["a"].tolist() == [90, 40]
    assert found.notes.loc["a"].tolist() == ["封顶", ""]


def test_a_negative_value_falls_to_the_floor_and_is_noted():
    found = score(values(a=(-5, 0.05)), Rule(TWO))
    assert (found.total["a"], found.notes.loc["a", "tax"]) == (40, "保底")
    assert score(values(a=(-5, 0.05)), Rule(TWO, floor=None)).total["a"] == 25


@pytest.mark.parametrize(
    ("missing", "total", "note"), [("avg", 60 + 30, "赋平均分"), ("zero", 60, "缺数计零"), ("exclude", 100, "不计入")]
)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_missing_value_is_treated_as_the_rule_says(missing, total, note, value):
    table = values(a=(20, value), b=(20, 0.025), c=(20, 0.05))
    found = score(table, Rule(TWO, missing=missing))
    assert (found.total["a"], found.notes.loc["a", "rd"]) == (pytest.approx(total), note)
    assert found.total["c"] == 100


def test_an_item_that_nobody_has_is_left_out_for_all():
    found = score(values(a=(20, np.nan), b=(10, np.nan)), Rule(TWO))
    assert found.total.tolist() == [100, 50]
    assert set(found.notes["rd"]) == {"不计入"}


def test_a_firm_without_any_value_has_no_score():
    assert score(values(a=(np.nan, np.nan), b=(20, 0.05)), Rule(TWO, missing="exclude")).total.isna().tolist() == [
        True,
        False,
    ]


def test_bonus_and_penalty_are_added_after_the_items():
    found = score(
        values(a=(20, 0.05), b=(20, 0.05)), Rule(TWO),
        pd.Series({"a": 5.0, "b": np.nan}), pd.Series({"a": 1.0, "b": 3.0}),
    )  # fmt: skip
    assert found.total.tolist() == [104, 97]


def test_a_veto_takes_everything():
    found = score(values(a=(40, 0.1), b=(20, 0.05)), Rule(TWO), veto=pd.Series({"a": True, "b": False}))
    assert found.total.tolist() == [0, 100]


def test_less_is_better_where_the_item_says_so():
    rule = Rule((Item("tax", 60, 20), Item("rd", 40, 0.05, "down")), cap=2)
    assert score(values(a=(20, 0.1), b=(20, 0.0)), rule).points["rd"].tolist() == [20, 80]


@pytest.mark.parametrize(("decimals", "total"), [(0, 67), (1, 66.7), (2, 66.67)])
def test_the_total_is_rounded_half_up_and_only_at_the_end(decimals, total):
    rule = Rule((Item("tax", 100 / 3, 20), Item("rd", 100 / 3, 0.05)), decimals=decimals)
    assert score(values(a=(20, 0.05)), rule).total["a"] == pytest.approx(total)


def test_halves_go_up_in_spite_of_float_noise():
    assert round_half_up(pd.Series([2.675, 1.005, 0.125]), 2).tolist() == [2.68, 1.01, 0.13]


def test_the_explanation_names_every_term_and_begins_with_what_cost_most():
    table = values(a=(10, 0.05), b=(20, 0.05))
    found = score(table, Rule(TWO))
    told = explain(found, table, Rule(TWO), "a")
    assert told["item"].tolist() == ["tax", "rd"]
    assert told.iloc[0][["value", "base", "weight", "points", "lost", "note"]].tolist() == [10, 20, 60, 30, 30, ""]
    assert told["points"].sum() == found.total["a"]


@pytest.mark.parametrize("items", [(), (Item("tax", 60, 0),), (Item("tax", -1, 20),)])
def test_a_rule_without_items_or_with_an_impossible_base_is_refused(items):
    with pytest.raises(QueryError):
        Rule(items)


CUTS = {"A": 0.20, "B": 0.60, "C": 0.95}


def test_classes_by_rank_follow_twenty_sixty_and_ninety_five_per_cent():
    classes = classify(pd.Series(np.arange(100, 0, -1.0)), CUTS)
    assert classes.value_counts().to_dict() == {"B": 40, "C": 35, "A": 20, "D": 5}
    assert (classes.iloc[0], classes.iloc[19], classes.iloc[20], classes.iloc[99]) == ("A", "A", "B", "D")


def test_equal_scores_share_the_better_class():
    assert classify(pd.Series([90.0, 80, 80, 70, 60]), {"A": 0.4, "B": 0.8}).tolist() == ["A", "A", "A", "B", "D"]


def test_firms_that_are_not_evaluated_take_no_place():
    total = pd.Series([100.0, 90, 80, 70, 60])
    classes = classify(total, {"A": 0.5, "B": 0.9}, exempt=pd.Series([True, False, False, False, False]))
    assert classes.tolist() == ["T", "A", "A", "B", "B"]


def test_classes_by_points_take_the_least_points_of_a_class():
    assert classify(pd.Series([90.0, 89.99, 60, np.nan]), {"A": 90, "B": 60}, by="points", last="C-").tolist() == [
        "A",
        "B",
        "B",
        "T",
    ]


def test_a_vetoed_firm_is_in_the_last_class_whatever_its_rank():
    classes = classify(pd.Series([0.0, 5, 4, 3]), {"A": 0.5, "B": 1.0}, vetoed=pd.Series([True, False, False, False]))
    assert classes.tolist() == ["D", "A", "A", "B"]


def test_the_least_points_of_a_class_tell_what_is_missing_to_reach_it():
    total = pd.Series([90.0, 80, 70, 60])
    assert least_points(total, pd.Series(["A", "A", "B", "B"])).to_dict() == {"A": 80, "B": 60}


def test_the_migration_matrix_counts_firms_present_in_both_years():
    before = pd.Series({"x": "A", "y": "A", "z": "D", "gone": "B"})
    after = pd.Series({"x": "B", "y": "A", "z": "A", "new": "C"})
    table = migration(before, after)
    assert table.loc["A"].tolist() == [1, 1, 0, 0]
    assert table.loc["D"].tolist() == [1, 0, 0, 0]
    assert table.to_numpy().sum() == 3
    assert list(table.index) == list(table.columns) == ["A", "B", "C", "D"]


FIRMS = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), min_size=1, max_size=20)


@settings(deadline=None, max_examples=50)
@given(FIRMS, st.randoms(use_true_random=False))
def test_the_order_of_the_firms_changes_no_score_and_no_class(firms, chance):
    table = pd.DataFrame(firms, columns=["tax", "rd"])
    order = list(table.index)
    chance.shuffle(order)
    straight, mixed = score(table, Rule(TWO, cap=1.5)).total, score(table.loc[order], Rule(TWO, cap=1.5)).total
    pd.testing.assert_series_equal(straight, mixed.sort_index())
    pd.testing.assert_series_equal(classify(straight, CUTS), classify(mixed, CUTS).sort_index())


def test_twenty_thousand_firms_with_six_items_take_less_than_a_second():
    rng = np.random.default_rng(3)
    names = [f"item{n}" for n in range(6)]
    table = pd.DataFrame(rng.lognormal(0, 1, (20_000, 6)), columns=names)
    table.iloc[::5, 3] = np.nan
    begun = time.perf_counter()
    found = score(table, Rule(tuple(Item(name, 100 / 6, 1.0) for name in names), cap=1.5))
    classes = classify(found.total, CUTS)
    assert time.perf_counter() - begun < 1
    assert abs((classes == "A").mean() - 0.2) < 0.01


def test_under_the_least_coverage_there_is_no_score_and_no_made_up_mean_counts_as_known():
    two = Rule((Item("a", 60, 1.0), Item("b", 40, 1.0)), least_coverage=0.6)
    values = pd.DataFrame({"a": [1.0, np.nan, 1.0], "b": [1.0, 1.0, np.nan]})
    found = score(values, two)
    assert found.coverage.tolist() == [1.0, 0.4, 0.6]
    assert found.total.isna().tolist() == [False, True, False]
    assert classify(found.total, {"A": 0.5}).tolist() == ["A", "T", "A"]


def test_of_an_item_that_is_left_out_the_others_take_the_weight_and_nobody_loses_less_than_nothing():
    rule = Rule((Item("a", 20, 1), Item("b", 60, 1), Item("c", 20, 1)), missing="exclude")
    values = pd.DataFrame({"a": [0.5], "b": [1.0], "c": [float("nan")]}, index=["E"])
    told = explain(score(values, rule), values, rule, "E").set_index("item")
    assert told["weight"].dropna().to_dict() == {"a": 25.0, "b": 75.0}
    assert told["lost"].dropna().to_dict() == {"a": 12.5, "b": 0.0}
