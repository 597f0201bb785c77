"""Berths (4-2.4): how long each was taken (union of intervals), and who lay where in the last week."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.berth_name import berth_name
from cockpit.view.chart import bars, chart, figure
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel
from cockpit.view.panels.scope import as_of, in_region
from metrics import occupancy
from metrics.codebook import named

#: Berths drawn in the week's picture: the busiest.
SHOWN = 12


def occupancy_panel(context: PageContext) -> Panel | None:
    """Occupancy, working and relative rates by port area in the period; the busiest berths' last seven days."""
    since, until = pd.Timestamp(context.period.start), pd.Timestamp(context.period.end)
    berth = context.reader.tables.record("port_berth")
    places = context.reader.select(
        sa.select(berth.c.berth_id.label("place"), berth.c.port_area, berth.c.valid_from, berth.c.valid_to)
        .where(in_region(berth.c.region_code, context.region.code))
    )  # fmt: skip
    stays = _stays(context, since, until)
    stays = stays[stays["place"].isin(places["place"])]
    if stays.empty or places.empty:
        return None
    hours = occupancy.berths(stays, places, since.to_pydatetime(), until.to_pydatetime())
    area = hours.join(places.set_index("place")["port_area"]).groupby("port_area")[["available", "occupied", "working"]]
    rates = occupancy.rates(area.sum()).sort_values("occupancy")
    whole = occupancy.total(hours)
    words = (
        f"{context.period.label} {len(places)} 个泊位：占用率 {whole['occupancy'] * 100:.1f}%，"
        f"作业率 {whole['working_rate'] * 100:.1f}%，相对作业率 {whole['relative'] * 100:.1f}%。"
    )
    drawn = figure([bars(rates.index.tolist(), rates["occupancy"] * 100, "占用率", horizontal=True)], "%")
    twin = pd.DataFrame(
        {
            "港区": rates.index, "占用率（%）": (rates["occupancy"] * 100).round(1),
            "作业率（%）": (rates["working_rate"] * 100).round(1), "相对作业率（%）": (rates["relative"] * 100).round(1),
        }
    ).iloc[::-1]  # fmt: skip
    names = dict(zip(places["place"], map(berth_name, places["place"], places["port_area"].fillna("")), strict=True))
    week = _week(stays, hours, until, names)
    when, demo = as_of(context, "vessel_call")
    body = [chart("port-berths", drawn, words), *week, _busiest(context, hours, names)]
    note = "同一泊位同时多船按时间并集计，不累加；未使用的泊位计入分母。"
    return Panel("泊位占用", body, words, when, "泊位、船舶航次", demo, twin, note=note)


def _busiest(context: PageContext, hours: pd.DataFrame, names: dict[str, str]) -> html.P:
    """The way to the berths that were taken longest."""
    busiest = hours.sort_values("occupied", ascending=False).index[:SHOWN]
    links = [html.A(names[berth], href=context.href(f"/berth/{berth}")) for berth in busiest]
    return html.P(["最忙的泊位：", *links], className="link-row")


def _stays(context: PageContext, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    call = context.reader.tables.record("vessel_call")
    columns = [call.c[name] for name in
               ("berth_ids", "berth_time", "unberth_time", "work_start", "work_end", "purpose")]  # fmt: skip
    calls = context.reader.select(
        sa.select(*columns)
        .where(call.c.status != "cancelled", call.c.berth_ids.is_not(None), call.c.berth_time < until.to_pydatetime())
        .where(sa.or_(call.c.unberth_time.is_(None), call.c.unberth_time > since.to_pydatetime()))
    )
    return occupancy.by_place(calls, "berth_ids")


def _week(stays: pd.DataFrame, hours: pd.DataFrame, until: pd.Timestamp, names: dict[str, str]) -> list[object]:
    """A bar per stay of the busiest berths in the last seven days of the period."""
    start = until - timedelta(days=7)
    busiest = hours["occupied"].nlargest(SHOWN).index.tolist()
    own = stays[stays["place"].isin(busiest)].copy()
    own["end"] = own["unberth_time"].fillna(until).clip(upper=until)
    own["begin"] = own["berth_time"].clip(lower=start)
    own = own[own["end"] > own["begin"]]
    if own.empty:
        return []
    traces = []
    for purpose, group in own.groupby("purpose"):
        length = (group["end"] - group["begin"]).dt.total_seconds() * 1000
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": named("purpose", str(purpose)),
                "y": group["place"].map(names).tolist(), "base": [f"{moment:%Y-%m-%d %H:%M}" for moment in group["begin"]],
                "x": length.round().tolist(), "opacity": 0.85,
            }
        )  # fmt: skip
    layout = {
        "barmode": "overlay",
        "xaxis": {
            "type": "date", "tickformat": "%-m月%-d日", "rangemode": "normal",
            "range": [f"{start:%Y-%m-%d}", f"{until:%Y-%m-%d}"],
        },
        "yaxis": {"type": "category", "categoryorder": "array", "categoryarray": [names[berth] for berth in busiest[::-1]]},
    }  # fmt: skip
    words = f"最忙的 {len(busiest)} 个泊位在期末七天的靠泊时段。"
    return [chart("port-gantt", figure(traces, "", **layout), words, 300)]
