"""Was it done in time? Due cases, cohorts, durations and the age of what is still open (S14, S15, traps.md 14).

Cases are frames with the columns opened, due, closed (datetime64; closed NaT = still open), one row per case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from metrics.period import Period
from metrics.workdays import add_workdays, workdays_between

#: 12345 in Zhoushan: working days by kind of request (F22).
HOTLINE_DAYS = {"consult": 3, "help": 5, "service": 5, "advice": 5, "complaint": 7, "report": 7}
#: An extension is at most so many days (F22).
LONGEST_EXTENSION = 20


@dataclass(frozen=True)
class Share:
    """A rate with its two counts and the way it was counted; rate is None over nothing."""

    name: str
    numerator: int
    denominator: int

    @property
    def rate(self) -> float | None:
        """numerator ÷ denominator."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Durations:
    """Hours of finished cases beside what is still open: a mean without its tail and its backlog lies."""

    finished: int
    mean: float | None
    p50: float | None
    p90: float | None
    longest: float | None
    open: int
    overdue: int
    oldest_overdue_days: float | None


def on_time(cases: pd.DataFrame, period: Period, now: datetime) -> Share:
    """到期件按期办结率: of the cases due in the period (and by now), how many were closed by then; open ones count."""
    due = cases[_within(cases["due"], period) & (cases["due"] <= pd.Timestamp(now))]
    return Share("到期件按期办结率", int((due["closed"] <= due["due"]).sum()), len(due))


def cohort(cases: pd.DataFrame, period: Period) -> Share:
    """办结率(按上报批次): of the cases opened in the period, how many are closed by now."""
    opened = cases[_within(cases["opened"], period)]
    return Share("办结率（按上报批次）", int(opened["closed"].notna().sum()), len(opened))


def throughput(cases: pd.DataFrame, period: Period) -> Share:
    """办结率(当期办结/当期受理): closed in the period over opened in the period; may exceed one."""
    closed, opened = _within(cases["closed"], period), _within(cases["opened"], period)
    return Share("办结率（当期办结/当期受理）", int(closed.sum()), int(opened.sum()))


def durations(cases: pd.DataFrame, now: datetime) -> Durations:
    """Hours from opened to closed (column `net_hours` instead, where pauses were taken out), and the backlog."""
    finished = cases["closed"].notna()
    hours = cases.loc[finished, "net_hours"] if "net_hours" in cases else _hours(cases[finished])
    late = _overdue_days(cases, now)
    spread = [None if hours.empty else float(hours.quantile(q)) for q in (0.5, 0.9, 1.0)]
    return Durations(
        len(hours), None if hours.empty else float(hours.mean()), spread[0], spread[1], spread[2],
        int((~finished).sum()), len(late), None if late.empty else float(late.max()),
    )  # fmt: skip


def ages(cases: pd.DataFrame, now: datetime, edges: tuple[int, ...] = (1, 3, 7, 30)) -> pd.DataFrame:
    """Cases overdue and open by how many days they are overdue. Returns: columns band str, cases int."""
    late = _overdue_days(cases, now)
    names = [f"{low}–{high}天" if low else f"{high}天内" for low, high in zip((0, *edges), edges, strict=False)]
    bands = pd.cut(late, [0, *edges, np.inf], labels=[*names, f"{edges[-1]}天以上"])
    counts = bands.value_counts(sort=False)
    return pd.DataFrame({"band": counts.index.astype(str), "cases": counts.to_numpy()})


def deadlines(cases: pd.DataFrame, workdays: pd.Series | int) -> pd.Series:
    """Due moments: end of the n-th working day after opening, later by pauses, then by the extension.

    Args:
        cases: opened; optional `paused_workdays` (Int64) and `extension_days` (calendar days, at most 20 count).
    """
    allowed = pd.Series(workdays, index=cases.index, dtype="int64")
    if "paused_workdays" in cases:
        # A case that was never paused has no entry: no pause is zero days, not an unknown value.
        allowed = allowed + cases["paused_workdays"].astype("Int64").where(cases["paused_workdays"].notna(), 0)
    due = add_workdays(cases["opened"], allowed.astype("int64"))
    if "extension_days" not in cases:
        return due
    extra = cases["extension_days"].clip(0, LONGEST_EXTENSION)
    return due + pd.to_timedelta(extra.where(extra.notna(), 0).astype(float), unit="D")


def net_durations(cases: pd.DataFrame, pauses: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Gross and net hours per case; pauses that overlap count once, pauses outside the case not at all.

    Args:
        cases: columns case (unique), opened, closed. pauses: columns case, start, end (NaT = still paused).

    Returns: cases with gross_hours, paused_hours, net_hours (float64), paused_workdays (Int64).
    """
    until = cases["closed"].where(cases["closed"].notna(), pd.Timestamp(now))
    spans = cases.assign(until=until)
    inside = pauses.merge(spans[["case", "opened", "until"]], on="case")
    start = inside["start"].where(inside["start"] > inside["opened"], inside["opened"])
    end = inside["end"].where(inside["end"] < inside["until"], inside["until"])
    merged = _merged(pd.DataFrame({"case": inside["case"], "start": start, "end": end}))
    paused = merged["end"] - merged["start"]
    sums = paused.dt.total_seconds().div(3600).groupby(merged["case"]).sum()
    days = workdays_between(merged["start"], merged["end"]).groupby(merged["case"]).sum()
    gross = (until - cases["opened"]).dt.total_seconds() / 3600
    hours = cases["case"].map(sums).astype(float)
    hours = hours.where(hours.notna(), 0.0)  # a case without pauses was paused for no time at all
    idle = cases["case"].map(days).astype("Int64")
    return cases.assign(
        gross_hours=gross, paused_hours=hours, net_hours=gross - hours, paused_workdays=idle.where(idle.notna(), 0)
    )


def _merged(pauses: pd.DataFrame) -> pd.DataFrame:
    """Non-overlapping spans: what of each pause lies after all earlier ones of its case; empty spans dropped."""
    ordered = pauses.sort_values(["case", "start"], ignore_index=True)
    reached = ordered.groupby("case")["end"].cummax().groupby(ordered["case"]).shift()
    start = ordered["start"].where(reached.isna() | (ordered["start"] > reached), reached)
    cut = ordered.assign(start=start)
    return cut[cut["end"] > cut["start"]]


def _overdue_days(cases: pd.DataFrame, now: datetime) -> pd.Series:
    late = cases[cases["closed"].isna() & (cases["due"] < pd.Timestamp(now))]
    return (pd.Timestamp(now) - late["due"]).dt.total_seconds() / 86400


def _hours(cases: pd.DataFrame) -> pd.Series:
    return (cases["closed"] - cases["opened"]).dt.total_seconds() / 3600


def _within(moments: pd.Series, period: Period) -> pd.Series:
    return (moments >= pd.Timestamp(period.start)) & (moments < pd.Timestamp(period.end))
