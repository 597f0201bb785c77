"""Small groups are not shown, and cannot be computed from what is shown.

Primary: counts of 1 or 2 (fewer than three). Complementary: where a row or column with a shown total has exactly one
hidden cell, its smallest other cell is hidden too, again and again until no hidden cell follows from the totals.
"""

from __future__ import annotations

import pandas as pd

#: Fewer than this many and a group is hidden; none at all is shown, it points at nobody.
LEAST = 3


def suppressed(counts: pd.DataFrame, least: int = LEAST) -> pd.DataFrame:
    """Which cells of a table of counts are hidden.

    Args:
        counts: rows by one attribute, columns by another, cells whole numbers; totals of rows and columns are shown.

    Returns: bool of the same shape.
    """
    hidden = (counts > 0) & (counts < least)
    while True:
        cell = _exposed(counts, hidden)
        if cell is None:
            return hidden
        hidden.loc[cell] = True


def masked(counts: pd.DataFrame, least: int = LEAST) -> pd.DataFrame:
    """The table with hidden cells missing (Int64, <NA>)."""
    return counts.astype("Int64").mask(suppressed(counts, least))


def starred(values: pd.Series) -> pd.Series:
    """Values as they are shown and exported: a hidden one is *, never empty and never 0 (object)."""
    return values.astype(object).where(values.notna(), "*")


def _exposed(counts: pd.DataFrame, hidden: pd.DataFrame) -> tuple[object, object] | None:
    """A cell that has to be hidden because it would give away the only hidden one of its row or column."""
    for lines, marks, turned in ((counts, hidden, False), (counts.T, hidden.T, True)):
        for name in lines.index:
            if marks.loc[name].sum() != 1:
                continue
            # An empty cell hides nothing; without any other person in the line the total itself says it all.
            others = lines.loc[name][~marks.loc[name] & (lines.loc[name] > 0)]
            if len(others):
                # A cell whose other line already hides one exposes nothing new; among those the smallest.
                order = pd.DataFrame({"alone": ~marks[others.index].any(), "count": others})
                other = order.sort_values(["alone", "count"], kind="stable").index[0]
                return (other, name) if turned else (name, other)
    return None
