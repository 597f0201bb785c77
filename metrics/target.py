"""Targets and schedules: how far, how far it should be, and by how much it is behind (S11, traps.md 13)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from metrics.model import Indicator
from metrics.period import Period

#: Words for 年度目标 once its year is over.
REACHED, MISSED = "期末核验:达成", "期末核验:未达成"


@dataclass(frozen=True)
class Progress:
    """Completion against schedule at a period.

    Args:
        target: in the indicator's base unit. op: >=, <= or =.
        completion: actual ÷ target for rising indicators, target ÷ actual for falling ones; 1.0 = reached.
        schedule: share of the year's target due by the period's end, 0..1.
        gap_pp: (completion − schedule) in percentage points; negative is behind.
        gap_days: the same gap in days of the linear year.
        verdict: after the target's year, whether it was reached; empty before.
        document: who approved the target, and where it is written.
    """

    target: float
    op: str
    completion: float | None
    schedule: float | None
    gap_pp: float | None
    gap_days: float | None
    verdict: str
    document: str
    version: str
    profile: str


def progress(
    indicator: Indicator,
    targets: pd.DataFrame,
    where: str,
    period: Period,
    value: float | None,
    now: datetime,
) -> Progress | None:
    """Progress of a value of the year to `period`; None without a target.

    Args:
        targets: columns of record indicator_target (target_value in base unit).
    """
    row = yearly_target(indicator, targets, where, period.last_day.year)
    if row is None or value is None or indicator.kind == "growth":
        return None
    target = float(row["target_value"])
    done = completion(indicator.direction, value, target)
    over = now.date() >= date(period.last_day.year + 1, 1, 1) and period.last_day.month == 12
    due = schedule_share(str(row["profile"]), row["weights_json"], period.last_day)
    gap = None if done is None else (done - due) * 100
    verdict = "" if not over or done is None else REACHED if done >= 1 else MISSED
    return Progress(
        target, str(row["target_op"]), done, due, gap, None if gap is None else gap / 100 * 365,
        verdict, str(row["approved_by"]), str(row["version"]), str(row["profile"]),
    )  # fmt: skip


def yearly_target(indicator: Indicator, targets: pd.DataFrame, where: str, year: int) -> pd.Series | None:
    """The newest version of the target of a year, or None."""
    match = targets[
        (targets["indicator_code"] == indicator.code) & (targets["region_code"] == where)
        & (targets["year"].astype(str) == str(year))
    ].dropna(subset=["target_value"])  # fmt: skip
    return None if match.empty else match.sort_values("version").iloc[-1]


def completion(direction: str, value: float, target: float) -> float | None:
    """A/T for rising, T/A for falling indicators; None where the division says nothing."""
    if direction == "down":
        return None if value <= 0 else target / value
    return None if target <= 0 else value / target


def schedule_share(profile: str, weights: object, day: date) -> float:
    """Share of the year's target due at the end of a day: linear by days, or the month's cumulative weight."""
    if profile == "linear" or not isinstance(weights, str) or not weights:
        start, end = date(day.year, 1, 1), date(day.year + 1, 1, 1)
        return ((day - start).days + 1) / (end - start).days
    cumulative = [0.0, *json.loads(weights)]
    return float(cumulative[day.month])
