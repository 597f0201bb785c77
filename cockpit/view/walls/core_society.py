"""哪个乡镇街道、哪类事积压和超期: towns by their on-time rate, kinds of events by what is overdue."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from cockpit.view.context import PageContext
from cockpit.view.panels.grid import due_statement
from cockpit.view.panels.scope import as_of
from cockpit.view.walls.core import Core, bar, row
from cockpit.view.walls.core_port import _day
from metrics.light import Evidence, judge
from metrics.model import Indicator
from metrics.region import region
from metrics.wilson import ranking

SHOWN = 6
#: The rate's own rule in the catalog colours a town's bar.
RATE = "grid.ontime_rate"


def towns(context: PageContext) -> Core | None:
    """Towns from the lowest Wilson bound of their on-time rate; small samples are not ranked and not shown."""
    frame = context.reader.select(due_statement(context, context.period, 9))
    if frame.empty:
        return None
    told = ranking(frame.rename(columns={"ontime": "successes", "due": "trials"}))
    ranked = told[~told["small"]].sort_values("bound", kind="stable").head(SHOWN)
    rate = context.cockpit.catalog.indicator(RATE)
    rows = [
        row(region(own["code"]).name, bar(own["rate"], _tone(rate, own["rate"])),
            f"{own['rate'] * 100:.1f}%", f"到期 {int(own['trials'])} 件")
        for _, own in ranked.iterrows()
    ]  # fmt: skip
    worst = "、".join(region(code).name for code in ranked["code"].head(2))
    when, demo = as_of(context, "grid_event")
    return Core("哪个乡镇街道按期办结低", f"最需要过问的是{worst}", rows, _day(when), demo, "按期办结率")


def _tone(rate: Indicator, share: float) -> str:
    """Red or yellow as the indicator's rule says of a town's share; what is in order stays plain."""
    color = judge(rate, Evidence(float(share), "", False, None, None)).color
    return color if color in ("red", "yellow") else "plain"


def types(context: PageContext) -> Core | None:
    """Events past their deadline and still open, by kind."""
    event = context.reader.tables.record("grid_event")
    frame = context.reader.select(
        sa.select(event.c.event_type_l1.label("kind"), sa.func.count().label("n"), sa.func.min(event.c.due).label("oldest"))
        .where(event.c.finish_time.is_(None), event.c.due < context.now.replace(second=0, microsecond=0))
        .where(sa.func.coalesce(event.c.is_duplicate, 0) == 0).group_by(sa.text("1"))
    )  # fmt: skip
    when, demo = as_of(context, "grid_event")
    if frame.empty:
        return Core("哪类事件积压超期", "没有超期未办结的事件", [row("没有超期未办结的事件", None, "0 件")], _day(when), demo)
    frame = frame.sort_values("n", ascending=False).head(SHOWN)
    age = (pd.Timestamp(context.now) - frame["oldest"]).dt.days
    rows = [
        row(str(own["kind"]), bar(own["n"] / frame["n"].max(), "plain"), f"{int(own['n'])}", f"最久 {int(days)} 天")
        for (_, own), days in zip(frame.iterrows(), age, strict=True)
    ]
    answer = f"积压最多的是{frame['kind'].iloc[0]} {int(frame['n'].iloc[0])} 件，最久 {int(age.max())} 天"
    return Core("哪类事件积压超期", answer, rows, _day(when), demo, "超期未办结件数")
