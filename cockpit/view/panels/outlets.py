"""Outlets under automatic monitoring (5-3.2): which met their limits, which cannot be judged, and their days."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.chart import chart, figure, line
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel
from cockpit.view.panels.scope import as_of
from cockpit.view.table import table
from metrics.hourly import LEAST_HOURS, LEAST_VALID, NORMAL, Compliance, compliance, daily_means
from metrics.period import month_of

SOURCE = "污染源在线监测小时值"
#: Worst first.
_ORDER = {"超标": 0, "不评价": 1, "达标": 2}


def hours(context: PageContext) -> pd.DataFrame:
    """Hours of the page's month, by their end: outlet_id, pollutant, hour, value, limit, mark."""
    record = context.reader.tables.record("pollution_source_hour")
    month = month_of(context.period.last_day)
    begin = record.c.hour_begin
    chosen = sa.select(record.c.outlet_id, record.c.pollutant, record.c.hour, record.c.value,
                       record.c.limit_value.label("limit"), record.c.mark)  # fmt: skip
    return context.reader.select(
        chosen.where(begin >= pd.Timestamp(month.start).to_pydatetime(), begin < pd.Timestamp(month.end).to_pydatetime())
        .order_by(record.c.outlet_id, record.c.pollutant, record.c.hour)
    )  # fmt: skip


def verdicts(context: PageContext) -> Panel | None:
    """Per outlet and pollutant: hours met, exceeded and not to be judged; a stopped outlet has met nothing."""
    frame = hours(context)
    if frame.empty:
        return None
    found = [(own, compliance(own)) for _, own in frame.groupby(["outlet_id", "pollutant"])]
    rows = sorted(found, key=lambda told: (_ORDER[told[1].verdict], -told[1].exceeded))
    shown = pd.DataFrame([_row(own.iloc[0], told) for own, told in rows])
    counts = shown["结论"].value_counts()
    words = f"{month_of(context.period.last_day).label} {len(shown)} 个监测项：" + "、".join(
        f"{name} {counts.get(name, 0)} 个" for name in _ORDER
    ) + f"；超标 {int(shown['超标（小时）'].sum()):,} 小时。"  # fmt: skip
    when, demo = as_of(context, "pollution_source_hour")
    note = f"停运、校准、异常的小时既不算达标也不算超标；有效率不足 {LEAST_VALID:.0%} 不评价。"
    body = html.Div(table(shown, "超标的在前", class_name="explained"), className="scroll-box", tabIndex="0")
    return Panel("哪些排口达标", [body], words, when, SOURCE, demo, note=note)


def _row(first: pd.Series, told: Compliance) -> dict[str, object]:
    valid = "—" if told.valid_share is None else f"{told.valid_share * 100:.1f}"
    return {"排口": first["outlet_id"], "污染物": first["pollutant"], "结论": told.verdict, "达标（小时）": told.met,
            "超标（小时）": told.exceeded, "不计（小时）": told.unjudged, "有效率（%）": valid}  # fmt: skip


def days(context: PageContext) -> Panel | None:
    """Daily means against the limit, of the outlet and pollutant that came closest to it."""
    frame = hours(context)
    if frame.empty:
        return None
    names = frame["outlet_id"] + " " + frame["pollutant"]
    means = daily_means(
        pd.DataFrame({"station": names, "hour": frame["hour"], "value": frame["value"] / frame["limit"],
                      "valid": frame["mark"] == NORMAL})
    )  # fmt: skip
    known = means.dropna(subset=["mean"])
    if known.empty:
        return None
    worst = str(known.loc[known["mean"].idxmax(), "station"])
    own = means[means["station"] == worst]
    labels = [f"{day.month}月{day.day}日" for day in own["day"]]
    drawn = figure([line(labels, own["mean"] * 100, "日均占限值", "this"),
                    line(labels, pd.Series(100.0, index=own.index), "限值", "plan") | {"mode": "lines"}], "%", xaxis={"nticks": 8})  # fmt: skip
    over = int((own["mean"] > 1).sum())
    words = f"最接近限值的是{worst}：日均最高为限值的 {own['mean'].max() * 100:.1f}%，超过限值 {over} 天，"
    words += f"有效小时不足 {LEAST_HOURS} 个的 {int(own['mean'].isna().sum())} 天不计日均。"
    twin = pd.DataFrame({"日期": labels, "有效（小时）": own["hours"].to_numpy(),
                         "日均占限值（%）": (own["mean"] * 100).round(1).to_numpy()})  # fmt: skip
    when, demo = as_of(context, "pollution_source_hour")
    note = "小时值以时段末为时刻：00 时是前一日的最后一小时。"
    return Panel("日均离限值多远", [chart("outlet-days", drawn, words)], words, when, SOURCE, demo, twin, note=note)
