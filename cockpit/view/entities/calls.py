"""Calls of vessels as rows, with links to the vessel and to the berths."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from cockpit.view.berth_name import berth_names
from cockpit.view.context import PageContext
from cockpit.view.entities.names import names_of
from cockpit.view.entities.sheet import Part, text
from metrics.codebook import named

SHOWN = 20


def recent_calls(context: PageContext, chosen: sa.ColumnElement[bool]) -> pd.DataFrame:
    """The latest calls that meet a condition and did not stay away, newest first."""
    call = context.reader.tables.record("vessel_call")
    columns = ("call_id", "mmsi", "purpose", "status", "cargo_code", "cargo_ton", "arrive_anchor_time", "berth_time",
               "unberth_time", "depart_time", "berth_ids")  # fmt: skip
    arrived = sa.func.coalesce(call.c.berth_time, call.c.arrive_anchor_time)
    return context.reader.select(
        sa.select(*[call.c[name] for name in columns])
        .where(chosen, call.c.status != "cancelled", arrived <= context.now)
        .order_by(arrived.desc(), call.c.call_id).limit(SHOWN)
    )  # fmt: skip


def call_part(context: PageContext, calls: pd.DataFrame, vessels: bool) -> Part:
    """The calls; the first column leads to the vessel (`vessels`) or to the berth."""
    berth = calls["berth_ids"].fillna("").str.split(",").str[0]
    code = calls["mmsi"] if vessels else berth
    called = names_of(context, "vessel", code.dropna().astype(str)) if vessels else {}
    key, values = ("船舶", code.map(called).fillna(code)) if vessels else ("泊位", berth.map(berth_names(context)).fillna(berth).replace("", "—"))
    hours = (calls["unberth_time"] - calls["berth_time"]).dt.total_seconds() / 3600
    waited = (calls["berth_time"] - calls["arrive_anchor_time"]).dt.total_seconds() / 3600
    shown = pd.DataFrame(
        {
            key: values, "目的": [named("purpose", text(v)) for v in calls["purpose"]],
            "货类": [named("cargo_code", text(v)) for v in calls["cargo_code"]], "货量（吨）": calls["cargo_ton"].round(0),
            "抵锚": [text(v) for v in calls["arrive_anchor_time"]], "靠泊": [text(v) for v in calls["berth_time"]],
            "离泊": [text(v) for v in calls["unberth_time"]], "候泊（小时）": waited.round(1), "在泊（小时）": hours.round(1),
            "状态": [named("status", text(v)) for v in calls["status"]],
        }
    )  # fmt: skip
    kind = "vessel" if vessels else "berth"
    links = {key: [context.href(f"/{kind}/{one}") if one else "" for one in code]}
    return Part(f"近 {len(calls)} 个航次", shown, "没有航次。", links, "dense")
