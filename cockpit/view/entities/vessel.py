"""One vessel: what it is, where it is now, and its calls."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext, page_context
from cockpit.view.entities.calls import call_part, recent_calls
from cockpit.view.entities.sheet import Sheet, amount, found, sheet_page, text
from cockpit.view.entities.whereabouts import whereabouts
from cockpit.view.page import page
from cockpit.view.panels.vessels import STALE_MINUTES
from metrics.codebook import named


@page("vessel")
def vessel_page(identity: str = "", **query: str) -> html.Div:
    """The layout of `/vessel/<mmsi>`."""
    context = page_context(query)
    return sheet_page(context, vessel_sheet(context, identity))


def vessel_sheet(context: PageContext, identity: str) -> Sheet:
    """What is told of a vessel.

    Raises:
        QueryError: there is none.
    """
    base = context.reader.tables.record("vessel_base")
    row = found(context, sa.select(base).where(base.c.mmsi == identity), "船舶", identity)
    call = context.reader.tables.record("vessel_call")
    calls = recent_calls(context, call.c.mmsi == identity)
    seen, now = _seen(context, identity), pd.Timestamp(context.now)
    name = text(row["name_zh"]) if pd.notna(row["name_zh"]) else text(row["name_en"])
    crumbs = [("/", "总览"), ("/port", "港航口岸"), ("", name)]
    return Sheet(
        f"/vessel/{identity}", crumbs, name, f"船舶 {identity} · {text(row['name_en'])}", None,
        [*_facts(row), *_position(seen, now)], [call_part(context, calls, vessels=False)], "vessel_base",
        "船舶档案、船位最近态、船舶航次", None if seen is None else whereabouts(seen, now),
    )  # fmt: skip


def _facts(row: pd.Series) -> list[tuple[str, str]]:
    return [
        ("船型", named("vessel_type", text(row["vessel_type"]))), ("船旗", named("flag", text(row["flag"]))),
        ("国际编号", text(row["imo"])), ("呼号", text(row["callsign"])), ("总吨", amount(row["gross_ton"], "总吨")),
        ("载重", amount(row["dwt"], "吨")), ("船长", amount(row["loa_m"], "米")), ("船宽", amount(row["beam_m"], "米")),
        ("建造", f"{text(row['built_year'])}年"), ("船东", text(row["owner"])), ("代理", text(row["agent"])),
    ]  # fmt: skip


def _seen(context: PageContext, identity: str) -> pd.Series | None:
    """Its latest position; None when it has none."""
    position = context.reader.tables.record("vessel_position")
    frame = context.reader.select(sa.select(position).where(position.c.mmsi == identity).limit(1))
    return None if frame.empty else frame.iloc[0]


def _position(seen: pd.Series | None, now: pd.Timestamp) -> list[tuple[str, str]]:
    """Where it was last seen; an old position says how old it is."""
    if seen is None:
        return [("船位", "没有船位")]
    minutes = (now - seen["ts"]).total_seconds() / 60
    age = f"，{minutes / 60:.0f} 小时前，不是实时" if minutes > STALE_MINUTES else ""
    where = f"东经 {seen['lon']:.3f}°，北纬 {seen['lat']:.3f}°" if pd.notna(seen["lon"]) else "位置缺失"
    return [
        ("船位", f"{where}（{text(seen['ts'])}{age}）"),
        ("状态", named("nav_status", str(seen["nav_status"]))),
        ("航速", amount(seen["sog_kn"], "节")),
    ]
