"""Small groups, and what would give them away."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from metrics.suppression import masked, suppressed


def table(*rows):
    return pd.DataFrame(
        list(rows), index=[f"r{n}" for n in range(len(rows))], columns=[f"c{n}" for n in range(len(rows[0]))]
    )


def hidden(*rows):
    return suppressed(table(*rows)).to_numpy().tolist()


def test_fewer_than_three_are_hidden_and_none_or_three_are_shown():
    assert hidden([0, 1, 2, 3]) == [[False, True, True, False]]


def test_a_single_hidden_cell_of_a_row_takes_the_smallest_other_with_it():
    assert hidden([2, 9, 5]) == [[True, False, True]]


def test_in_two_directions_no_row_and_no_column_has_a_single_hidden_cell():
    found = hidden([2, 9, 8], [7, 5, 6], [9, 9, 9])
    assert found == [[True, False, True], [True, False, True], [False, False, False]]


def test_a_masked_cell_is_missing_and_never_zero():
    shown = masked(table([2, 9, 5]))
    assert shown.isna().to_numpy().tolist() == [[True, False, True]]
    assert shown.loc["r0", "c1"] == 9


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=5)
    )
)
def test_no_hidden_cell_follows_from_a_total(rows):
    counts, found = table(*rows), suppressed(table(*rows))
    assert found.where((counts > 0) & (counts < 3), True).to_numpy().all()
    for lines, marks in ((counts, found), (counts.T, found.T)):
        for name in lines.index:
            if marks.loc[name].sum() == 1:
                assert (lines.loc[name][~marks.loc[name]] == 0).all()
