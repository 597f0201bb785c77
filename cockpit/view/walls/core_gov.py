"""哪个部门、哪项任务落后于序时,差多少,谁来督: units by red lights, tasks by the days of their latest node."""

from __future__ import annotations

import re

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext
from cockpit.view.light import light_counts
from cockpit.view.panels.appraisal import scores
from cockpit.view.panels.scope import as_of
from cockpit.view.panels.tasks import is_late
from cockpit.view.walls.core import Core, row
from cockpit.view.walls.core_port import _day
from metrics.codebook import named

SHOWN = 6
#: Places on the screen of each group of units, in the order in which they stand.
PLACES = {"county": 2, "gov": 2, "zone": 1, "party": 1}
_LETTERS = {"R": "red", "Y": "yellow", "G": "green"}


def units(context: PageContext) -> Core | None:
    """Units with most red, then yellow, appraisal lights, and the indicator that is furthest behind."""
    frame = scores(context)
    leaves = frame[frame["light"].isin(list(_LETTERS))]
    if leaves.empty:
        return None
    counts = (
        leaves.groupby(["org_name", "light"]).size().unstack(fill_value=0).reindex(columns=list(_LETTERS), fill_value=0)
    )
    groups = leaves.drop_duplicates("org_name").set_index("org_name")["org_group"]
    rows, first = [], ""
    for name, own in _worst(counts, groups).iterrows():
        behind = leaves[leaves["org_name"] == name].sort_values("gap_pp").iloc[0]
        lights = light_counts({color: int(own[letter]) for letter, color in _LETTERS.items() if color != "green"})
        gap = f"{behind['gap_pp']:+.1f}" if pd.notna(behind["gap_pp"]) and behind["gap_pp"] < 0 else "缺报"
        group = named("org_group", str(groups[name]))
        first = first or f"{group}中的{name}"
        item = html.Span(str(behind["name"]), className="wall-row-item")
        rows.append(row(_short(str(name)), item, lights, gap, bool(own["R"])))
    when, demo = as_of(context, "perf_score")
    answer = f"{int((counts['R'] > 0).sum())} 个单位有红灯，最突出的是{first}"
    return Core("哪个单位落后于序时", answer, rows, f"{_day(when)} · 按组分列", demo, "最慢一项的进度差百分点")


def _worst(counts: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """The worst units of each group, group by group: unlike units are never ranked together (traps.md 15)."""
    ordered = counts.sort_values(["R", "Y"], ascending=False, kind="stable")
    own = {group: ordered[groups.reindex(ordered.index) == group] for group in PLACES}
    return pd.concat([own[group].head(places) for group, places in PLACES.items()])


def _short(name: str) -> str:
    """A unit without what stands in brackets, and a long one without 管委会."""
    plain = re.sub(r"[(\uff08].*?[)\uff09]", "", name)
    return plain.removesuffix("管委会") if len(plain) > 6 else plain


def tasks(context: PageContext) -> Core | None:
    """Open tasks with late nodes, the latest first, with the unit that leads them."""
    tables = context.reader.tables
    task, node, org = (tables.record(name) for name in ("task_main", "task_node", "organization"))
    frame = context.reader.select(
        sa.select(task.c.title, org.c.org_name, sa.func.count().label("nodes"), sa.func.min(node.c.plan_end).label("since"))
        .select_from(task.join(node, task.c.task_id == node.c.task_id).outerjoin(org, task.c.lead_org == org.c.org_code))
        .where(is_late(task, node, context.now))
        .group_by(*[sa.text(str(n)) for n in (1, 2)]).order_by(sa.text("since"))
    )  # fmt: skip
    when, demo = as_of(context, "task_main")
    if frame.empty:
        return Core("哪项任务超期", "没有超期任务", [row("没有超期任务", None, "0 项")], _day(when), demo)
    days = (pd.Timestamp(context.now.date()) - frame["since"]).dt.days
    rows = [
        row(str(own["title"]), None, f"{int(late)} 天", str(own["org_name"] or ""))
        for (_, own), late in list(zip(frame.iterrows(), days, strict=True))[:SHOWN]
    ]
    answer = f"{len(frame)} 项任务超期，最久 {int(days.max())} 天"
    return Core("哪项任务超期，谁牵头", answer, rows, _day(when), demo, "最久的节点 · 牵头")
