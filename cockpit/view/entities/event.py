"""One event of grid governance: where it is, who has it, and every step it went through; never who reported it."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext, page_context
from cockpit.view.entities.sheet import Part, Sheet, found, organizations, sheet_page, text
from cockpit.view.page import page
from cockpit.view.places import place_crumbs
from metrics.codebook import named
from metrics.light import Light, light

#: No column that names or leads to a person is ever selected.
_SHOWN = ("event_id", "title", "event_type_l1", "event_type_l2", "source", "level", "region_code", "grid_code", "report_time",
          "accept_time", "dispatch_time", "handler_org", "deadline", "due", "finish_time", "callback_time",
          "callback_result", "status", "return_count", "rework_count", "extend_count", "parent_event_id")  # fmt: skip

#: The event's own times in their order.
_TIMES = (
    ("上报", "report_time"), ("受理", "accept_time"), ("首次分派", "dispatch_time"), ("办结", "finish_time"),
    ("回访", "callback_time"),
)  # fmt: skip


@page("event")
def event_page(identity: str = "", **query: str) -> html.Div:
    """The layout of `/event/<id>`."""
    context = page_context(query)
    return sheet_page(context, event_sheet(context, identity))


def event_sheet(context: PageContext, identity: str) -> Sheet:
    """What is told of an event.

    Raises:
        QueryError: there is none.
    """
    event = context.reader.tables.record("grid_event")
    row = found(context, sa.select(*[event.c[n] for n in _SHOWN]).where(event.c.event_id == identity), "事件", identity)
    orgs, nodes = organizations(context), _nodes(context, row)
    part, again = (_moments(row), dict(_TIMES)) if nodes.empty else (_steps(nodes, orgs), {})
    facts = [fact for fact in _facts(row, orgs) if fact[0] not in again]
    crumbs = [
        ("/", "总览"),
        ("/society", "社会治理"),
        *place_crumbs(str(row["grid_code"] or row["region_code"])),
        ("", "事件"),
    ]
    return Sheet(
        f"/event/{identity}", crumbs, text(row["title"]), f"事件 {row['event_id']} · {text(row['event_type_l1'])} · {text(row['event_type_l2'])}",
        judged(context, row), facts, [part], "grid_event", "基层治理事件、事件流转节点",
    )  # fmt: skip


def judged(context: PageContext, row: pd.Series) -> Light:
    """Red when overdue and open, yellow when due within a day, green when it was finished in time."""
    due, finish, now = row["due"], row["finish_time"], pd.Timestamp(context.now)
    if pd.isna(due):
        return light("grey", "没有办结时限")
    if pd.notna(finish):
        late = (finish - due).total_seconds() / 86400
        return light("green", "按期办结") if late <= 0 else light("yellow", f"超期 {late:.1f} 天办结")
    left = (due - now).total_seconds() / 86400
    if left < 0:
        return light("red", f"超期 {-left:.1f} 天未办结")
    return light("yellow" if left < 1 else "green", f"还有 {left:.1f} 天到期")


def _facts(row: pd.Series, orgs: dict[str, str]) -> list[tuple[str, str]]:
    return [
        ("承办单位", orgs.get(str(row["handler_org"]), "—")), ("状态", named("event_status", str(row["status"]))),
        ("等级", named("level", text(row["level"]))), ("来源", named("source", text(row["source"]))),
        ("上报", text(row["report_time"])), ("受理", text(row["accept_time"])), ("首次分派", text(row["dispatch_time"])),
        ("办结时限", text(row["due"])), ("办结", text(row["finish_time"])), ("回访", text(row["callback_time"])),
        ("回访结果", named("callback_result", text(row["callback_result"]))), ("退单", f"{text(row['return_count'])} 次"),
        ("返工", f"{text(row['rework_count'])} 次"), ("延期", f"{text(row['extend_count'])} 次"),
        ("合并到", text(row["parent_event_id"])),
    ]  # fmt: skip


def _nodes(context: PageContext, row: pd.Series) -> pd.DataFrame:
    """The event's log of steps."""
    node = context.reader.tables.record("grid_event_node")
    return context.reader.select(
        sa.select(node.c.seq, node.c.node, node.c.org_code, node.c.start_time, node.c.end_time)
        .where(node.c.event_id == row["event_id"]).order_by(node.c.seq)
    )  # fmt: skip


def _steps(frame: pd.DataFrame, orgs: dict[str, str]) -> Part:
    """Every step with who had it and how long."""
    hours = (frame["end_time"] - frame["start_time"]).dt.total_seconds() / 3600
    shown = pd.DataFrame(
        {
            "环节": [named("event_node", str(name)) for name in frame["node"]],
            "单位": [orgs.get(str(code), "—") for code in frame["org_code"]],
            "开始": [text(moment) for moment in frame["start_time"]], "结束": [text(moment) for moment in frame["end_time"]],
            "用时（小时）": hours.round(1),
        }
    )  # fmt: skip
    return Part("流转过程", shown)


def _moments(row: pd.Series) -> Part:
    """The event's own times, for one whose log of steps was not gathered."""
    told = [(name, row[column]) for name, column in _TIMES if pd.notna(row[column])]
    times = pd.Series([moment for _, moment in told], dtype="datetime64[ns]")
    shown = pd.DataFrame(
        {
            "环节": [name for name, _ in told], "时刻": [text(moment) for moment in times],
            "距上一环节（小时）": (times.diff().dt.total_seconds() / 3600).round(1),
        }
    )  # fmt: skip
    note = "流转节点未归集这一件，以上是事件登记的各环节时刻。"
    return Part("流转过程", shown, "流转节点未归集这一件，也没有登记环节时刻。", note=note if told else "")
