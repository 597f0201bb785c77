"""Monthly appraisal scores: leaves first, then the composite score of the organization and its rank in the group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from loaders.demo.appraisal import LAG, LEAVES, YEARS, Leaf, leaf_ids, schedule
from loaders.demo.observations import month_end
from loaders.demo.organizations import APPRAISED
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array

#: Organizations with a story: how far below or above the others.
STORIES = {"ORG-LH": -0.07, "ORG-SWJ": -0.05, "ORG-JTJ": -0.03, "ORG-DS": 0.025, "ORG-GHJ": 0.03, "ORG-SS": -0.015}

COLUMNS = (
    "indicator_id", "org", "period", "version", "actual_ytd", "completion", "gap_pp", "score", "light",
    "rank_in_group", "status", "evidence_url",
)  # fmt: skip


def score_rows(today: date) -> Iterator[Rows]:
    """perf_score month by month: a row per leaf, and one with the group's root as indicator.

    The root's score is the composite of the organization (0–100); it has no light, so that lights count leaves.
    """
    for year in YEARS:
        for month in range(1, 13):
            published = month_end(year, month) + timedelta(days=LAG)
            if published > today:
                return
            frame = pd.concat([_group(group, year, month) for group in LEAVES], ignore_index=True)
            frame["status"] = "final" if year < today.year else "auto"
            columns: dict[str, Array] = {
                name: frame[name].astype(object).fillna("").astype(str).to_numpy(dtype=str) for name in COLUMNS
            }
            changed = np.datetime64(published, "s") + np.timedelta64(9, "h")
            yield Rows(columns, np.full(len(frame), changed))


def _group(group: str, year: int, month: int) -> pd.DataFrame:
    """Scores of one group in one month."""
    orgs = [code for code, (_, own, _) in APPRAISED.items() if own == group]
    records = [record for org in orgs for record in _organization(group, org, year, month)]
    frame = pd.DataFrame.from_records(records)
    frame["rank_in_group"] = (
        frame.groupby("indicator_id")["score"].rank(ascending=False, method="min").astype("Int64").astype(str)
    ).where(frame["score"].notna(), "")
    frame["period"] = f"{year}-{month:02d}"
    frame["version"] = "1"
    frame["evidence_url"] = ""
    return frame


def _organization(group: str, org: str, year: int, month: int) -> Iterator[dict[str, object]]:
    strength = generator(f"strength.{org}", year).normal(0, 0.035) + STORIES.get(org, 0.0)
    points, possible = 0.0, 0.0
    for leaf, code in zip(LEAVES[group], leaf_ids(group), strict=True):
        habit = generator(f"habit.{org}.{code}", year).normal(0, 0.05)
        chance = generator(f"month.{org}.{code}", year, month).normal(0, 0.015)
        ratio = leaf.pace + strength + habit + chance
        if month < leaf.start:
            yield _score(code, org, None, None, None, None, "N")
            continue
        actual, completion, gap, score = _progress(leaf, ratio, month)
        points, possible = points + score, possible + leaf.weight
        light = "R" if gap < -10 else "Y" if gap < -5 else "G"
        yield _score(code, org, actual, completion, gap, score, light)
    total = round(points / possible * 100, 3)
    yield _score(group.upper(), org, None, None, None, total, "")


def _progress(leaf: Leaf, ratio: float, month: int) -> tuple[float, float, float, float]:
    """Actual, completion, gap in percentage points (completion − schedule), score."""
    if leaf.calc == "qualified":
        actual = round(min(leaf.target * (1 + (ratio - 1) * 0.5) + 0.8, 100.0), 2)
        gap = round(min(actual - leaf.target, 0.0), 2)
        return actual, round(actual / leaf.target, 4), gap, round(leaf.weight * min(1 + gap / 20, 1), 3)
    planned = schedule(leaf.profile, month)
    if leaf.calc == "down":
        actual = max(round(leaf.target * planned * (2 - ratio)), 0)
        gap = round(min(planned - actual / leaf.target, 0.0) * 100, 2)
        return actual, round(actual / leaf.target, 4), gap, round(leaf.weight * min(1 + gap / 100, 1), 3)
    completion = round(planned * ratio, 4)
    gap = round((completion - planned) * 100, 2)
    score = round(leaf.weight * min(max(ratio, 0.4), 1.1) / 1.1, 3)
    return round(leaf.target * completion, 2), completion, gap, score


def _score(
    code: str,
    org: str,
    actual: float | None,
    completion: float | None,
    gap: float | None,
    score: float | None,
    light: str,
) -> dict[str, object]:
    return {
        "indicator_id": code, "org": org, "actual_ytd": actual, "completion": completion, "gap_pp": gap,
        "score": score, "light": light,
    }  # fmt: skip
