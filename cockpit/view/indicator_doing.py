"""What is being done about an indicator: annotations and their form, and what its departments have on their desk."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.annotation.annotation import KINDS, NAME_LENGTH, NOTE_LENGTH, STATES
from cockpit.errors import Forbidden
from cockpit.moment import day
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.control import field, hidden_fields, select
from cockpit.view.panels.tasks import is_late
from cockpit.view.series_marks import Mark
from cockpit.view.table import table
from metrics.model import Indicator

SHOWN = 6


def doing(context: PageContext, indicator: Indicator, marks: list[Mark]) -> html.Section:
    """The section: marks with their state, the form for a new one, open orders and late tasks of who answers."""
    grant = context.cockpit.grant
    listed: Any = html.Ol([_mark(context, mark) for mark in reversed(marks)], className="marks")
    if not marks:
        listed = html.P("暂无标注。政策、台风、口径调整等影响走势的事项，可在此记录。", className="panel-note")
    parts: list[Any] = [html.Header(html.H2("正在做什么"), className="section-head"), html.H3("标注"), listed]
    if grant.may("annotate"):
        parts.append(_form(context, indicator))
    return html.Section(
        [*parts, *_orders(context, indicator), *_tasks(context, indicator)], className="panel", id="doing"
    )


def _mark(context: PageContext, mark: Mark) -> html.Li:
    by = f" · {mark.by}" if mark.by else " · 口径卡"
    cited = attributes({"data-cited": "1"})  # as somebody wrote it
    words: list[Any] = [
        html.B([f"{mark.kind}·", html.Span(mark.name, **cited), mark.waiting]),
        html.Span(f"{day(mark.since)}{by}", className="muted"),
        html.P(mark.note, **cited) if mark.note and mark.note != mark.name else None,
    ]
    if mark.state == "pending" and context.cockpit.grant.may("approve"):
        words.append(html.Div([_decision(context, mark, "approve", "采用"), _decision(context, mark, "reject", "不采用")],
                              className="decisions"))  # fmt: skip
    return html.Li(words, **attributes({"data-mark": mark.state, "title": STATES[mark.state]}))


def _decision(context: PageContext, mark: Mark, decision: str, name: str) -> html.Form:
    return html.Form(
        [*hidden_fields(_page(context)), html.Button(name, type="submit", className="ghost")],
        action=f"/annotations/{mark.number}/{decision}", method="post",
    )  # fmt: skip


def _page(context: PageContext) -> dict[str, str]:
    """Where the reader stands, so that the answer leads back there."""
    return {f"page_{key}": context.query.get(key, "") for key in ("region", "period")}


def _form(context: PageContext, indicator: Indicator) -> html.Details:
    given = {"indicator": indicator.code, "region": context.region.code} | _page(context)
    fields = [
        ("种类", select(KINDS.items(), "policy", name="kind")),
        ("数据期", field({}, name="period", value=context.period.key, required=True, placeholder="年-月，或年-月-日")),
        ("名称", field({}, name="name", required=True, maxlength=NAME_LENGTH)),
        ("说明", field({}, name="note", maxlength=NOTE_LENGTH)),
    ]  # fmt: skip
    rows = [html.Label([html.Span(name, className="filter-name"), field], className="field") for name, field in fields]
    return html.Details(
        [
            html.Summary(f"在{context.region.name}的走势上加一条标注"),
            html.Form([*hidden_fields(given), *rows, html.Button("提交，待审", type="submit", className="button primary")],
                      action="/annotations", method="post", className="mark-form"),
        ],
        className="twin",
    )  # fmt: skip


def _departments(context: PageContext, indicator: Indicator) -> list[str]:
    """Codes of the organizations that the indicator names as answering."""
    org = context.reader.tables.record("organization")
    names = indicator.department.split("、")
    frame = context.reader.select(sa.select(org.c.org_code, org.c.org_name).where(org.c.org_name.in_(names)))
    return frame["org_code"].tolist()


def _orders(context: PageContext, indicator: Indicator) -> list[Any]:
    """Open supervision orders of the departments; the platform does not say which indicator an order is about."""
    try:
        order = context.reader.tables.record("supervise_order")
        codes = _departments(context, indicator)
    except Forbidden:
        return []
    frame = context.reader.select(
        sa.select(order.c.order_id, order.c.level, order.c.issue_time, order.c.deadline, order.c.reply_time)
        .where(order.c.to_org.in_(codes), order.c.close_time.is_(None)).order_by(order.c.deadline)
    )  # fmt: skip
    head = html.H3("责任部门的在办督办单")
    if frame.empty:
        return [head, html.P(f"{indicator.department}没有在办的督办单。", className="panel-note")]
    late = (pd.Timestamp(context.now) - frame["deadline"]).dt.days
    shown = pd.DataFrame(
        {
            "督办单": frame["order_id"], "级别": frame["level"], "下发": [day(moment) for moment in frame["issue_time"]],
            "时限": [f"超期 {n} 天" if n > 0 else f"还有 {-n} 天" for n in late],
            "答复": ["未答复" if pd.isna(moment) else day(moment) for moment in frame["reply_time"]],
        }
    ).head(SHOWN)  # fmt: skip
    note = f"{indicator.department}在办 {len(frame)} 件；数源未写明督办单对应的指标，按责任部门列出。"
    return [head, html.Div(table(shown, ""), className="scroll-x", tabIndex="0"), html.P(note, className="panel-note")]


def _tasks(context: PageContext, indicator: Indicator) -> list[Any]:
    """Open tasks of the departments that have a late node."""
    try:
        task, node = (context.reader.tables.record(name) for name in ("task_main", "task_node"))
        codes = _departments(context, indicator)
    except Forbidden:
        return []
    frame = context.reader.select(
        sa.select(task.c.task_id, task.c.title, sa.func.min(node.c.plan_end).label("since"))
        .select_from(task.join(node, task.c.task_id == node.c.task_id))
        .where(is_late(task, node, context.now), task.c.lead_org.in_(codes)).group_by(task.c.task_id, task.c.title).order_by(sa.text("since"))
    )  # fmt: skip
    if frame.empty:
        return []
    days = (pd.Timestamp(context.now) - frame["since"]).dt.days
    shown = pd.DataFrame({"任务": frame["title"], "最久超期（天）": days}).head(SHOWN)
    links = {"任务": [context.href(f"/task/{identity}") for identity in frame["task_id"]]}
    return [
        html.H3("责任部门牵头、有超期节点的任务"),
        html.Div(table(shown, "", links), className="scroll-x", tabIndex="0"),
    ]
