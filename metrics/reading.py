"""The reading: one indicator at one region and period, with everything a tile or an indicator's page needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from metrics.growth import Growth, growth
from metrics.light import Evidence, Light, judge
from metrics.model import Indicator
from metrics.observation import DOUBTFUL
from metrics.period import Period, add_months, period_of
from metrics.rows import Row, Rows, rows_of
from metrics.season import with_shape
from metrics.target import Progress, is_accumulated, progress, schedule_share, yearly_target
from metrics.target_book import TargetBook

#: When several grains end on the same day, the page's own grain wins, then the month.
_GRAIN_ORDER = {"D": 0, "W": 1, "S": 2, "A": 3, "Q": 4, "M": 5}
_PAGE_GRAIN = 6


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
    frame: pd.DataFrame | Rows,
    targets: pd.DataFrame | TargetBook,
    where: str,
    period: Period,
    now: datetime,
) -> Reading | None:
    """The newest reading at or before the page's period; None when there is none.

    Args:
        frame: metrics.observation.COLUMNS of one indicator at one region.
        targets: columns of record indicator_target.
    """
    rows = rows_of(frame)
    ends, grains = rows["period_end"], rows["grain"]
    own = rows.totals(indicator.basis) & (ends <= _limit(indicator, period, now).to_datetime64())
    if not own.any():
        return None
    places = np.flatnonzero(own & (ends == ends[own].max()))
    rank = _GRAIN_ORDER | {period.grain: _PAGE_GRAIN}
    newest = max(places, key=lambda place: (rank[str(grains[place])], place))
    return _reading(indicator, rows, rows.row(int(newest)), targets, where, period, now)


def _limit(indicator: Indicator, period: Period, now: datetime) -> pd.Timestamp:
    """Snapshots are as of now while the page stands at the newest month; everything else ends with the page's period."""
    if indicator.is_now and add_months(period.end, 1) > now.date():
        return pd.Timestamp(now.date()) + pd.Timedelta(days=1)
    return pd.Timestamp(period.end)


def _reading(
    indicator: Indicator,
    rows: Rows,
    row: Row,
    targets: pd.DataFrame | TargetBook,
    where: str,
    page: Period,
    now: datetime,
) -> Reading:
    period = period_of(row["period_start"].to_pydatetime(), row["period_end"].to_pydatetime(), str(row["grain"]))
    value = _number(row["value"])
    as_of = None if pd.isna(row["as_of"]) else row["as_of"].to_pydatetime()
    change = growth(indicator, rows, period)
    quality = str(row["quality"])
    year = period.last_day.year
    goal = with_shape(yearly_target(indicator, targets, where, year), indicator, rows, year)
    plain = None if goal is None or quality in DOUBTFUL else year_to_date(indicator, rows, period, value)
    advance = progress(indicator, goal, period, plain, now)
    late = days_late(indicator, period, page, now)
    evidence = Evidence(
        value,
        quality,
        late is not None,
        change,
        advance,
        None if goal is None else float(goal["target_value"]),
        late or 0,
    )
    return Reading(
        indicator, where, period, value, str(row["text"] or ("" if value is not None else "未公布")),
        _number(row["numerator"]), _number(row["denominator"]), str(row["status"]), quality, as_of,
        str(row["note"]), int(row["batch"]), change, advance, judge(indicator, evidence), late is not None,
        not indicator.is_point and not period.is_complete(as_of),
    )  # fmt: skip


def days_late(indicator: Indicator, period: Period, page: Period, now: datetime) -> int | None:
    """Whole days since a newer value should have been there, seen from the page's period; None while in time.

    A page of 2025 is not stale in 2026: it is judged as at the time its own period was due.
    """
    lag = timedelta(days=indicator.freshness.release_lag_days)
    seen_from = min(now, datetime.combine(page.end, datetime.min.time()) + lag)
    limit = datetime.combine(period.end, datetime.min.time()) + timedelta(hours=indicator.freshness.stale_after_hours)
    return (seen_from - limit).days if limit < seen_from else None


