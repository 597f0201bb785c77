"""Readings of many indicators at once: one query for the values, one for the targets, cached under the snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
import sqlalchemy as sa

from cockpit.store.query import Query
from cockpit.view.context import PageContext
from metrics.model import Indicator
from metrics.period import Period
from metrics.reading import Reading, latest, recent_values
from metrics.rows import Rows
from metrics.target_book import TargetBook

#: Months of history that growth, light and sparkline need.
HISTORY_MONTHS = 38
Parts = dict[tuple[str, ...], Rows]


@dataclass(frozen=True)
class Board:
    """Readings by indicator code, and the values of the sparklines (oldest first, None where missing)."""

    readings: dict[str, Reading]
    sparks: dict[str, list[float | None]]


def board(context: PageContext, indicators: Sequence[Indicator], region: str | None = None) -> Board:
    """Latest reading at or before the page's period of each indicator that has any value there."""
    where = region or context.region.code
    frame = observations(context, [i.code for i in indicators], (where,), context.period)
    return board_of(context, indicators, where, parts(frame))


def parts(frame: pd.DataFrame) -> Parts:
    """What `observations` gives, which is ordered so, by (indicator, region)."""
    return Rows.by(("indicator", "region"), frame)


def board_of(context: PageContext, indicators: Sequence[Indicator], where: str, told: Parts) -> Board:
    """The board of a region from what was read, of it and of others."""
    targets = yearly_targets(context)
    readings, sparks = {}, {}
    for indicator in indicators:
        own = told.get((indicator.code, where))
        if own is None:
            continue
        reading = latest(indicator, own, targets, where, context.period, context.now)
        if reading is not None:
            readings[indicator.code] = reading
            sparks[indicator.code] = recent_values(indicator, own, context.period)
    return Board(readings, sparks)


def observations(
    context: PageContext, codes: Sequence[str], regions: Sequence[str], period: Period, dimension: str | None = ""
) -> pd.DataFrame:
    """Observations (metrics.observation.COLUMNS) of the last HISTORY_MONTHS up to the period's end."""
    return context.reader.observations(history(codes, regions, period, context.now, dimension))


def history(
    codes: Sequence[str], regions: Sequence[str], period: Period, now: datetime, dimension: str | None = ""
) -> Query:
    """What `observations` asks for."""
    first = pd.Timestamp(period.end) - pd.DateOffset(months=HISTORY_MONTHS)
    start = date(first.year, 1, 1)
    until = max(period.end, now.date() + timedelta(days=1))  # snapshots are as of now
    return Query(tuple(codes), tuple(regions), dimension=dimension, start=start, end=until)


def yearly_targets(context: PageContext) -> TargetBook:
    """All yearly targets."""
    reader = context.reader

    def made() -> TargetBook:
        return TargetBook(reader.select(sa.select(reader.tables.record("indicator_target"))))

    return reader.remember("targets", made)
