"""Grid governance (R13): where events get stuck, which towns are late, what is overdue, which kinds grow."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.store.falling_in import falling_in
from cockpit.view.chart import bars, chart, figure
from cockpit.view.context import PageContext
from cockpit.view.panel import Panel
from cockpit.view.panels.scope import as_of, hours, in_period, in_region, quantile
from cockpit.view.table import table
from metrics.period import Period
from metrics.region import region
from metrics.wilson import SMALL_SAMPLE, ranking

SOURCE = "基层治理事件表"
STEPS = (
    ("受理", "report_time", "accept_time"),
    ("分派", "accept_time", "dispatch_time"),
    ("办结", "dispatch_time", "finish_time"),
    ("回访", "finish_time", "callback_time"),
)
BANDS = ((1, "1天内"), (3, "1–3天"), (7, "3–7天"), (30, "7–30天"), (float("inf"), "30天以上"))


def lifecycle(context: PageContext) -> Panel | None:
    """Share that reached each step and the hours each step took, for events reported in the period."""
    event = context.reader.tables.record("grid_event")
    columns: list[sa.Label[Any]] = [sa.func.count().label("reported")]
    for name, start, end in STEPS:
        spent = hours(event.c[start], event.c[end])
        columns += [sa.func.count(event.c[end]).label(f"{name}件"), quantile(0.5, spent).label(f"{name}P50"),
                    quantile(0.9, spent).label(f"{name}P90")]  # fmt: skip
    row = context.reader.select(
        sa.select(*columns).where(in_region(event.c.region_code, context.region.code))
        .where(in_period(event.c.report_time, context.period))
    ).iloc[0]  # fmt: skip
    reported = int(row["reported"])
    if not reported:
        return None
    frame = pd.DataFrame(
        [
            {"环节": name, "到达（件）": int(row[f"{name}件"]), "到达率（%）": round(100 * row[f"{name}件"] / reported, 1),
             "中位时长（小时）": round(row[f"{name}P50"], 1), "九成以内（小时）": round(row[f"{name}P90"], 1)}
            for name, _, _ in STEPS
        ]
    )  # fmt: skip
    slowest = frame.loc[frame["九成以内（小时）"].idxmax()]
    names = frame["环节"].tolist()
    drawn = figure(
        [bars(names, frame["中位时长（小时）"], "中位", "this"), bars(names, frame["九成以内（小时）"], "九成以内", "last")],
        "小时", barmode="group",
    )  # fmt: skip
    summary = f"上报 {reported:,} 件，已办结 {int(row['办结件']):,} 件；最慢的一步是{slowest['环节']}，九成在 {slowest['九成以内（小时）']:g} 小时以内。"
    when, demo = as_of(context, "grid_event")
    return Panel("事件卡在哪一步", [chart("grid-lifecycle", drawn, summary)], summary, when, SOURCE, demo, frame)


def due_statement(context: PageContext, period: Period, length: int) -> sa.Select:
    """Per region of `length` digits: events due in the period (open ones too), finished in time, still open."""
    record = context.cockpit.records["grid_event"]
    event = falling_in(context.reader.tables.record("grid_event"), record, "due", period.start, period.end)
    code = sa.func.substr(event.c.region_code, 1, length).label("code")
    ontime = sa.func.sum(sa.case((event.c.finish_time <= event.c.due, 1), else_=0)).label("ontime")
    still = sa.func.sum(sa.case((event.c.finish_time.is_(None), 1), else_=0)).label("still_open")
    return (
        sa.select(code, sa.func.count().label("due"), ontime, still)
        .where(in_region(event.c.region_code, context.region.code))
        .where(event.c.due <= context.now)
        .where(sa.func.coalesce(event.c.is_duplicate, 0) == 0)
        .group_by(sa.text("1"))
    )


def towns(context: PageContext) -> Panel | None:
    """Towns ranked by the lower Wilson bound of their on-time rate; small samples are shown, not ranked."""
    frame = context.reader.select(due_statement(context, context.period, 9))
    if frame.empty:
        return None
    told = ranking(frame.rename(columns={"ontime": "successes", "due": "trials"}))
    worst_first = told.sort_values(["small", "bound"], ascending=[True, True], kind="stable")
    frame = worst_first.rename(columns={"successes": "ontime", "trials": "due"}).reset_index(drop=True)
    shown = pd.DataFrame(
        {
            "乡镇街道": [region(code).name for code in frame["code"]],
            "按期办结率（%）": (frame["rate"] * 100).round(1),
            "到期（件）": frame["due"].astype(int),
            "到期未办结（件）": frame["still_open"].astype(int),
            "名次": [
                "样本不足，不排名" if small else f"第 {place} 名"
                for small, place in zip(frame["small"], frame["place"], strict=True)
            ],
        }
    )
    total_rate = frame["ontime"].sum() / frame["due"].sum()
    ranked = shown[~frame["small"]]["乡镇街道"]
    late = f"最需要过问：{'、'.join(ranked.head(2))}" if len(ranked) else f"各乡镇街道都不足 {SMALL_SAMPLE} 件，不排名"
    summary = f"{context.period.label}到期 {int(frame['due'].sum()):,} 件，按期办结 {total_rate * 100:.1f}%；{late}。"
    links = {"乡镇街道": [context.href(f"/region/{code}", region="") for code in frame["code"]]}
    body = html.Div(table(shown, "从最需要过问的排起（威尔逊下界）", links), className="scroll-box", tabIndex="0")
    when, demo = as_of(context, "grid_event")
    return Panel("乡镇街道按期办结", [body], summary, when, SOURCE, demo)


def backlog(context: PageContext) -> Panel | None:
    """Events past their deadline and not finished: how many, how old, which are the oldest."""
    event = context.reader.tables.record("grid_event")
    frame = context.reader.select(
        sa.select(event.c.event_id, event.c.title, event.c.region_code, event.c.event_type_l1, event.c.due)
        .where(in_region(event.c.region_code, context.region.code))
        .where(event.c.finish_time.is_(None)).where(event.c.due < context.now)
        .where(sa.func.coalesce(event.c.is_duplicate, 0) == 0)
        .order_by(event.c.due)
    )  # fmt: skip
    when, demo = as_of(context, "grid_event")
    if frame.empty:
        return Panel(
            "超期未办结",
            [html.P("没有超期未办结的事件。", className="state-empty")],
            "超期未办结 0 件。",
            when,
            SOURCE,
            demo,
        )
    days = (pd.Timestamp(context.now) - frame["due"]).dt.total_seconds() / 86400
    edges = [0.0, *[limit for limit, _ in BANDS]]
    names = [name for _, name in BANDS]
    counts = pd.cut(days, edges, labels=names).value_counts().reindex(names)
    drawn = figure([bars(names, counts.tolist(), "件数", "this")], "件")
    oldest = pd.DataFrame(
        {
            "事件编号": frame["event_id"].head(8), "内容": frame["title"].head(8), "类别": frame["event_type_l1"].head(8),
            "所在": [_place(code) for code in frame["region_code"].head(8)], "已超（天）": days.head(8).round(1),
        }
    )  # fmt: skip
    summary = f"超期未办结 {len(frame):,} 件，最长 {days.max():.0f} 天，中位 {days.median():.1f} 天。"
    links = {"事件编号": [context.href(f"/event/{identity}") for identity in oldest["事件编号"]]}
    body = [
        chart("grid-backlog", drawn, summary, 200),
        html.Div(table(oldest, "超期最长的八件", links), className="scroll-x", tabIndex="0"),
    ]
    return Panel("超期未办结", body, summary, when, SOURCE, demo)


def _place(code: str) -> str:
    return region(code[:9]).name if code else "—"


def types(context: PageContext) -> Panel | None:
    """Events by type in the period and in the same period of last year."""
    event = context.reader.tables.record("grid_event")

    def counted(period: Period) -> pd.DataFrame:
        return context.reader.select(
            sa.select(event.c.event_type_l1.label("type"), sa.func.count().label("n"))
            .where(in_region(event.c.region_code, context.region.code)).where(in_period(event.c.report_time, period))
            .group_by(sa.text("1"))
        )  # fmt: skip

    frame = counted(context.period).merge(
        counted(context.period.year_before()), on="type", how="outer", suffixes=("", "_last")
    )
    if frame.empty:
        return None
    frame["change"] = frame["n"] - frame["n_last"]
    frame = frame.sort_values("n", na_position="first")
    names = frame["type"].tolist()
    drawn = figure(
        [bars(names, frame["n_last"], "上年同期", "last", horizontal=True), bars(names, frame["n"], context.period.label, "this", horizontal=True)],
        "件", barmode="group",
    )  # fmt: skip
    shown = frame.rename(
        columns={"type": "类别", "n": "本期（件）", "n_last": "上年同期（件）", "change": "增减（件）"}
    )
    known = frame.dropna(subset=["change"])
    summary = "没有可比的上年同期。"
    if len(known):
        most = known.loc[known["change"].idxmax()]
        summary = f"增加最多的是{most['type']}：{int(most['n']):,} 件，比上年同期{'多' if most['change'] >= 0 else '少'} {abs(int(most['change'])):,} 件。"
    when, demo = as_of(context, "grid_event")
    return Panel("哪类事件在增多", [chart("grid-types", drawn, summary)], summary, when, SOURCE, demo, shown)
