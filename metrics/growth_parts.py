"""What each part adds to a growth rate, in percentage points: last year's weight times the part's published growth (S08).

A growth rate is never put together from parts (S01), so the sum of what they add is told beside the published rate and
never replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from metrics.growth import contribution

#: The parts' levels have to make up the whole but for this share of it, or their weights say nothing.
APART = 0.01


@dataclass(frozen=True)
class GrowthParts:
    """What the parts add.

    Args:
        points: by part, largest first: weight, growth, points (fractions); empty when refused.
        added: the sum of the points. refused: why there is nothing to tell; empty when there is.
    """

    points: pd.DataFrame
    added: float
    refused: str = ""


def growth_parts(before: pd.Series, whole_before: float | None, growth: pd.Series) -> GrowthParts:
    """Contributions of the parts to the growth of the whole.

    Args:
        before: level of each part in the same period of last year (base unit). whole_before: the whole's own.
        growth: published growth of each part (fraction); a part without one refuses all.
    """
    nothing = pd.DataFrame({"weight": [], "growth": [], "points": []}, dtype=float)
    if whole_before is None or whole_before <= 0 or before.dropna().empty:
        return GrowthParts(nothing, 0.0, "上年同期的总量或分项没有公布")
    if before.isna().any() or abs(float(before.sum()) - whole_before) > APART * whole_before:
        return GrowthParts(nothing, 0.0, "分项合计不等于总量，权重不成立")
    rates = growth.reindex(before.index)
    if rates.isna().any():
        return GrowthParts(nothing, 0.0, "有分项没有公布增速")
    points = [contribution(float(b), whole_before, float(g)) for b, g in zip(before, rates, strict=True)]
    table = pd.DataFrame({"weight": before / whole_before, "growth": rates, "points": points}, index=before.index)
    ordered = table.loc[table["points"].sort_values(ascending=False, kind="stable").index]
    return GrowthParts(ordered, float(sum(points)))
