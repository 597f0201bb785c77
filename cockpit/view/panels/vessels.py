"""Vessels (4-2.4): what lies in the port now, and where a call's time goes."""

from __future__ import annotations

from itertools import pairwise

import dash_svg as svg
import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.moment import day_and_time
from cockpit.view.archipelago import chart_of_places
from cockpit.view.attributes import attributes
from cockpit.view.chart import bars, chart, figure
from cockpit.view.context import PageContext
from cockpit.view.entities.names import names_of
from cockpit.view.figure_files import with_files
from cockpit.view.geometry import project
from cockpit.view.panel import Panel
from cockpit.view.panels.scope import as_of, in_period, in_region
from metrics import timeline as call_timeline

#: A position older than this is drawn grey and not counted as live (traps.md 20).
STALE_MINUTES = 30
#: Vessels at anchor that can be opened from the panel.
LINKED = 12
STATES = {0: "在航", 1: "锚泊", 2: "失控", 5: "系泊", 7: "捕捞"}
_CLASSES = {"在航": "sailing", "锚泊": "anchored", "系泊": "moored"}


def positions(context: PageContext) -> Panel | None:
    """The newest position of every vessel: shape and colour by state, old ones grey with their age."""
    position = context.reader.tables.record("vessel_position")
    frame = context.reader.select(sa.select(position).where(position.c.lon.is_not(None), position.c.lat.is_not(None)))
    if frame.empty:
        return None
    newest = frame["ts"].max()
    frame["age"] = (pd.Timestamp(context.now) - frame["ts"]).dt.total_seconds() / 60
    frame["state"] = frame["nav_status"].map(STATES).fillna("其他")
    live = frame[frame["age"] <= STALE_MINUTES]
    counts = live["state"].value_counts()
    words = f"有效船位 {len(live)} 艘：" + "、".join(f"{state} {n}" for state, n in counts.items())
    words += f"；{len(frame) - len(live)} 艘船位超过 {STALE_MINUTES} 分钟，灰显且不计入。"
    when, demo = as_of(context, "vessel_position")
    twin = pd.DataFrame({"状态": counts.index, "有效船位（艘）": counts.to_numpy()})
    hours = (context.now - newest.to_pydatetime()).total_seconds() / 3600
    ago = f"，距今 {hours:.0f} 小时，不是实时" if hours * 60 > STALE_MINUTES else ""
    note = f"船位时刻 {day_and_time(newest, context.now.year)}（北京时间）{ago}；坐标 CGCS2000，示意图。"
    return Panel(
        "现在港里有什么船",
        [with_files("vessels", _map(frame, words)), _legend(), _at_anchor(context, live)],
        words,
        when,
        "船位最近态",
        demo,
        twin,
        note=note,
    )


def _map(frame: pd.DataFrame, words: str) -> svg.Svg:
    kinds = [vessel_kind(state, age) for age, state in zip(frame["age"], frame["state"], strict=True)]
    groups = frame.groupby(pd.Series(kinds, index=frame.index))
    return chart_of_places([_vessels(str(kind), group) for kind, group in groups], words, "vessels")


def vessel_kind(state: str, age: float) -> str:
    """How a vessel is drawn: by its state, or as `stale` when its position is too old (minutes)."""
    return "stale" if age > STALE_MINUTES else _CLASSES.get(state, "sailing")


def vessel_mark(kind: str) -> tuple[int, int, str]:
    """A triangle under way, a square at a berth, a disc at anchor or of old: x and y of its start, and its outline."""
    return {"sailing": (0, -7, "l5 12h-10z"), "moored": (-4, -4, "h8v8h-8z")}.get(
        kind, (-5, 0, "a5 5 0 1 0 10 0a5 5 0 1 0-10 0z")
    )


def _vessels(kind: str, frame: pd.DataFrame) -> svg.Path:
    """All vessels of a kind in one path.

    From west to east, each by its step from the one before: a mark ends where it began, and steps are short to write.
    """
    left, top, mark = vessel_mark(kind)
    places = sorted(
        tuple(round(part) for part in project(lon, lat))
        for lon, lat in zip(frame["lon"].astype(float), frame["lat"].astype(float), strict=True)
    )
    steps = [(x - was_x, y - was_y) for (was_x, was_y), (x, y) in pairwise([(-left, -top), *places])]
    return svg.Path(
        d="".join(f"m{x} {y}{mark}".replace(" -", "-") for x, y in steps),
        className=f"vessel {kind}", **attributes({"data-vessels": str(len(frame))}),
    )  # fmt: skip


def _at_anchor(context: PageContext, live: pd.DataFrame) -> html.P | None:
    """The way to the vessels at anchor, whose waiting somebody may have to explain."""
    anchored = live[live["state"] == "锚泊"]["mmsi"].head(LINKED).astype(str).tolist()
    names = names_of(context, "vessel", anchored)
    links = [html.A(names.get(code, code), href=context.href(f"/vessel/{code}")) for code in anchored]
    return html.P(["锚泊的船：", *links], className="link-row") if links else None


def _legend() -> html.P:
    words = (("▲ 在航", "sailing"), ("● 锚泊", "anchored"), ("■ 系泊", "moored"), ("○ 船位陈旧", "stale"))
    return html.P([html.Span(text, className=f"legend-{kind}") for text, kind in words], className="map-legend")


def timeline(context: PageContext) -> Panel | None:
    """Median and ninth-decile hours of every segment of the calls that left in the period, and the usual bottleneck."""
    call = context.reader.tables.record("vessel_call")
    moments = list(dict.fromkeys([m for s in call_timeline.SEGMENTS for m in (s.start, s.end)]))
    calls = context.reader.select(
        sa.select(call.c.call_id, *[call.c[name] for name in moments])
        .where(in_period(call.c.depart_time, context.period), call.c.status != "cancelled")
        .where(in_region(call.c.region_code, context.region.code))
    )
    if calls.empty:
        return None
    pieces = call_timeline.segments(calls)
    table = call_timeline.summary(pieces).dropna(subset=["p50"])
    late = call_timeline.bottleneck(pieces, table["p50"])
    names = table.index.tolist()
    drawn = figure(
        [bars(names, table["p50"], "中位", "this"), bars(names, table["p90"], "九成以内", "last")],
        "小时",
        barmode="group",
    )
    words = f"{context.period.label}离港 {len(calls):,} 艘次"
    if len(late):
        usual = late["segment"].value_counts()
        owner = late[late["segment"] == usual.index[0]]["owner"].iloc[0]
        words += f"；最常堵在{usual.index[0]}（{owner}），{int(usual.iloc[0]):,} 艘次超出常值"
    twin = pd.DataFrame(
        {"环节": names, "艘次": table["calls"].astype(int), "中位（小时）": table["p50"].round(1),
         "九成以内（小时）": table["p90"].round(1), "最长（小时）": table["longest"].round(1)}
    )  # fmt: skip
    when, demo = as_of(context, "vessel_call")
    return Panel(
        "一艘船的时间花在哪", [chart("port-timeline", drawn, words + "。")], words + "。", when, "船舶航次", demo, twin
    )
