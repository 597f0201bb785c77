"""Events of grid governance at a place: below it, month by month, and those still open."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from cockpit.errors import QueryError
from cockpit.view.context import PageContext
from cockpit.view.panels.scope import in_period, in_region
from cockpit.view.places import grid_name, is_grid
from metrics.region import region

#: Digits of a code one level below: city → county → town → village → grid.
_BELOW = {"city": 6, "county": 9, "town": 12, "village": 15}
MONTHS = 13
SHOWN = 30


def here(context: PageContext) -> sa.ColumnElement[bool]:
    """Events at or below the page's place; a grid is told by its own column."""
    event = context.reader.tables.record("grid_event")
    code = context.region.code
    return event.c.grid_code == code if is_grid(code) else in_region(event.c.region_code, code)


def below(context: PageContext) -> tuple[pd.DataFrame, dict[str, int]] | None:
    """Per place one level below: code, name, reported, due, ontime, overdue; and the same of the place itself."""
    length = _BELOW.get(context.region.level)
    if length is None:
        return None
    event = context.reader.tables.record("grid_event")
    column = event.c.grid_code if length == 15 else event.c.region_code
    frame = _counted(context, sa.func.substr(column, 1, length).label("code"))
    whole = {name: int(frame[name].sum()) for name in ("reported", "due", "ontime", "overdue")}
    frame = frame[frame["code"].notna() & (frame["code"].str.len() == length)]
    if frame.empty:
        return None
    frame["name"] = [_name(context, code) for code in frame["code"]]
    return frame.sort_values(["overdue", "reported"], ascending=False, kind="stable").reset_index(drop=True), whole


def _counted(context: PageContext, code: Any) -> pd.DataFrame:
    """Reported in the period, due in it, finished in time, and open past the deadline now, per code."""
    event = context.reader.tables.record("grid_event")
    due = sa.and_(in_period(event.c.due, context.period), event.c.due <= context.now)

    def counted(condition: sa.ColumnElement[bool], name: str) -> sa.Label[Any]:
        return sa.func.sum(sa.case((condition, 1), else_=0)).label(name)

    return context.reader.select(
        sa.select(
            code, counted(in_period(event.c.report_time, context.period), "reported"), counted(due, "due"),
            counted(sa.and_(due, event.c.finish_time <= event.c.due), "ontime"),
            counted(sa.and_(event.c.finish_time.is_(None), event.c.due < context.now), "overdue"),
        )
        .where(here(context)).where(sa.func.coalesce(event.c.is_duplicate, 0) == 0).group_by(sa.text("1"))
    )  # fmt: skip


def _name(context: PageContext, code: str) -> str:
    try:
        return grid_name(context, code) if is_grid(code) else region(code).name
    except QueryError:
        return code


def monthly(context: PageContext) -> pd.DataFrame:
    """Events reported per month in the last MONTHS months up to the page's period: month datetime, reported int."""
    event = context.reader.tables.record("grid_event")
    end = pd.Timestamp(context.period.end)
    month = sa.func.date_trunc("month", event.c.report_time).label("month")
    frame = context.reader.select(
        sa.select(month, sa.func.count().label("reported")).where(here(context))
        .where(event.c.report_time >= (end - pd.DateOffset(months=MONTHS)).to_pydatetime())
        .where(event.c.report_time < end.to_pydatetime())
        .where(sa.func.coalesce(event.c.is_duplicate, 0) == 0).group_by(sa.text("1")).order_by(sa.text("1"))
    )  # fmt: skip
    return frame.assign(month=pd.to_datetime(frame["month"]))


def open_events(context: PageContext) -> pd.DataFrame:
    """The most urgent events still open: event_id, title, event_type_l1, due, org_name."""
    event, org = context.reader.tables.record("grid_event"), context.reader.tables.record("organization")
    return context.reader.select(
        sa.select(event.c.event_id, event.c.title, event.c.event_type_l1, event.c.due, org.c.org_name)
        .select_from(event.outerjoin(org, event.c.handler_org == org.c.org_code))
        .where(here(context), event.c.finish_time.is_(None), event.c.due.is_not(None))
        .where(sa.func.coalesce(event.c.is_duplicate, 0) == 0)
        .order_by(event.c.due, event.c.event_id).limit(SHOWN)
    )  # fmt: skip
