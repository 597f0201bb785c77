"""Events of grid governance at a place: below it, month by month, and those still open."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from cockpit.errors import QueryError
from cockpit.store.falling_in import falling_in
from cockpit.view.context import PageContext
from cockpit.view.panels.scope import in_period, in_region
from cockpit.view.places import grid_name, is_grid
from metrics.region import region

#: Digits of a code one level below: city → county → town → village → grid.
_BELOW = {"city": 6, "county": 9, "town": 12, "village": 15}
MONTHS = 13
#: What is counted of a place.
COUNTS = ("reported", "due", "ontime", "overdue")
SHOWN = 30


def here(context: PageContext, event: sa.FromClause) -> sa.ColumnElement[bool]:
    """Events at or below the page's place; a grid is told by its own column."""
    code = context.region.code
    return event.c.grid_code == code if is_grid(code) else in_region(event.c.region_code, code)


def below(context: PageContext) -> tuple[pd.DataFrame, dict[str, int]] | None:
    """Per place one level below: code, name, reported, due, ontime, overdue; and the same of the place itself."""
    length = _BELOW.get(context.region.level)
    if length is None:
        return None
    frame = _counted(context, "grid_code" if length == 15 else "region_code", length)
    whole = {name: int(frame[name].sum()) for name in COUNTS}
    frame = frame[frame["code"].notna() & (frame["code"].str.len() == length)]
    if frame.empty:
        return None
    frame["name"] = [_name(context, code) for code in frame["code"]]
    return frame.sort_values(["overdue", "reported"], ascending=False, kind="stable").reset_index(drop=True), whole


def _counted(context: PageContext, column: str, length: int) -> pd.DataFrame:
    """Reported in the period, due in it, finished in time, and open past the deadline now, per code.

    Each is a look of its own: together they would have to look at every event there ever was.
    """
    every = context.reader.tables.record("grid_event")
    span = context.period.start, context.period.end
    due, one = falling_in(every, context.cockpit.records["grid_event"], "due", *span), sa.literal(1)
    late = sa.and_(every.c.finish_time.is_(None), every.c.due < context.now)
    looks = [
        _look(context, every, in_period(every.c.report_time, context.period), column, length, reported=one),
        _look(context, due, due.c.due <= context.now, column, length, due=one,
              ontime=sa.case((due.c.finish_time <= due.c.due, 1), else_=0)),
        _look(context, every, late, column, length, overdue=one),
    ]  # fmt: skip
    seen = sa.union_all(*looks).subquery()
    sums = [sa.func.sum(seen.c[name]).label(name) for name in COUNTS]
    return context.reader.select(sa.select(seen.c.code, *sums).group_by(seen.c.code))


def _look(
    context: PageContext, event: sa.FromClause, which: sa.ColumnElement[bool], column: str, length: int,
    **counted: sa.ColumnElement[int],
) -> sa.Select:  # fmt: skip
    """The code of each event that is looked for, and what it counts for."""
    told = [counted.get(name, sa.literal(0)).label(name) for name in COUNTS]
    code = sa.func.substr(event.c[column], 1, length).label("code")
    plain = sa.func.coalesce(event.c.is_duplicate, 0) == 0
    return sa.select(code, *told).where(which, here(context, event), plain)


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
        sa.select(month, sa.func.count().label("reported")).where(here(context, event))
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
        .where(here(context, event), event.c.finish_time.is_(None), event.c.due.is_not(None))
        .where(sa.func.coalesce(event.c.is_duplicate, 0) == 0)
        .order_by(event.c.due, event.c.event_id).limit(SHOWN)
    )  # fmt: skip
