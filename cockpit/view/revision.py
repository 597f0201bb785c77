"""How a measured number changed: late and corrected rows measure it anew, and every earlier value is kept.

Revisions of published numbers stand in cockpit.view.indicator_official.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.moment import day
from cockpit.selection import BASES, GROWTH
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.table import table
from metrics.format import show
from metrics.model import Indicator
from metrics.observation import KEY
from metrics.period import period_of
from metrics.rounding import show_number

#: Revisions listed, newest first.
SHOWN = 24


def revision_history(context: PageContext, indicator: Indicator) -> html.Section | None:
    """What was measured anew at the page's region; nothing when no value ever changed."""
    changed = _measured(context, indicator)
    if context.asof is not None:
        changed = changed[changed["vintage"] <= pd.Timestamp(context.now)]
    if changed.empty:
        return None
    newest = changed.sort_values(["vintage", "period_end"], ascending=False, kind="stable")
    shown = newest.head(SHOWN)
    rows = [_row(indicator, row) for row in shown.itertuples()]
    frame = pd.DataFrame(rows, columns=["数据期", "计法", f"原值（{indicator.unit.symbol}）", "新值", "增减", "变更日"])
    note = "迟到或更正的记录入舱后重新计量；旧值各自留存，可在网址里加“asof=年-月-日”回看当时所知。"
    if len(newest) > SHOWN:
        note = f"列出最近 {SHOWN} 次，共 {len(newest)} 次。{note}"
    return html.Section(
        [
            html.Header(html.H2("计量值的变更"), className="section-head"),
            html.Div(table(frame, ""), className="scroll-x", tabIndex="0"),
            html.P(note, className="panel-note"),
        ],
        className="panel below",
        id="remeasured",
        **attributes({"data-ready": "1", "data-changes": str(len(newest))}),
    )


def _measured(context: PageContext, indicator: Indicator) -> pd.DataFrame:
    """Values that were measured anew with another result: each state before a snapshot, and the one that stands."""
    tables = context.reader.about(indicator.code)
    past, now, snapshot = tables.past, tables.measured, tables.snapshot
    mine = [table_.c.indicator == indicator.code for table_ in (past, now)]
    here = [sa.and_(t.c.region == context.region.code, t.c.dimension == "") for t in (past, now)]
    far = sa.literal(2**62)
    states = sa.union_all(
        sa.select(*[past.c[name] for name in KEY], past.c.value, past.c.until).where(mine[0], here[0], ~past.c.absent),
        sa.select(*[now.c[name] for name in KEY], now.c.value, far.label("until")).where(mine[1], here[1]),
    ).subquery()
    frame = context.reader.select(sa.select(states))
    times = context.reader.select(sa.select(snapshot.c.snapshot_id, snapshot.c.published_at))
    at = dict(zip(times["snapshot_id"], times["published_at"], strict=True))
    ordered = frame.sort_values("until", kind="stable")
    groups = ordered.groupby(list(KEY), dropna=False, sort=False)
    told = ordered.assign(before=groups["value"].shift(), since=groups["until"].shift(), after=ordered["value"])
    told = told[told["before"].notna() & told["after"].notna() & (told["before"] != told["after"])]
    told = told.assign(change=told["after"] - told["before"], vintage=pd.to_datetime(told["since"].map(at)))
    return told[[*KEY, "vintage", "before", "after", "change"]]


def _row(indicator: Indicator, row: Any) -> tuple[str, ...]:
    growth = row.basis in GROWTH
    period = period_of(row.period_start, row.period_end, row.grain)

    def told(value: float) -> str:
        return f"{value * 100:.1f}%" if growth else show(float(value), indicator.unit)

    scale = 0.01 if growth else indicator.unit.scale
    change = show_number(row.change / scale, 1 if growth else indicator.unit.decimals)
    return (
        period.cumulative_label if row.basis.startswith("ytd") else period.label, BASES.get(row.basis, row.basis),
        told(row.before), told(row.after), change if row.change < 0 else f"+{change}", day(row.vintage),
    )  # fmt: skip
