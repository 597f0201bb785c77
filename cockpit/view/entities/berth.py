"""One berth: what it can take, how much of the period it was taken, and who lay there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.berth_name import berth_name
from cockpit.view.context import PageContext, page_context
from cockpit.view.entities.calls import call_part, recent_calls
from cockpit.view.entities.quay import quay
from cockpit.view.entities.sheet import Sheet, amount, found, sheet_page, text
from cockpit.view.page import page
from cockpit.view.places import place_crumbs
from metrics import occupancy
from metrics.codebook import named


@page("berth")
def berth_page(identity: str = "", **query: str) -> html.Div:
    """The layout of `/berth/<id>`."""
    context = page_context(query)
    return sheet_page(context, berth_sheet(context, identity))


def berth_sheet(context: PageContext, identity: str) -> Sheet:
    """What is told of a berth.

    Raises:
        QueryError: there is none.
    """
    berth, call = context.reader.tables.record("port_berth"), context.reader.tables.record("vessel_call")
    row = found(context, sa.select(berth).where(berth.c.berth_id == identity), "泊位", identity)
    name = berth_name(identity, text(row["port_area"]))
    calls = recent_calls(context, call.c.berth_ids.like(f"%{identity}%"))
    crumbs = [("/", "总览"), ("/port", "港航口岸"), *place_crumbs(str(row["region_code"])), ("", name)]
    return Sheet(
        f"/berth/{identity}", crumbs, text(row["terminal"]), f"泊位 {name} · 编号 {identity}", None, _facts(context, row),
        [replace(call_part(context, calls, vessels=True), picture=quay(calls, pd.Timestamp(context.now)))], "port_berth", "泊位、船舶航次",
    )  # fmt: skip


def _facts(context: PageContext, row: pd.Series) -> list[tuple[str, str]]:
    cargo = "、".join(named("cargo_code", code) for code in text(row["cargo_scope"]).split(","))
    return [
        ("占用率", _occupancy(context, row)), ("设计靠泊", amount(row["dwt_design"], "吨级")),
        ("长度", amount(row["length_m"], "米")), ("水深", amount(row["depth_m"], "米")), ("货种", cargo),
        ("性质", named("use_type", text(row["use_type"]))), ("对外开放", "是" if row["open_flag"] == 1 else "否"),
        ("启用", text(row["valid_from"])), ("停用", text(row["valid_to"])),
    ]  # fmt: skip


def _occupancy(context: PageContext, row: pd.Series) -> str:
    """Share of the period's hours in which any vessel lay there; two at once count once."""
    since, until = pd.Timestamp(context.period.start), pd.Timestamp(context.period.end)
    call = context.reader.tables.record("vessel_call")
    names = ("berth_ids", "berth_time", "unberth_time", "work_start", "work_end", "purpose")
    calls = context.reader.select(
        sa.select(*[call.c[name] for name in names])
        .where(call.c.status != "cancelled", call.c.berth_ids.like(f"%{row['berth_id']}%"))
        .where(call.c.berth_time < until.to_pydatetime())
        .where(sa.or_(call.c.unberth_time.is_(None), call.c.unberth_time > since.to_pydatetime()))
    )
    place = pd.DataFrame([{"place": row["berth_id"], "valid_from": row["valid_from"], "valid_to": row["valid_to"]}])
    stays = occupancy.by_place(calls, "berth_ids")
    stays = stays[stays["place"] == row["berth_id"]]
    hours = occupancy.berths(stays, place, since.to_pydatetime(), until.to_pydatetime())
    rates = occupancy.rates(hours)
    if rates.empty or pd.isna(rates["occupancy"].iloc[0]):
        return "—"
    return f"{rates['occupancy'].iloc[0] * 100:.1f}%（{context.period.label}）"
