"""Do the accounts of one thing agree? Goods, documents and titles; persons, attendance, wages and the special account.

Source: systems.md §14.10 (三账/五账核对). A difference is a 线索 for those who answer, never a verdict; an account
that does not know the thing is named, and is never taken for one that says nothing is there.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

AGREED, APART, GAP = "一致", "不一致", "缺账"


def reconcile(accounts: Mapping[str, pd.Series], tolerance: float = 0.0, share: float = 0.0) -> pd.DataFrame:
    """Every key of every account, the widest difference first.

    Args:
        accounts: account's name → values by key (float64, all in one unit, keys unique; NaN = the account has the key
            but no value). At least two.
        tolerance: greatest difference (same unit) that still agrees. share: the same as a share of the largest value;
            the more generous of the two counts.

    Returns: by key, one column per account, then spread (largest − smallest known, NaN under two known), missing
        (names of accounts without a value), highest, lowest (names, empty under two known), verdict (一致, 不一致,
        缺账: where all known agree but one is missing).
    """
    table = pd.DataFrame(dict(accounts)).astype(float)
    known = table.notna()
    enough = known.sum(axis=1) >= 2
    spread = (table.max(axis=1) - table.min(axis=1)).where(enough)
    allowed = (table.abs().max(axis=1) * share).clip(lower=tolerance)
    apart = spread > allowed + 1e-9 * allowed.clip(lower=1.0)
    verdict = pd.Series(AGREED, index=table.index).mask(~known.all(axis=1), GAP).mask(apart, APART)
    names = pd.Series(table.columns, index=table.columns)
    told = table.assign(
        spread=spread,
        missing=["、".join(names[~row]) for row in known.to_numpy()],
        highest=_names(table, enough, "idxmax"),
        lowest=_names(table, enough, "idxmin"),
        verdict=verdict,
    )
    rank = told["verdict"].map({APART: 0, GAP: 1, AGREED: 2})
    ordered = told.assign(rank=rank).sort_values(["rank", "spread"], ascending=[True, False], kind="stable")
    return ordered.drop(columns="rank")


def _names(table: pd.DataFrame, enough: pd.Series, which: str) -> pd.Series:
    """The account with the extreme value per key, empty where fewer than two are known."""
    names = pd.Series("", index=table.index, dtype=object)
    if enough.any():
        names[enough] = getattr(table[enough], which)(axis=1)
    return names
