"""River-sea transport (4-2.5): cargo against last year and plan, flows, direct against transshipped."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from cockpit.view.chart import bars, chart, figure
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel
from cockpit.view.panels.scope import as_of, hours, in_period, in_region, quantile
from metrics.codebook import named

SOURCE = "港口吞吐量月报、江海联运运单"


def _month(context: PageContext) -> str:
    return f"{context.period.last_day:%Y-%m}"


def cargoes(context: PageContext) -> Panel | None:
    """Cumulative throughput by cargo, against the comparable span of last year."""
    port = context.reader.tables.record("port_throughput")
    total = [sa.func.sum(port.c[name]).label(name) for name in ("ytd_t", "ytd_prev_t", "plan_year_t")]
    frame = context.reader.select(
        sa.select(port.c.cargo_code, *total)
        .where(port.c.period == _month(context), port.c.include_flag == 1)
        .where(in_region(port.c.region_code, context.region.code)).group_by(port.c.cargo_code)
    )  # fmt: skip
    if frame.empty:
        return None
    frame = frame.sort_values("ytd_t", ascending=False)
    top = frame.head(9).iloc[::-1]
    names = [named("cargo_code", code) for code in top["cargo_code"]]
    drawn = figure(
        [bars(names, top["ytd_prev_t"] / 1e4, "上年同期", "last", horizontal=True),
         bars(names, top["ytd_t"] / 1e4, context.period.cumulative_label, "this", horizontal=True)],
        "万吨", barmode="group",
    )  # fmt: skip
    done, before, plan = (float(frame[name].sum()) for name in ("ytd_t", "ytd_prev_t", "plan_year_t"))
    words = f"{context.period.cumulative_label}吞吐 {done / 1e8:.2f} 亿吨"
    words += f"，比上年同期{'增' if done >= before else '减'} {abs(done / before - 1) * 100:.1f}%" if before > 0 else ""
    words += f"，完成年度计划 {done / plan * 100:.1f}%。" if plan > 0 else "。"
    change = (frame["ytd_t"] / frame["ytd_prev_t"].where(frame["ytd_prev_t"] > 0) - 1) * 100
    twin = pd.DataFrame(
        {
            "货类": [named("cargo_code", code) for code in frame["cargo_code"]],
            "累计（万吨）": (frame["ytd_t"] / 1e4).round(2),
            "上年同期（万吨）": (frame["ytd_prev_t"] / 1e4).round(2),
            "同比（%）": change.round(1),
            "完成计划（%）": (frame["ytd_t"] / frame["plan_year_t"].where(frame["plan_year_t"] > 0) * 100).round(1),
        }
    )
    when, demo = as_of(context, "port_throughput")
    note = "舟山港域口径，不含洋山；上年同期为可比口径。"
    return Panel("货类进度", [chart("port-cargoes", drawn, words, 320)], words, when, SOURCE, demo, twin, note=note)


def flows(context: PageContext) -> Panel | None:
    """Where cargo goes: cargo → trade → direction, cumulative tonnes."""
    port = context.reader.tables.record("port_throughput")
    frame = context.reader.select(
        sa.select(port.c.cargo_code, port.c.trade, port.c.direction, sa.func.sum(port.c.ytd_t).label("t"))
        .where(port.c.period == _month(context), port.c.include_flag == 1)
        .where(in_region(port.c.region_code, context.region.code))
        .group_by(port.c.cargo_code, port.c.trade, port.c.direction)
    )  # fmt: skip
    if frame.empty:
        return None
    top = frame.groupby("cargo_code")["t"].sum().nlargest(6).index
    frame["cargo"] = [named("cargo_code", c) if c in top else "其余货类" for c in frame["cargo_code"]]
    frame["trade"] = [named("trade", code) for code in frame["trade"]]
    frame["direction"] = [named("direction", code) for code in frame["direction"]]
    steps = [frame.groupby(["cargo", "trade"])["t"].sum(), frame.groupby(["trade", "direction"])["t"].sum()]
    links = pd.concat([step.rename_axis(["from", "to"]).reset_index() for step in steps])
    nodes = list(dict.fromkeys([*links["from"], *links["to"]]))
    drawn = figure(
        [
            {
                "type": "sankey", "valueformat": ",.0f", "valuesuffix": "万吨",
                "node": {"label": nodes, "pad": 14, "thickness": 14, "color": "token:accent", "line": {"width": 0}},
                "link": {
                    "source": [nodes.index(name) for name in links["from"]],
                    "target": [nodes.index(name) for name in links["to"]],
                    "value": (links["t"] / 1e4).round(1).tolist(), "color": "token:accent@40",
                },
            }
        ],
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
    )  # fmt: skip
    foreign = frame[frame["trade"] == "外贸"]["t"].sum() / frame["t"].sum()
    words = f"外贸占 {foreign * 100:.1f}%；进港 {frame[frame['direction'] == '进港']['t'].sum() / frame['t'].sum() * 100:.1f}%。"
    twin = links.assign(t=(links["t"] / 1e4).round(1)).rename(columns={"from": "从", "to": "到", "t": "累计（万吨）"})
    when, demo = as_of(context, "port_throughput")
    return Panel("货从哪来到哪去", [chart("port-flows", drawn, words, 320)], words, when, SOURCE, demo, twin)


def modes(context: PageContext) -> Panel | None:
    """Hours from departure to arrival: direct river-sea voyages against transshipped ones."""
    bill = context.reader.tables.record("river_sea_shipment")
    spent = hours(bill.c.depart_time, bill.c.arrive_time)
    frame = context.reader.select(
        sa.select(bill.c.mode, sa.func.count().label("n"), sa.func.sum(bill.c.ton).label("t"),
                  quantile(0.5, spent).label("p50"), quantile(0.9, spent).label("p90"))
        .where(in_period(bill.c.arrive_time, context.period)).group_by(bill.c.mode)
    )  # fmt: skip
    if frame.empty:
        return None
    frame["name"] = [named("mode", code) for code in frame["mode"]]
    names = frame["name"].tolist()
    drawn = figure(
        [bars(names, frame["p50"], "中位", "this"), bars(names, frame["p90"], "九成以内", "last")],
        "小时",
        barmode="group",
    )
    words = "；".join(
        f"{r['name']} {int(r['n']):,} 单，中位 {r['p50']:.0f} 小时，九成在 {r['p90']:.0f} 小时以内"
        for _, r in frame.iterrows()
    )
    twin = pd.DataFrame(
        {"方式": names, "运单（单）": frame["n"], "运量（万吨）": (frame["t"] / 1e4).round(2),
         "中位（小时）": frame["p50"].round(1), "九成以内（小时）": frame["p90"].round(1)}
    )  # fmt: skip
    when, demo = as_of(context, "river_sea_shipment")
    return Panel(
        "江海直达与换装", [chart("port-modes", drawn, words + "。", 220)], words + "。", when, SOURCE, demo, twin
    )
