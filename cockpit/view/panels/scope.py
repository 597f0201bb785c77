"""How a panel narrows the rows of a record: region, period, durations, quantiles. All portable Core."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from cockpit.coverage import coverage
from cockpit.view.context import PageContext
from metrics.period import Period
from metrics.region import CITY


def in_region(column: sa.ColumnElement[str], code: str) -> sa.ColumnElement[bool]:
    """Rows at or below a region: codes nest, so a county's rows begin with its six digits."""
    return sa.true() if code == CITY else column.startswith(code, autoescape=True)


def in_period(column: sa.ColumnElement[Any], period: Period) -> sa.ColumnElement[bool]:
    """Rows whose time falls in the half-open span of a period."""
    return sa.and_(
        column >= pd.Timestamp(period.start).to_pydatetime(), column < pd.Timestamp(period.end).to_pydatetime()
    )


def hours(start: sa.ColumnElement[Any], end: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Hours between two times of a row."""
    return sa.cast(sa.extract("epoch", end - start), sa.Float) / 3600.0


def quantile(share: float, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Interpolated quantile of a value over the rows of a group."""
    return sa.func.percentile_cont(share).within_group(value.asc())


def connected_records(context: PageContext) -> set[str]:
    """Records into which any batch was published."""
    batch = context.reader.tables.batch
    return set(context.reader.select(sa.select(batch.c.target).where(batch.c.status == "ok").distinct())["target"])


def as_of(context: PageContext, record: str) -> tuple[str, bool]:
    """To when a record's data reach, as text, and whether its source is demonstration data."""
    reach = coverage(context.reader, record)
    return reach.words, reach.demo
