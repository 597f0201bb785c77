"""Major tasks (3-1.3, R02): which nodes are late, by how much, who answers."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.clock import start_of_day
from cockpit.moment import day
from cockpit.view.chart import chart, figure
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel
from cockpit.view.panels.scope import as_of
from cockpit.view.table import table

SHOWN = 12


def is_late(task: sa.FromClause, node: sa.FromClause, now: datetime) -> sa.ColumnElement[bool]:
    """Steps of open tasks whose planned day is over: as indicator task.overdue counts their tasks."""
    return sa.and_(
        task.c.status == "open", node.c.status == "open", node.c.actual_end.is_(None),
        node.c.plan_end < start_of_day(now),
    )  # fmt: skip


def progress(context: PageContext) -> Panel | None:
    """Open tasks with late nodes, the latest first, as bars over time with today's line."""
    tables = context.reader.tables
    task, node, org = (tables.record(name) for name in ("task_main", "task_node", "organization"))
    late = (
        sa.select(
            task.c.task_id, task.c.title, task.c.plan_start, task.c.plan_end, task.c.progress_pct, org.c.org_name,
            sa.func.count().label("nodes"), sa.func.min(node.c.plan_end).label("since"),
        )
        .select_from(task.join(node, task.c.task_id == node.c.task_id).outerjoin(org, task.c.lead_org == org.c.org_code))
        .where(is_late(task, node, context.now))
        .group_by(*[sa.text(str(n)) for n in range(1, 7)]).order_by(sa.text("since"))
    )  # fmt: skip
    frame = context.reader.select(late)
    open_tasks = int(context.reader.select(
        sa.select(sa.func.count().label("n")).select_from(task).where(task.c.status == "open"))["n"].iloc[0])  # fmt: skip
    when, demo = as_of(context, "task_main")
    if frame.empty:
        words = f"在办任务 {open_tasks} 项，没有超期节点。"
        return Panel("重大任务节点", [html.P(words, className="state-empty")], words, when, "重大任务、任务节点", demo)
    frame["days"] = (pd.Timestamp(context.now) - frame["since"]).dt.days
    words = f"在办任务 {open_tasks} 项，{len(frame)} 项有超期节点，最长超期 {int(frame['days'].max())} 天。"
    shown = pd.DataFrame(
        {
            "任务": frame["title"], "牵头单位": frame["org_name"], "超期节点（个）": frame["nodes"].astype(int),
            "最久超期（天）": frame["days"], "填报进度（%）": frame["progress_pct"].round(0),
            "计划完成": [day(end) for end in frame["plan_end"]],
        }
    )  # fmt: skip
    links = {"任务": [context.href(f"/task/{identity}") for identity in frame["task_id"]]}
    body = [
        chart("task-gantt", _gantt(frame.head(SHOWN), context), words, 320),
        html.Div(table(shown, "", links), className="scroll-box", tabIndex="0"),
    ]
    return Panel("重大任务节点", body, words, when, "重大任务、任务节点", demo, wide=True)


def _gantt(frame: pd.DataFrame, context: PageContext) -> dict[str, object]:
    """Planned span pale, reported progress strong, today a line."""
    rows = frame.iloc[::-1]
    span = (rows["plan_end"] - rows["plan_start"]).dt.total_seconds() * 1000
    base = [f"{start:%Y-%m-%d}" for start in rows["plan_start"]]
    names = rows["title"].str.slice(0, 18).tolist()
    traces = [
        {"type": "bar", "orientation": "h", "name": "计划", "y": names, "base": base, "x": span.tolist(),
         "marker": {"color": "token:line"}},
        {"type": "bar", "orientation": "h", "name": "填报进度", "y": names, "base": base,
         "x": (span * rows["progress_pct"] / 100).tolist(), "marker": {"color": "token:accent"}},
    ]  # fmt: skip
    today = f"{context.now:%Y-%m-%d}"
    mark = {"type": "line", "x0": today, "x1": today, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": "token:light-red", "width": 1.5}}  # fmt: skip
    return figure(
        traces, "", barmode="overlay", shapes=[mark],
        xaxis={"type": "date", "tickformat": "%Y年%-m月", "rangemode": "normal"},
    )  # fmt: skip
