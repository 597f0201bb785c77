"""As of a day, and revision by revision."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.observation import KEY
from metrics.vintage import known_at, revisions
from tests.builders import frame, observed

MARCH = [
    observed("2026-03", 35, vintage="2026-04-18"),
    observed("2026-03", 33, vintage="2026-05-18"),
    observed("2026-03", 33, vintage="2026-06-18"),
    observed("2026-04", 52, vintage="2026-05-18"),
]


def test_what_was_known_on_a_day_is_the_newest_vintage_of_that_day():
    rows = frame(*MARCH)
    for day, known in (("2026-04-17", []), ("2026-04-18", [35]), ("2026-05-17", [35]), ("2026-05-18", [33, 52])):
        assert known_at(rows, pd.Timestamp(day)).sort_values("period_end")["value"].tolist() == known, day


def test_a_revision_says_from_what_to_what_and_a_repeated_value_is_none():
    found = revisions(frame(*MARCH))
    assert found[["before", "after", "change"]].to_numpy().tolist() == [[35, 33, -2]]
    assert found["vintage"].tolist() == [pd.Timestamp("2026-05-18")]


def test_growth_and_value_of_a_period_are_no_revisions_of_each_other():
    rows = frame(observed("2026-03", 35), observed("2026-03", 0.05, basis="ytd_yoy"), observed("2026-03", None))
    assert revisions(rows).empty


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 28), st.integers(0, 3)), unique_by=lambda v: v[:2]))
def test_the_last_day_knows_what_plain_python_keeps_and_revisions_lead_from_first_to_last(told):
    rows = frame(*[observed(f"2026-0{m}", value, vintage=f"2026-06-{d:02d}") for m, d, value in told])
    newest = {m: value for m, _, value in sorted(told)}
    known = known_at(rows, pd.Timestamp("2026-07-01"))
    assert dict(zip(known["period_start"].dt.month, known["value"], strict=True)) == newest
    first = {m: value for m, _, value in sorted(told, reverse=True)}
    moved = revisions(rows).groupby("period_start")["change"].sum()
    assert {stamp.month: change for stamp, change in moved.items() if change} == {
        m: newest[m] - first[m] for m in newest if newest[m] != first[m]
    }
    assert set(KEY) <= set(revisions(rows).columns)
