"""Why there is no value: not published, not due yet, or its source failed (traps.md 11). Never a zero, never nothing."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from cockpit.view.context import PageContext
from metrics.engines import ENGINES
from metrics.model import Indicator
from metrics.reading import Reading

NOT_DUE, FAILED, UNPUBLISHED = "未到期", "接口失败", "未公布"


def absence(context: PageContext, reading: Reading) -> str:
    """Why a reading has no value, as the dash's reason; the source's own words win."""
    if reading.text and reading.text != UNPUBLISHED:
        return reading.text
    if failed_sources(context, reading.indicator, reading.batch):
        return FAILED
    due = datetime.combine(reading.period.end, time.min) + timedelta(days=reading.indicator.freshness.release_lag_days)
    return NOT_DUE if context.now < due else UNPUBLISHED


def failed_sources(context: PageContext, indicator: Indicator, number: int = 0) -> list[str]:
    """Titles of the sources an indicator comes from whose newest batch failed.

    Args:
        number: batch of its newest published value, 0 when it has none.
    """
    batch = context.reader.tables.batch
    newest = sa.select(sa.func.max(batch.c.batch_id)).group_by(batch.c.source).scalar_subquery()
    chosen = sa.select(batch.c.source, batch.c.title, batch.c.target, batch.c.status).where(
        batch.c.batch_id.in_(newest)
    )
    last = context.reader.select(chosen)
    last = last[last["status"] == "failed"]
    if number:
        origin = context.reader.select(sa.select(batch.c.source).where(batch.c.batch_id == number))["source"]
        return last[last["source"].isin(origin)]["title"].tolist()
    return last[last["target"].isin(_records(context, indicator))]["title"].tolist()


def _records(context: PageContext, indicator: Indicator) -> list[str]:
    """Tables an indicator is made from: its record, its engine's records, or those its system waits for."""
    if indicator.measure is not None:
        return [indicator.measure.record]
    if indicator.computation is not None:
        return list(ENGINES[indicator.computation.engine].records)
    return context.cockpit.catalog.systems[indicator.system].tables
