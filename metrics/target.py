"""Targets and schedules: how far, how far it should be, and by how much it is behind (S11, traps.md 13)."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from cockpit.errors import QueryError
from metrics.model import Indicator, ScheduleWarning
from metrics.period import Period
from metrics.target_book import Goal, TargetBook, book_of

#: Words for 年度目标 once its year is over.
REACHED, MISSED = "期末核验：达成", "期末核验：未达成"


@dataclass(frozen=True)
class Progress:
    """Completion against schedule at a period.

    Args:
        target: in the indicator's base unit. op: >=, <= or =.
        completion: actual ÷ target for rising indicators, target ÷ actual for falling ones; 1.0 = reached.
        schedule: share of the year's target due by the period's end, 0..1; None for levels, which have no schedule.
        gap_pp: (completion − schedule) in percentage points; negative is behind.
        gap_days: the same gap in days of the linear year.
        gap: value − what is due by now, in the base unit; for a level value − target.
        verdict: after the target's year, whether it was reached; empty before.
        document: who approved the target, and where it is written.
    """

    target: float
    op: str
    completion: float | None
    schedule: float | None
    gap_pp: float | None
    gap_days: float | None
    gap: float
    verdict: str
    document: str
    version: str
    profile: str


def progress(
    indicator: Indicator, goal: Goal | None, period: Period, value: float | None, now: datetime
) -> Progress | None:
    """Progress of a value of the year to `period`; None without a target.

    Args:
        goal: the year's target as `yearly_target` gives it (target_value in base unit).
        value: the year's value up to the period's end (cumulative for flows), base unit.
    """
    if goal is None or value is None or indicator.kind == "growth":
        return None
    target, op = float(goal["target_value"]), str(goal["target_op"])
    done = completion(indicator.direction, value, target)
    over = now.date() >= date(period.last_day.year + 1, 1, 1) and period.last_day.month == 12
    due = None
    if is_accumulated(indicator):
        due = schedule_share(str(goal["profile"]), goal["weights_json"], period.last_day)
    behind = None if done is None or due is None else (done - due) * 100
    verdict = "" if not over else REACHED if meets(op, value, target) else MISSED
    return Progress(
        target, op, done, due, behind, None if behind is None else behind / 100 * 365,
        value - target * (1.0 if due is None else due),
        verdict, str(goal["approved_by"]), str(goal["version"]), str(goal["profile"]),
    )  # fmt: skip


def is_accumulated(indicator: Indicator) -> bool:
    """Whether the target is worked off over the year; a level (a rate, a stock) has to hold on every day."""
    return indicator.kind in ("ytd", "flow") or isinstance(indicator.warn, ScheduleWarning)


def meets(op: str, value: float, target: float) -> bool:
    """Whether a value satisfies `op target`, float noise aside."""
    noise = 1e-9 * max(1.0, abs(target))
    if op == "<=":
        return value <= target + noise
    return value >= target - noise if op == ">=" else abs(value - target) <= noise


def yearly_target(indicator: Indicator, targets: pd.DataFrame | TargetBook, where: str, year: int) -> Goal | None:
    """The newest version of the target of a year, or None.

    Args:
        targets: columns of record indicator_target; who asks for many indicators hands in a book.
    """
    rows = book_of(targets).of(indicator.code, where)
    told = [row for row in rows if str(row["year"]) == str(year) and pd.notna(row["target_value"])]
    return max(told, key=lambda row: _order(str(row["version"])), default=None)


def _order(version: str) -> list[tuple[int, str]]:
    """Versions in the order a reader expects: the tenth after the ninth."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", version)]


def completion(direction: str, value: float, target: float) -> float | None:
    """A/T for rising, T/A for falling indicators; None where the division says nothing."""
    if direction == "down":
        return None if value <= 0 else target / value
    return None if target <= 0 else value / target


def schedule_share(profile: str, weights: object, day: date) -> float:
    """Share of the year's target due at the end of a day.

    linear: by days. seasonal: between the cumulative weights of the months, by days of the month.
    milestone: the share of the last milestone passed; within a month nothing new is due before its last day.

    Args:
        weights: JSON list of 12 cumulative shares, January to December, the last one 1.

    Raises:
        QueryError: the weights cannot be read.
    """
    if profile == "linear" or not isinstance(weights, str) or not weights:
        start, end = date(day.year, 1, 1), date(day.year + 1, 1, 1)
        return ((day - start).days + 1) / (end - start).days
    before, after = ([0.0, *_cumulative(weights)])[day.month - 1 : day.month + 1]
    passed = day.day / monthrange(day.year, day.month)[1]
    if profile == "milestone":
        passed = float(int(passed))
    return before + (after - before) * passed


def _cumulative(weights: str) -> list[float]:
    try:
        shares = [float(share) for share in json.loads(weights)]
    except (ValueError, TypeError):
        shares = []
    if len(shares) != 12 or shares != sorted(shares) or shares[0] < 0 or abs(shares[-1] - 1) > 1e-6:
        raise QueryError(
            "年度目标 weights_json", f"不是 12 个月的累计权重：{weights[:60]!r}", "填 12 个不减的数，12 月为 1"
        )
    return shares
