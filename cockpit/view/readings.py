"""Readings of many indicators at once: one query for the values, one for the targets, cached under the snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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


@dataclass(frozen=True)
class Board:
    """Readings by indicator code, and the values of the sparklines (oldest first, None where missing)."""

    readings: dict[str, Reading]
    sparks: dict[str, list[float | None]]


def board(context: PageContext, indicators: Sequence[Indicator], region: str | None = None) -> Board:
    """Latest reading at or before the page's period of each indicator that has any value there."""
    where = region or context.region.code
    frame = observations(context, [i.code for i in indicators], (where,), context.period)
    return board_of(context, indicators, where, frame)


def board_of(context: PageContext, indicators: Sequence[Indicator], where: str, frame: pd.DataFrame) -> Board:
    """The board of a region from what `observations` gives of it."""
    targets = TargetBook(yearly_targets(context))
    groups = Rows.by("indicator", frame)  # observations come ordered by indicator
    readings, sparks = {}, {}
    for indicator in indicators:
        if indicator.code not in groups:
            continue
        own = groups[indicator.code]
        reading = latest(indicator, own, targets, where, context.period, context.now)
        if reading is not None:
            readings[indicator.code] = reading
            sparks[indicator.code] = recent_values(indicator, own, context.period)
    return Board(readings, sparks)


def observations(
    context: PageContext, codes: Sequence[str], regions: Sequence[str], period: Period, dimension: str | None = ""
) -> pd.DataFrame:
    """Observations (metrics.observation.COLUMNS) of the last HISTORY_MONTHS up to the period's end."""
    first = pd.Timestamp(period.end) - pd.DateOffset(months=HISTORY_MONTHS)
    start = date(first.year, 1, 1)
    until = max(period.end, context.now.date() + timedelta(days=1))  # snapshots are as of now
    return context.reader.observations(Query(tuple(codes), tuple(regions), dimension=dimension, start=start, end=until))


def yearly_targets(context: PageContext) -> pd.DataFrame:
    """All yearly targets: the columns of record indicator_target, target_value in the indicator's base unit."""
    target = context.reader.tables.record("indicator_target")
    return context.reader.select(sa.select(target))
