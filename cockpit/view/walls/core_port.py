"""堵在哪、货从哪来到哪去: where a call's time goes, and the cargo by kind, trade and direction."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext
from cockpit.view.panels.scope import as_of, in_period
from cockpit.view.walls.core import Core, bar, row
from metrics import timeline
from metrics.codebook import named

CARGOES = 5


def stuck(context: PageContext) -> Core | None:
    """Median and ninth-decile hours of every waiting segment of the calls that left in the period."""
    call = context.reader.tables.record("vessel_call")
    moments = list(dict.fromkeys([m for s in timeline.SEGMENTS for m in (s.start, s.end)]))
    calls = context.reader.select(
        sa.select(call.c.call_id, *[call.c[name] for name in moments])
        .where(in_period(call.c.depart_time, context.period), call.c.status != "cancelled")
    )  # fmt: skip
    if calls.empty:
        return None
    pieces = timeline.segments(calls)
    known = timeline.summary(pieces).dropna(subset=["p50"])
    late = timeline.bottleneck(pieces, known["p50"])
    work = {segment.name for segment in timeline.SEGMENTS if segment.work}
    waits = known[~known.index.isin(work)]
    largest = float(waits["p90"].max()) or 1.0
    usual = str(late["segment"].value_counts().index[0]) if len(late) else ""
    rows = [
        row(str(name), bar(own["p90"] / largest, "yellow" if name == usual else "plain", own["p50"] / largest),
            f"{own['p90']:.1f}", f"中位 {own['p50']:.1f}", name == usual)
        for name, own in waits.iterrows()
    ]  # fmt: skip
    owner = next((segment.owner for segment in timeline.SEGMENTS if segment.name == usual), "")
    count = int(late["segment"].value_counts().iloc[0]) if usual else 0
    answer = f"最常堵在{usual}（{owner}），{count:,} 艘次超出常值" if usual else "没有环节超出常值"
    when, demo = as_of(context, "vessel_call")
    return Core("船堵在哪一步", answer, rows, _day(when), demo, "九成以内小时 ┃中位")


def cargo(context: PageContext) -> Core | None:
    """The largest kinds of cargo since January, with the shares of foreign trade and of what came in."""
    port = context.reader.tables.record("port_throughput")
    frame = context.reader.select(
        sa.select(port.c.cargo_code, port.c.trade, port.c.direction, sa.func.sum(port.c.ytd_t).label("t"))
        .where(port.c.period == f"{context.period.last_day:%Y-%m}", port.c.include_flag == 1)
        .group_by(port.c.cargo_code, port.c.trade, port.c.direction)
    )  # fmt: skip
    if frame.empty:
        return None
    total = frame.groupby("cargo_code")["t"].sum().nlargest(CARGOES)
    rows = [_cargo(str(code), float(tons), float(total.max()), frame) for code, tons in total.items()]
    foreign = frame[frame["trade"] == "F"]["t"].sum() / frame["t"].sum()
    answer = f"货以{named('cargo_code', str(total.index[0]))}最多，外贸占 {foreign * 100:.0f}%"
    when, demo = as_of(context, "port_throughput")
    return Core("货从哪来到哪去", answer, rows, _day(when), demo, "累计亿吨 ┃其中外贸")


def _cargo(code: str, tons: float, largest: float, frame: pd.DataFrame) -> html.Li:
    own = frame[frame["cargo_code"] == code]
    foreign, inward = (own[own[key] == value]["t"].sum() for key, value in (("trade", "F"), ("direction", "I")))
    drawn = bar(tons / largest, "plain", foreign / largest)
    return row(named("cargo_code", code), drawn, f"{tons / 1e8:.2f}", f"进港 {inward / tons * 100:.0f}%")


def _day(when: str) -> str:
    try:
        moment = pd.Timestamp(when)
    except ValueError:
        return when
    return f"{moment.month}月{moment.day}日"
