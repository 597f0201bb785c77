"""Three accounts of the same oil, five accounts of the same wages."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.reconcile import reconcile

TANKS = {
    "实物": pd.Series({"1号罐": 1000.0, "2号罐": 500.0, "3号罐": 200.0}),
    "单证": pd.Series({"1号罐": 1004.0, "2号罐": 650.0, "4号罐": 80.0}),
    "货权": pd.Series({"1号罐": 1000.0, "2号罐": 500.0, "3号罐": 200.0, "4号罐": None}),
}


def test_the_widest_difference_is_first_and_names_who_says_most_and_least():
    found = reconcile(TANKS, share=0.005)
    assert found["verdict"].to_dict() == {"2号罐": "不一致", "3号罐": "缺账", "4号罐": "缺账", "1号罐": "一致"}
    first = found.iloc[0]
    assert (found.index[0], first["spread"], first["highest"], first["lowest"]) == ("2号罐", 150, "单证", "实物")


def test_an_account_that_does_not_know_is_named_and_not_taken_for_zero():
    found = reconcile(TANKS, tolerance=5)
    assert (found.loc["3号罐", "missing"], found.loc["3号罐", "spread"]) == ("单证", 0)
    assert (found.loc["4号罐", "missing"], found.loc["4号罐", "highest"]) == ("实物、货权", "")
    assert pd.isna(found.loc["4号罐", "spread"])


def test_the_tolerance_itself_still_agrees():
    accounts = {"甲": pd.Series({"k": 100.0}), "乙": pd.Series({"k": 105.0})}
    assert reconcile(accounts, tolerance=5)["verdict"].tolist() == ["一致"]
    assert reconcile(accounts, tolerance=4.9)["verdict"].tolist() == ["不一致"]


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.none() | st.integers(-9, 9), min_size=3, max_size=3)))
def test_verdicts_are_what_plain_python_says_key_by_key(rows):
    accounts = {name: pd.Series({k: v[n] for k, v in rows.items()}, dtype=float) for n, name in enumerate("甲乙丙")}
    found = reconcile(accounts, tolerance=2)
    for key, values in rows.items():
        known = [value for value in values if value is not None]
        apart = len(known) > 1 and max(known) - min(known) > 2
        assert found.loc[key, "verdict"] == ("不一致" if apart else "缺账" if len(known) < 3 else "一致")
    assert len(found) == len(rows)
