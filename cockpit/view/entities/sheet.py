"""The page of one thing (enterprise, vessel, berth, event, task): its facts, its light, and the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.errors import QueryError
from cockpit.moment import day, day_and_time
from cockpit.view.context import PageContext
from cockpit.view.light import light_badge
from cockpit.view.panel import demo_mark
from cockpit.view.panels.scope import as_of
from cockpit.view.shell import Crumb, shell
from cockpit.view.table import table
from metrics.light import Light

Fact = tuple[str, Any]


@dataclass(frozen=True)
class Part:
    """What belongs to a thing, as rows.

    Args:
        rows: as a reader sees them, their columns named with unit; `empty` stands where there are none.
        links: addresses of a column's cells. class_name: of the table on the page.
        picture: the rows drawn, above them; note: how they are to be read.
    """

    title: str
    rows: pd.DataFrame
    empty: str = ""
    links: Mapping[str, list[str]] = field(default_factory=dict)
    class_name: str = ""
    picture: Any = None
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a page of one thing shows, and its workbook holds.

    Args:
        path, crumbs: where its page stands.
        title: its name. lead: one line below. light: its state, None when nothing is judged.
        facts: name and value, told as a list; empty ones are left out.
        parts: what belongs to it, in reading order.
        record: the record it stands in; its as-of and its mark of demonstration are shown.
        picture: drawn beside the facts.
    """

    path: str
    crumbs: Sequence[Crumb]
    title: str
    lead: str
    light: Light | None
    facts: Sequence[Fact]
    parts: Sequence[Part]
    record: str
    source: str
    picture: Any = None

    @property
    def told(self) -> list[Fact]:
        """The facts that are known."""
        return [(name, value) for name, value in self.facts if value not in (None, "", "—")]


def sheet_page(context: PageContext, sheet: Sheet) -> html.Div:
    """The sheet in its shell, keeping region and period in every link."""
    when, demo = as_of(context, sheet.record)
    light = html.P([light_badge(sheet.light), " ", sheet.light.reason]) if sheet.light else None
    head = html.Header(
        [html.Div([html.H1([sheet.title, demo_mark(demo)]), html.P(sheet.lead, className="question")]),
         html.Div(light, className="headline-value")],
        className="headline",
    )  # fmt: skip
    told = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in sheet.told]
    facts = html.Section(
        [html.Header(html.H2("基本情况"), className="section-head"),
         html.Div([html.Dl(told, className="definition facts"), sheet.picture], className="facts-and-picture"),
         html.Footer(f"数据截至 {when} · 来源：{sheet.source}", className="provenance")],
        className="panel",
    )  # fmt: skip
    rest = [
        html.Section(
            [html.Header(html.H2(part.title), className="section-head"), part.picture, _drawn(part),
             html.P(part.note, className="panel-note") if part.note else None],
            className="panel",
        )  # fmt: skip
        for part in sheet.parts
    ]
    body = [head, html.Div([facts, html.Div(rest, className="stack")], className="sheet")]
    return shell(context, sheet.path, sheet.crumbs, body, filtered=False)


def _drawn(part: Part) -> html.Div | html.P:
    if part.rows.empty:
        return html.P(part.empty, className="state-empty")
    return html.Div(table(part.rows, "", part.links, part.class_name), className="scroll-x", tabIndex="0")


def found(context: PageContext, chosen: sa.Select, what: str, identity: str) -> pd.Series:
    """The one row of a select.

    Raises:
        QueryError: there is none.
    """
    frame = context.reader.select(chosen.limit(1))
    if frame.empty:
        raise QueryError(what, f"没有{what} {identity[:40]!r}", "请从列表进入，或到指标表格查找")
    return frame.iloc[0]


def text(value: Any) -> str:
    """A cell as a clerk writes it; missing is —."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return "—"
    if isinstance(value, pd.Timestamp):
        return day(value) if value == value.normalize() else day_and_time(value)
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)


def amount(value: Any, unit: str) -> str:
    """A number with its unit, thousands separated; missing is —."""
    return "—" if value is None or pd.isna(value) else f"{float(value):,.10g} {unit}"


def organizations(context: PageContext) -> dict[str, str]:
    """Name by code of every organization."""
    table = context.reader.tables.record("organization")
    frame = context.reader.select(sa.select(table.c.org_code, table.c.org_name))
    return dict(zip(frame["org_code"], frame["org_name"], strict=True))
