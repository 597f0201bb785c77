"""Bonded bunkering (4-2.4): supply and settlement are two indicators and never one number (F14)."""

from __future__ import annotations

import pandas as pd

from cockpit.moment import day
from cockpit.view.chart import chart, figure, line
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel
from cockpit.view.readings import observations
from metrics.region import CITY

CODES = ("port.bunker_supply", "port.bunker_settle")


def bunkering(context: PageContext) -> Panel | None:
    """Cumulative supply and settlement over the months of the year, side by side."""
    frame = observations(context, CODES, (CITY,), context.period)
    year = context.period.last_day.year
    inside = (frame["period_start"].dt.year == year) & (frame["period_end"] <= pd.Timestamp(context.period.end))
    own = frame[(frame["basis"] == "ytd") & (frame["grain"] == "M") & inside]
    if own.empty:
        return None
    months = sorted(own["period_start"].unique())
    labels = [f"{pd.Timestamp(month).month}月" for month in months]
    traces, words = [], []
    twin = pd.DataFrame({"月份": labels})
    for code, role in zip(CODES, ("this", "series-2"), strict=True):
        indicator = context.cockpit.catalog.indicator(code)
        values = own[own["indicator"] == code].set_index("period_start")["value"].reindex(months) / indicator.unit.scale
        traces.append(line(labels, values, indicator.name_zh, role))
        twin[f"{indicator.name_zh}累计（{indicator.unit.symbol}）"] = values.round(2).to_numpy()
        if values.notna().any():
            words.append(f"{indicator.name_zh} {values.dropna().iloc[-1]:.2f}{indicator.unit.symbol}")
    summary = f"{context.period.cumulative_label}：" + "；".join(words) + "。两者口径不同，不可混用。"
    drawn = figure(traces, "万吨")
    demo, when = bool((own["status"] == "mock").any()), day(own["as_of"].max())
    note = "供应量为本地实际加注；结算量含异地供应的结算。"
    body = [chart("port-bunkering", drawn, summary)]
    return Panel("保税燃油：供应与结算分列", body, summary, when, "保税燃油加注", demo, twin, note=note)
