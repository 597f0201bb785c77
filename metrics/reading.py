"""The reading: one indicator at one region and period, with everything a tile or an indicator's page needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from metrics.growth import Growth, growth
from metrics.light import Evidence, Light, judge
from metrics.model import Indicator
from metrics.period import Period, add_months, period_of
from metrics.target import Progress, progress, schedule_share, yearly_target

#: When several grains end on the same day, the coarser month wins over the day.
_GRAIN_ORDER = {"D": 0, "W": 1, "S": 2, "A": 3, "Q": 4, "M": 5}


@dataclass(frozen=True)
class Reading:
    """Value in base unit (None = missing; `text` says why or carries the source's words) and what it means."""

    indicator: Indicator
    region: str
    period: Period
    value: float | None
    text: str
    numerator: float | None
    denominator: float | None
    status: str
    quality: str
    as_of: datetime | None
    note: str
    batch: int
    growth: Growth | None
    progress: Progress | None
    light: Light
    stale: bool
    incomplete: bool

    @property
    def label(self) -> str:
        """The data period on screen; cumulative values name their span."""
        return self.period.cumulative_label if self.indicator.kind == "ytd" else self.period.label


def latest(
    indicator: Indicator,
    frame: pd.DataFrame,
    targets: pd.DataFrame,
    where: str,
    period: Period,
    now: datetime,
) -> Reading | None:
    """The newest reading at or before the page's period; None when there is none.

    Args:
        frame: metrics.observation.COLUMNS of one indicator at one region.
        targets: columns of record indicator_target.
    """
    rows = frame[(frame["dimension"] == "") & (frame["basis"] == indicator.basis)]
    rows = rows[rows["period_end"] <= _limit(indicator, period, now)]
    if rows.empty:
        return None
    order = rows["grain"].map(_GRAIN_ORDER)
    row = rows.assign(_order=order).sort_values(["period_end", "_order"]).iloc[-1]
    return _reading(indicator, frame, row, targets, where, period, now)


def _limit(indicator: Indicator, period: Period, now: datetime) -> pd.Timestamp:
    """Snapshots are as of now while the page stands at the newest month; everything else ends with the page's period."""
    live = indicator.kind == "snapshot" or indicator.frequency == "realtime"
    if live and add_months(period.end, 1) > now.date():
        return pd.Timestamp(now.date()) + pd.Timedelta(days=1)
    return pd.Timestamp(period.end)


def _reading(
    indicator: Indicator,
    frame: pd.DataFrame,
    row: pd.Series,
    targets: pd.DataFrame,
    where: str,
    page: Period,
    now: datetime,
) -> Reading:
    period = period_of(row["period_start"].to_pydatetime(), row["period_end"].to_pydatetime(), str(row["grain"]))
    value = _number(row["value"])
    as_of = None if pd.isna(row["as_of"]) else row["as_of"].to_pydatetime()
    change = growth(indicator, frame, period)
    advance = progress(indicator, targets, where, period, value, now)
    stale = is_stale(indicator, period, page, now)
    goal = yearly_target(indicator, targets, where, period.last_day.year)
    evidence = Evidence(
        value,
        str(row["quality"]),
        stale,
        change,
        advance,
        None if goal is None else float(goal["target_value"]),
    )
    return Reading(
        indicator, where, period, value, str(row["text"] or ("" if value is not None else "未公布")),
        _number(row["numerator"]), _number(row["denominator"]), str(row["status"]), str(row["quality"]), as_of,
        str(row["note"]), int(row["batch"]), change, advance, judge(indicator, evidence), stale,
        not period.is_complete(as_of),
    )  # fmt: skip


def is_stale(indicator: Indicator, period: Period, page: Period, now: datetime) -> bool:
    """Whether a newer value should long be there, seen from the page's period (a page of 2025 is not stale in 2026)."""
    lag = timedelta(days=indicator.freshness.release_lag_days)
    seen_from = min(now, datetime.combine(page.end, datetime.min.time()) + lag)
    return (
        datetime.combine(period.end, datetime.min.time()) + timedelta(hours=indicator.freshness.stale_after_hours)
        < seen_from
    )


def recent_values(indicator: Indicator, frame: pd.DataFrame, period: Period, count: int = 13) -> list[float | None]:
    """The last values for a sparkline, oldest first, None where missing; cumulative indicators show their growth."""
    basis = "ytd_yoy" if indicator.kind == "ytd" else "current"
    rows = frame[
        (frame["dimension"] == "") & (frame["basis"] == basis) & (frame["period_end"] <= pd.Timestamp(period.end))
    ]
    for grain in ("M", "Q", "A"):
        own = rows[rows["grain"] == grain].drop_duplicates("period_start", keep="last").sort_values("period_start")
        if len(own) >= 2:
            return [_number(value) for value in own["value"].tail(count)]
    return []


def series(
    indicator: Indicator,
    frame: pd.DataFrame,
    targets: pd.DataFrame,
    where: str,
    period: Period,
    now: datetime,
) -> pd.DataFrame:
    """Cumulative values month by month: this year, last year, plan.

    Returns: columns label str, this, last, plan float64 (base unit, NaN = missing), hollow bool (doubtful or unfinished).
    """
    rows = frame[(frame["dimension"] == "") & (frame["basis"] == indicator.basis)]
    quarterly = not ((rows["grain"] == "M").any())
    grain, step = ("Q", 3) if quarterly else ("M", 1)
    rows = rows[rows["grain"] == grain]
    year = period.last_day.year
    goal = yearly_target(indicator, targets, where, year)
    lines = []
    for month in range(step, 13, step):
        if indicator.jan_feb_combined and month == 1:
            continue
        last_day = add_months(pd.Timestamp(year, month, 1).date(), 1) - timedelta(days=1)
        this, hollow = _at(rows, year, month, period)
        last, _ = _at(rows, year - 1, month, None)
        plan = None
        if goal is not None:
            plan = float(goal["target_value"]) * schedule_share(str(goal["profile"]), goal["weights_json"], last_day)
        name = "1–2月" if indicator.jan_feb_combined and month == 2 else f"{month}月"
        lines.append((name, this, last, plan, hollow))
    table = pd.DataFrame(lines, columns=["label", "this", "last", "plan", "hollow"])
    return table.astype({"this": float, "last": float, "plan": float, "hollow": bool})


def _at(rows: pd.DataFrame, year: int, month: int, page: Period | None) -> tuple[float | None, bool]:
    """The value whose period ends with a month, and whether it is only half a fact."""
    end = pd.Timestamp(add_months(pd.Timestamp(year, month, 1).date(), 1))
    if page is not None and end > pd.Timestamp(page.end):
        return None, False
    match = rows[rows["period_end"] == end]
    if match.empty:
        return None, False
    row = match.iloc[-1]
    return _number(row["value"]), bool(row["quality"]) and str(row["quality"]) != "as_published"


def _number(value: object) -> float | None:
    number = float(value)  # type: ignore[arg-type]
    return None if pd.isna(number) else number
