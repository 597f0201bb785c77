"""What suddenly happens more often (R13): kinds of events of the last days against days that are like them."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.moment import day
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel
from cockpit.view.panels.grid import SOURCE
from cockpit.view.panels.scope import as_of, in_region
from cockpit.view.table import table
from metrics.anomaly import looks_back_to, surges

#: Whole days that are judged.
DAYS = 14


def surging(context: PageContext) -> Panel | None:
    """Kinds of events whose days of the last two weeks stand out, the strongest first."""
    counts = _daily(context)
    if counts.empty:
        return None
    end = counts["day"].max()
    days = pd.date_range(counts["day"].min(), end, freq="D")
    judged = [_judged(str(kind), own, days) for kind, own in counts.groupby("kind")]
    told = pd.concat(judged, ignore_index=True)
    found = told[told["surge"].eq(True)].sort_values("z", ascending=False, kind="stable")
    span = f"{day(end - pd.Timedelta(days=DAYS - 1), end.year)}至{day(end, end.year)}"
    when, demo = as_of(context, "grid_event")
    note = "与前 12 周同一星期几比（春节前后与往年春节同一天比），超出常态三倍离差为突增；是线索，不是结论。"
    if found.empty:
        words = f"{span}没有突增的类别。"
        return Panel("突增事件", [], words, when, SOURCE, demo, note=note)
    shown = pd.DataFrame(
        {
            "类别": found["kind"], "日期": [day(moment, moment.year) for moment in found["day"]], "当日（件）": found["count"].astype(int),
            "同类日常态（件）": found["expected"].round(1), "离差倍数": found["z"].round(1),
        }
    )  # fmt: skip
    most = found.iloc[0]
    words = f"{span}有 {found['kind'].nunique()} 类事突增；最明显的是{most['kind']}：{day(most['day'], most['day'].year)} {int(most['count'])} 件，常态 {most['expected']:g} 件。"
    body = html.Div(table(shown.head(10), "最突出的十项"), className="scroll-x", tabIndex="0")
    return Panel("突增事件", [body], words, when, SOURCE, demo, shown, note=note)


def _daily(context: PageContext) -> pd.DataFrame:
    """Columns day, kind, count: events reported on whole days before the page's moment, duplicates left out."""
    event = context.reader.tables.record("grid_event")
    end = min(pd.Timestamp(context.period.end), pd.Timestamp(context.now).normalize())
    reported_on = sa.cast(sa.func.date_trunc("day", event.c.report_time), sa.DateTime).label("day")
    start = looks_back_to(end - pd.Timedelta(days=DAYS), end)  # years of 20 million events take half a second to count
    return context.reader.select(
        sa.select(reported_on, event.c.event_type_l2.label("kind"), sa.func.count().label("count"))
        .where(in_region(event.c.region_code, context.region.code))
        .where(event.c.report_time >= start.to_pydatetime(), event.c.report_time < end.to_pydatetime())
        .where(sa.func.coalesce(event.c.is_duplicate, 0) == 0, event.c.event_type_l2.is_not(None))
        .group_by(sa.text("1"), sa.text("2"))
    )  # fmt: skip


def _judged(kind: str, own: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """A day without such an event has none: the source reports every event, so no row means nothing happened."""
    counts = own.set_index("day")["count"].reindex(days, fill_value=0).astype(float)
    frame = pd.DataFrame({"day": days, "count": counts.to_numpy()})
    return surges(frame, since=days[-1] - pd.Timedelta(days=DAYS - 1)).assign(kind=kind)
