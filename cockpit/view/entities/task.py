"""One major task: who leads it, how far it is, and which of its nodes is late."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext, page_context
from cockpit.view.entities.sheet import Part, Sheet, amount, found, organizations, sheet_page, text
from cockpit.view.entities.timeline import Step, timeline
from cockpit.view.page import page
from metrics.codebook import named
from metrics.light import Light, light


@page("task")
def task_page(identity: str = "", **query: str) -> html.Div:
    """The layout of `/task/<id>`."""
    context = page_context(query)
    return sheet_page(context, task_sheet(context, identity))


def task_sheet(context: PageContext, identity: str) -> Sheet:
    """What is told of a task.

    Raises:
        QueryError: there is none.
    """
    task = context.reader.tables.record("task_main")
    row = found(context, sa.select(task).where(task.c.task_id == identity), "任务", identity)
    nodes, orgs = _nodes(context, identity), organizations(context)
    title = text(row["title"])
    return Sheet(
        f"/task/{identity}", [("/", "总览"), ("/gov", "政府运行"), ("", title)], title,
        f"重大任务 {identity} · {text(row['source'])}", _judged(context, row, nodes), _facts(row, orgs),
        [_node_part(context, nodes, orgs)], "task_main", "重大任务、任务节点",
    )  # fmt: skip


def _nodes(context: PageContext, identity: str) -> pd.DataFrame:
    node = context.reader.tables.record("task_node")
    return context.reader.select(sa.select(node).where(node.c.task_id == identity).order_by(node.c.node_no))


def _late(context: PageContext, nodes: pd.DataFrame) -> pd.Series:
    """Days by which each node is late: still open past its plan, or finished after it; else missing."""
    end = nodes["actual_end"].fillna(pd.Timestamp(context.now.date()))
    days = (end - nodes["plan_end"]).dt.days
    return days.where(days > 0)


def _judged(context: PageContext, row: pd.Series, nodes: pd.DataFrame) -> Light:
    if row["status"] != "open":
        return light("grey", named("task_status", text(row["status"])))
    late = _late(context, nodes)[nodes["actual_end"].isna()].dropna()
    if late.empty:
        return light("green", "没有超期节点")
    return light("red", f"{len(late)} 个节点超期，最久 {int(late.max())} 天")


def _facts(row: pd.Series, orgs: dict[str, str]) -> list[tuple[str, str]]:
    helpers = "、".join(orgs.get(code, code) for code in text(row["co_orgs"]).split(",") if code not in ("", "—"))
    return [
        ("牵头单位", orgs.get(str(row["lead_org"]), "—")), ("配合单位", helpers), ("状态", named("task_status", text(row["status"]))),
        ("填报进度", amount(row["progress_pct"], "%")), ("计划开始", text(row["plan_start"])),
        ("计划完成", text(row["plan_end"])), ("实际完成", text(row["actual_end"])),
    ]  # fmt: skip


def _node_part(context: PageContext, nodes: pd.DataFrame, orgs: dict[str, str]) -> Part:
    shown = pd.DataFrame(
        {
            "节点": nodes["name"], "责任单位": [orgs.get(str(code), "—") for code in nodes["owner_org"]],
            "计划完成": [text(v) for v in nodes["plan_end"]], "实际完成": [text(v) for v in nodes["actual_end"]],
            "超期（天）": _late(context, nodes), "成果": nodes["deliverable"],
        }
    )  # fmt: skip
    dated = nodes[nodes["plan_end"].notna()]
    steps = [
        Step(text(name), due, None if pd.isna(done) else done)
        for name, due, done in zip(dated["name"], dated["plan_end"], dated["actual_end"], strict=True)
    ]
    picture = timeline(steps, pd.Timestamp(context.now.date()))
    return Part("节点", shown, "没有登记节点。", picture=picture)
