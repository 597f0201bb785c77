"""Which part changed the whole, and by how much: contributions that add up to the change exactly.

Sums: a part contributes its own change. Ratios (Marshall–Edgeworth midpoints): a part contributes a rate effect (its
rate moved) and a mix effect (its weight moved towards or away from parts with a high rate).
"""

from __future__ import annotations

import pandas as pd


def of_sum(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Contributions of the parts to the change of their sum.

    Args:
        before, after: values by part (base unit); a part that is in only one of them was 0 in the other. NaN = missing.

    Returns: by part, largest contribution first: before, after, change, points (change over the whole's value before,
        NaN when that is not positive). Empty when any part's value is missing: a gap has no cause.
    """
    parts = pd.DataFrame({"before": before, "after": after})
    known_before, known_after = parts.index.isin(before.dropna().index), parts.index.isin(after.dropna().index)
    absent_before, absent_after = ~parts.index.isin(before.index), ~parts.index.isin(after.index)
    if not ((known_before | absent_before) & (known_after | absent_after)).all():
        return parts.iloc[:0].assign(change=0.0, points=0.0)
    parts = parts.mask(pd.DataFrame({"before": absent_before, "after": absent_after}, index=parts.index), 0.0)
    change = parts["after"] - parts["before"]
    whole = parts["before"].sum()
    return _largest_first(parts.assign(change=change, points=change / whole if whole > 0 else float("nan")), "change")


def of_ratio(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Contributions of the parts to the change of Σ numerator ÷ Σ denominator.

    Args:
        before, after: by part, columns numerator, denominator (float64); a part with denominator 0 has no weight.

    Returns: by part, largest contribution first: rate_before, rate_after, rate (effect), mix (effect),
        contribution = rate + mix; contributions add up to the change of the whole ratio. Empty when a whole
        denominator is 0.
    """
    parts = sorted({*before.index, *after.index})
    first, last = (frame.reindex(parts).astype(float) for frame in (before, after))
    weights = [frame["denominator"].where(frame["denominator"].notna(), 0.0) for frame in (first, last)]
    columns = ["rate_before", "rate_after", "rate", "mix", "contribution"]
    if not all(weight.sum() > 0 for weight in weights):
        return pd.DataFrame(columns=columns, dtype=float)
    shares = [weight / weight.sum() for weight in weights]
    rates = [
        frame["numerator"] / weight.where(weight > 0) for frame, weight in zip((first, last), weights, strict=True)
    ]
    # A part that was not there before has no old rate: it can only have an effect by its weight.
    rate_0, rate_1 = rates[0].fillna(rates[1]).fillna(rates[1].mean()), rates[1].fillna(rates[0])
    rate_1 = rate_1.fillna(rate_0)
    whole = [float((share * rate).sum()) for share, rate in zip(shares, (rate_0, rate_1), strict=True)]
    middle = sum(whole) / 2
    rate_effect = (shares[0] + shares[1]) / 2 * (rate_1 - rate_0)
    mix_effect = ((rate_0 + rate_1) / 2 - middle) * (shares[1] - shares[0])
    effects = pd.DataFrame(
        {"rate_before": rates[0], "rate_after": rates[1], "rate": rate_effect, "mix": mix_effect,
         "contribution": rate_effect + mix_effect}
    )  # fmt: skip
    return _largest_first(effects, "contribution")


def _largest_first(parts: pd.DataFrame, column: str) -> pd.DataFrame:
    return parts.loc[parts[column].abs().sort_values(ascending=False, kind="stable").index]
