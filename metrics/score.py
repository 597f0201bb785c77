"""Weighted scores with their rule as data, explained term by term; classes; migration between years.

Source of the formula: Σ value ÷ base × weight (黄岩 2021/2022, F15); cuts differ by place (F16), so all is a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cockpit.errors import QueryError

Missing = Literal["avg", "zero", "exclude"]
#: Class of those that are not evaluated.
EXEMPT = "T"
_MISSED = {"avg": "赋平均分", "zero": "缺数计零", "exclude": "不计入"}


@dataclass(frozen=True)
class Item:
    """One scored value: `weight` points at the base value; down = less is better."""

    name: str
    weight: float
    base: float
    direction: Literal["up", "down"] = "up"


@dataclass(frozen=True)
class Rule:
    """How values become points.

    Args:
        cap, floor: an item's points are at most cap × and at least floor × its weight; None = no limit.
        missing: avg gives the mean points of those that have the value, zero gives none,
            exclude leaves the item out and scales the rest up to the full weight.
        decimals: of the total, rounded half up; points of items are never rounded before they are added.
        least_coverage: share of the full weight whose values must be known; under it there is no total at all.
    """

    items: tuple[Item, ...]
    cap: float | None = None
    floor: float | None = 0.0
    missing: Missing = "avg"
    decimals: int = 2
    least_coverage: float = 0.0

    def __post_init__(self) -> None:
        wrong = [item.name for item in self.items if item.base <= 0 or item.weight < 0]
        if wrong or not self.items:
            raise QueryError("评分规则", f"基准值须为正、权重不为负：{'、'.join(wrong) or '没有指标'}", "核对规则表")

    @property
    def full(self) -> float:
        """The points at base values."""
        return sum(item.weight for item in self.items)


@dataclass(frozen=True)
class Scores:
    """By entity: `points` per item (float64), `notes` per item (封顶, 保底, 赋平均分, 缺数计零, 不计入, or ""),
    `total` after bonus and penalty, rounded (NaN where too little is known); `vetoed` bool; `coverage`: the share of
    the full weight whose values were known, before any of the missing ones was made up for (float64, 0..1)."""

    points: pd.DataFrame
    notes: pd.DataFrame
    bonus: pd.Series
    penalty: pd.Series
    total: pd.Series
    vetoed: pd.Series
    coverage: pd.Series


def score(
    values: pd.DataFrame,
    rule: Rule,
    bonus: pd.Series | None = None,
    penalty: pd.Series | None = None,
    veto: pd.Series | None = None,
) -> Scores:
    """Points of every entity.

    Args:
        values: one column per item of the rule (float64; NaN and ±inf = missing), one row per entity.
        bonus, penalty: points to add and to take away; missing means none. veto: bool, true = no points at all.
    """
    names = [item.name for item in rule.items]
    known = values[names].where(np.isfinite(values[names].astype(float)))
    ratios = pd.DataFrame({item.name: _ratio(known[item.name], item) for item in rule.items}, index=values.index)
    weights = pd.Series({item.name: item.weight for item in rule.items})
    limited = ratios.clip(lower=rule.floor, upper=rule.cap)
    points = _fill(limited * weights, rule, weights)
    notes = pd.DataFrame("", index=values.index, columns=names)
    notes = (
        notes.mask(ratios > limited, "封顶").mask(ratios < limited, "保底").mask(known.isna(), _MISSED[rule.missing])
    )
    notes = notes.mask(points.isna(), _MISSED["exclude"])
    plus, minus = _extra(bonus, values.index), _extra(penalty, values.index)
    vetoed = pd.Series(False, index=values.index) if veto is None else veto.astype(bool)
    coverage = known.notna().mul(weights, axis=1).sum(axis=1) / rule.full
    total = (points.sum(axis=1, min_count=1) + plus - minus).mask(coverage < rule.least_coverage - 1e-12)
    return Scores(points, notes, plus, minus, round_half_up(total.mask(vetoed, 0.0), rule.decimals), vetoed, coverage)


def explain(scores: Scores, values: pd.DataFrame, rule: Rule, entity: str) -> pd.DataFrame:
    """Why one entity has its score.

    Returns: one row per item, most points lost first: item, value, base, weight (as it counts for this entity: of what
        is left out the others take the weight), points, lost (weight − points), note.
    """
    names = [item.name for item in rule.items]
    points, weights = scores.points[names].loc[entity], weights_that_count(scores, rule).loc[entity]
    rows = pd.DataFrame(
        {
            "item": names,
            "value": values[names].loc[entity].to_numpy(dtype=float),
            "base": [item.base for item in rule.items],
            "weight": weights.to_numpy(),
            "points": points.to_numpy(dtype=float),
            "note": scores.notes[names].loc[entity].to_numpy(),
        }
    )
    rows = rows.assign(lost=rows["weight"] - rows["points"])
    return rows.sort_values("lost", ascending=False, ignore_index=True)


def weights_that_count(scores: Scores, rule: Rule) -> pd.DataFrame:
    """By entity and item the weight as it counts: of what is left out (NaN) the others take the weight."""
    told = pd.Series({item.name: float(item.weight) for item in rule.items})
    own = scores.points[list(told.index)].notna() * told
    return own.mul(rule.full / own.sum(axis=1), axis=0).where(scores.points[list(told.index)].notna())


def classify(
    total: pd.Series,
    cuts: Mapping[str, float],
    by: Literal["rank", "points"] = "rank",
    last: str = "D",
    exempt: pd.Series | None = None,
    vetoed: pd.Series | None = None,
) -> pd.Series:
    """The class of every entity.

    Args:
        cuts: in falling order of merit. by rank: the share from the top up to which a class reaches (A 0.20, B 0.60,
            C 0.95), equal scores share the better place; by points: the least points of a class.
        exempt: true = not evaluated (T), and not counted among the ranks. vetoed: true = the last class.

    Returns: str; missing scores are T.
    """
    outside = total.isna() if exempt is None else total.isna() | exempt.astype(bool)
    fallen = pd.Series(False, index=total.index) if vetoed is None else vetoed.astype(bool)
    judged = total.mask(outside).mask(fallen, -np.inf)
    if by == "rank":
        place = (judged.rank(method="min", ascending=False) - 1) / judged.notna().sum()
        chosen = [place < cut - 1e-12 for cut in cuts.values()]
    else:
        chosen = [judged >= cut for cut in cuts.values()]
    classes = pd.Series(np.select(chosen, list(cuts), default=last), index=total.index)
    return classes.mask(fallen, last).mask(outside, EXEMPT).astype("str")


def least_points(total: pd.Series, classes: pd.Series) -> pd.Series:
    """The lowest score found in each class: what an entity of the class below has to reach. float64 by class."""
    return total.groupby(classes).min()


def migration(before: pd.Series, after: pd.Series, order: tuple[str, ...] = ("A", "B", "C", "D")) -> pd.DataFrame:
    """Entities by class of last year (rows) and of this year (columns); those in neither order are left out.

    Args:
        before, after: class by the same entity index; an entity that is in only one of them is left out.
    """
    both = pd.concat({"before": before, "after": after}, axis=1, join="inner")
    return pd.crosstab(both["before"], both["after"]).reindex(index=list(order), columns=list(order), fill_value=0)


def round_half_up(values: pd.Series, decimals: int) -> pd.Series:
    """Half up away from float noise; NaN stays NaN."""
    scale = 10.0**decimals
    return np.floor(values * scale + 0.5 + 1e-9) / scale


def _ratio(values: pd.Series, item: Item) -> pd.Series:
    if item.direction == "up":
        return values / item.base
    # Nothing used of what should be little is the best there is, not a division by zero.
    return (item.base / values.where(values > 0)).mask(values <= 0, np.inf)


def _fill(points: pd.DataFrame, rule: Rule, weights: pd.Series) -> pd.DataFrame:
    """Points with the missing ones treated by the rule; what then is still missing is left out and the rest scaled up.

    An item that nobody has has no mean either: it is left out for all.
    """
    if rule.missing == "avg":
        points = points.fillna(points.mean())
    elif rule.missing == "zero":
        points = points.where(points.notna(), 0.0)
    present = points.notna().mul(weights, axis=1).sum(axis=1)
    return points.mul(rule.full / present.where(present > 0), axis=0)


def _extra(points: pd.Series | None, index: pd.Index) -> pd.Series:
    if points is None:
        return pd.Series(0.0, index=index)
    return points.where(points.notna(), 0.0).astype(float)
