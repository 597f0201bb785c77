"""Graded warnings about single cases, vessels, tasks and enterprises, each with the facts that gave its level."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.clock import ten_minutes
from cockpit.store.condition import holds
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.entities.names import names_of
from cockpit.view.entities.sheet import organizations
from cockpit.view.panel import demo_mark
from cockpit.view.panels.scope import as_of, connected_records, in_region
from cockpit.view.table import table
from metrics.graded_watch import Watch
from metrics.rules import LEVELS

#: Rows on screen; the rest is told by number.
SHOWN = 12


def graded(context: PageContext) -> list[html.Section]:
    """One section per watch that warns about anything, in the order of the watches."""
    grant, connected = context.cockpit.grant, connected_records(context)
    seen = [w for w in context.cockpit.watches if w.record in connected and grant.may_read(w.record)]
    told = [(watch, judged(context, watch)) for watch in seen]
    return [_section(context, watch, frame) for watch, frame in told if len(frame)]


def judged(context: PageContext, watch: Watch) -> pd.DataFrame:
    """metrics.rules.warnings of the watched rows at the page's region, with columns entity and name (text)."""
    key = f"graded|{watch.watch}|{context.region.code}|{ten_minutes(context.now)}"
    return context.reader.remember(key, lambda: _judged(context, watch))


def _judged(context: PageContext, watch: Watch) -> pd.DataFrame:
    rows = context.reader.select(_watched(context, watch))
    found = watch.judge(rows, pd.Timestamp(context.now))
    named = rows.loc[found.index]
    names = named[watch.name] if watch.name else named[watch.entity]
    told = found.assign(entity=named[watch.entity].astype(str), name=names.fillna("—").astype(str))
    return told if watch.who is None else told.assign(who=named[watch.who].map(organizations(context)))


def _watched(context: PageContext, watch: Watch) -> sa.Select:
    table_, record = context.reader.tables.record(watch.record), context.cockpit.records[watch.record]
    conditions = [holds(told, table_, context.now) for told in watch.where]
    if record.region:
        conditions.append(in_region(table_.c[record.region], context.region.code))
    if watch.newest:
        newest = sa.select(sa.func.max(table_.c[watch.newest])).scalar_subquery()
        conditions.append(table_.c[watch.newest] == newest)
    return sa.select(*[table_.c[name] for name in watch.reads]).where(*conditions).order_by(table_.c[watch.entity])


def _section(context: PageContext, watch: Watch, found: pd.DataFrame) -> html.Section:
    when, demo = as_of(context, watch.record)
    record = context.cockpit.records[watch.record]
    open_ = record.access is None or record.access.detail is None or context.cockpit.grant.may_detail(record)
    shown = found.head(SHOWN)
    frame = pd.DataFrame(
        {"对象": _called(context, watch, shown), "等级": shown["word"], "依据": shown["evidence"], "不明": shown["unknown"]}
    )
    frame = frame if shown["unknown"].any() else frame.drop(columns="不明")
    links = {"对象": [context.href(f"{watch.page}/{code}") if open_ else "" for code in shown["entity"]]}
    rest = f"另有 {len(found) - SHOWN:,} 个未列出。" if len(found) > SHOWN else ""
    return html.Section(
        [
            html.Header([html.H2([watch.title, demo_mark(demo)]), _counts(found)], className="section-head"),
            html.P(f"{watch.department}；下一步：{watch.advice}。依据：{watch.source}。{when}", className="muted"),
            html.Div(table(frame, "", links), className="scroll-x", tabIndex="0"),
            html.P(rest, className="muted") if rest else None,
        ],
        className="panel warning-group",
        **attributes({"data-watch": watch.watch, "data-department": watch.department}),
    )  # fmt: skip


def _called(context: PageContext, watch: Watch, shown: pd.DataFrame) -> list[str]:
    """The names of who is judged; a part of something stands after the whole, a thing without a name keeps its code."""
    names = names_of(context, watch.page.strip("/"), shown["entity"])
    pairs = zip(shown["entity"], shown["name"], strict=True)
    if watch.name is None:
        return [names.get(code, name) for code, name in pairs]
    return [f"{names[code]} · {name}" if code in names else name for code, name in pairs]


def _counts(found: pd.DataFrame) -> html.Div:
    """How many of each level, most severe first; the word stands beside the colour."""
    counts = found["level"].value_counts()
    parts: list[Any] = [
        html.Span(f"{word} {counts[level]:,}", className=f"style-warning warn-{level}")
        for level, word in reversed(LEVELS.items())
        if level in counts
    ]
    return html.Div(parts, className="counts")