def year_to_date(indicator: Indicator, rows: pd.DataFrame | Rows, period: Period, value: float | None) -> float | None:
    """What counts against a yearly target: a flow's sum since January, every other kind's own value.

    A published cumulative value wins; otherwise every month since January has to be there, or there is no sum.
    """
    if indicator.kind != "flow" or period.grain == "A":
        return value
    told = rows_of(rows)
    end, year = np.datetime64(period.end), np.datetime64(f"{period.last_day.year}-01-01")
    starts, ends, values = told["period_start"], told["period_end"], told["value"]
    published = values[told.totals("ytd") & (ends == end) & ~np.isnan(values)]
    if len(published):
        return float(published[-1])
    own = told.totals("current") & told.where("grain", period.grain) & (starts >= year) & (ends <= end)
    last = {starts[place]: place for place in np.flatnonzero(own)}  # of a period told twice the last stands
    places = list(last.values())
    days = (ends[places] - starts[places]).sum() / np.timedelta64(1, "D") if places else 0
    if np.isnan(values[places]).any() or days != (end - year) / np.timedelta64(1, "D"):
        return None
    return float(values[places].sum())


def recent_values(
    indicator: Indicator, frame: pd.DataFrame | Rows, period: Period, count: int = 13
) -> list[float | None]:
    """The last values for a sparkline, oldest first, None where missing; cumulative indicators show their growth."""
    basis = "ytd_yoy" if indicator.kind == "ytd" else "current"
    rows = rows_of(frame)
    own = rows.totals(basis) & (rows["period_end"] <= np.datetime64(period.end))
    starts, values = rows["period_start"], rows["value"]
    for grain in ("M", "Q", "A"):
        by_start = {starts[place]: values[place] for place in np.flatnonzero(own & rows.where("grain", grain))}
        if len(by_start) >= 2:
            return [_number(by_start[start]) for start in sorted(by_start)[-count:]]
    return []


def series(
    indicator: Indicator,
    frame: pd.DataFrame,
    targets: pd.DataFrame | TargetBook,
    where: str,
    period: Period,
    now: datetime,
) -> pd.DataFrame:
    """Own values month by month: this year, last year, and the plan (of levels: the target itself).

    Returns: columns label str, this, last, plan float64 (base unit, NaN = missing), hollow bool (doubtful or unfinished).
    """
    rows = frame[(frame["dimension"] == "") & (frame["basis"] == indicator.basis)]
    quarterly = not (rows["grain"] == "M").any() and (rows["grain"] == "Q").any()
    grain, step = ("Q", 3) if quarterly else ("M", 1)
    rows = rows[rows["grain"] == grain]
    told = zip(rows["value"], rows["quality"], strict=True)
    known = dict(zip(rows["period_end"], told, strict=True))  # of a period told twice the last stands
    year = period.last_day.year
    goal = (
        None
        if indicator.kind == "flow"
        else with_shape(yearly_target(indicator, targets, where, year), indicator, frame, year)
    )
    accumulated = is_accumulated(indicator)
    lines = []
    for month in range(step, 13, step):
        if indicator.jan_feb_combined and month == 1:
            continue
        last_day = add_months(pd.Timestamp(year, month, 1).date(), 1) - timedelta(days=1)
        this, hollow = _at(known, year, month, period)
        last, _ = _at(known, year - 1, month, None)
        plan = None
        if goal is not None:
            share = schedule_share(str(goal["profile"]), goal["weights_json"], last_day) if accumulated else 1.0
            plan = float(goal["target_value"]) * share
        name = "1–2月" if indicator.jan_feb_combined and month == 2 else f"{month}月"
        lines.append((name, this, last, plan, hollow))
    table = pd.DataFrame(lines, columns=["label", "this", "last", "plan", "hollow"])
    return table.astype({"this": float, "last": float, "plan": float, "hollow": bool})


def _at(
    known: dict[pd.Timestamp, tuple[float, str]], year: int, month: int, page: Period | None
) -> tuple[float | None, bool]:
    """The value whose period ends with a month, and whether it is only half a fact."""
    end = pd.Timestamp(add_months(pd.Timestamp(year, month, 1).date(), 1))
    if page is not None and end > pd.Timestamp(page.end):
        return None, False
    value, quality = known.get(end, (np.nan, ""))
    return _number(value), bool(quality) and str(quality) != "as_published"


def _number(value: object) -> float | None:
    number = float(value)  # type: ignore[arg-type]
    return None if pd.isna(number) else number
