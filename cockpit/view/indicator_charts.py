"""The charts of an indicator's page, from its observations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from cockpit.view.broken_axis import broken
from cockpit.view.chart import Figure, Trace, bars, figure, figured, line
from cockpit.view.dots import close, dots
from metrics.format import show
from metrics.model import Indicator
from metrics.observation import DOUBTFUL
from metrics.period import Period
from metrics.price_basis import priced
from metrics.reading import Reading, series
from metrics.region import region
from metrics.target_book import TargetBook

#: Titles of the breakdown dimensions that occur in the four connected domains.
DIMENSIONS = {
    "event_type_l1": "事件类别", "source": "来源", "level": "等级", "port_area": "港区", "cargo_code": "货类", "trade": "内外贸",
    "direction": "进出港", "fuel_type": "油品", "supplier": "供应商", "category": "诉求类别", "channel": "渠道", "agency": "审批部门",
    "mode": "运输方式", "org": "单位", "class": "档位", "grid_type": "网格类型", "role": "角色", "industry": "行业", "industry3": "三次产业", "standard": "标准", "status": "状态",
    "topic_l1": "主题", "owner_org": "责任单位", "target_type": "走访对象", "trigger": "触发来源", "decl_type": "申报类型", "main_org": "主办单位", "handler_org": "承办单位", "purpose": "目的", "anchorage_id": "锚地",
    "pollutant": "污染物", "field": "领域", "goods": "商品", "tax_type": "税种", "function": "支出功能", "type": "类型",
    "vessel_type": "船型", "item": "事项", "product": "产品", "route": "航线", "sea_area": "海域", "topic": "主题", "stage": "阶段",
    "scene": "场景", "scale": "规模", "reason": "原因", "island": "岛屿", "species": "品种", "trade_mode": "贸易方式", "partner": "贸易伙伴",
}  # fmt: skip

#: A dimension without a title: a code is never shown.
UNNAMED = "分类"
#: Members of a dimension that are drawn, and those told in words.
SHOWN, TOLD = 15, 3


def progress_lines(
    indicator: Indicator,
    own: pd.DataFrame,
    targets: TargetBook,
    where: str,
    period: Period,
    now: datetime,
    beside: tuple[str, ...] = ("last", "plan"),
) -> tuple[Figure, str]:
    """Cumulative lines of this and last year and the plan, over the months: a cumulative series never falls back."""
    frame = series(indicator, own, targets, where, period, now)
    scale = indicator.unit.scale
    traces = [
        line(frame["label"].tolist(), frame["last"] / scale, f"{period.start.year - 1}年", "last"),
        line(frame["label"].tolist(), frame["plan"] / scale, "序时目标", "plan"),
        line(
            frame["label"].tolist(), frame["this"] / scale, f"{period.start.year}年", "this", frame["hollow"].tolist()
        ),
    ]
    drawn = [trace for name, trace in zip(("last", "plan", "this"), traces, strict=True) if name in (*beside, "this")]
    shown = [trace for trace in drawn if any(value is not None for value in trace["y"])]
    latest = frame.dropna(subset=["this"])
    words = f"{period.start.year}年暂无累计值"
    if len(latest):
        last = latest.iloc[-1]
        words = (
            f"{period.start.year}年1至{last['label']}累计 {show(last['this'], indicator.unit)}{indicator.unit.symbol}"
        )
        if pd.notna(last["last"]):
            words += f"，上年同期 {show(last['last'], indicator.unit)}{indicator.unit.symbol}"
        if pd.notna(last["plan"]):
            words += f"，序时目标 {show(last['plan'], indicator.unit)}{indicator.unit.symbol}"
    return figure(shown, indicator.unit.symbol), words + "。"


def history(
    indicator: Indicator, own: pd.DataFrame, period: Period, target: float | None = None, last: bool = True
) -> tuple[Figure, str]:
    """The indicator's own values over time at its main grain, the same period of the year before as a thin line, and
    the year's target (of a level, base unit) dashed; lines break at missing months and at breaks of definition."""
    values, grain = main_series(indicator, own, period)
    x = [tick(start, grain) for start in values["period_start"]]
    scale = indicator.unit.scale
    hollow = [bool(q in DOUBTFUL) for q in values["quality"].fillna("")]
    if not indicator.is_point:  # data that do not reach to the end of their period are half a fact
        unfinished = (values["as_of"] < values["period_end"]).tolist()
        hollow = [a or b for a, b in zip(hollow, unfinished, strict=True)]
    draw = line if indicator.kind in ("ratio", "growth", "index", "duration", "stock", "snapshot") else bars
    traces = [draw(x, values["value"] / scale, priced("本期", indicator), "this", hollow)]
    before = _year_before(values)
    if last and before.notna().any():
        traces.insert(0, line(x, before / scale, priced("上年同期", indicator), "last"))
    if target is not None:
        traces.append(line(x, [target / scale] * len(x), "年度目标", "plan") | {"mode": "lines"})
    layout: dict[str, Any] = {"xaxis": {"type": "category", "nticks": 8, "tickangle": 0}}
    return figure(traces, indicator.unit.symbol, **layout), _history_words(indicator, values, grain)


def main_series(indicator: Indicator, own: pd.DataFrame, period: Period) -> tuple[pd.DataFrame, str]:
    """The indicator's own values up to the page's period at its main grain, a row for every month, and that grain."""
    main = own[(own["basis"] == indicator.basis) & (own["period_end"] <= pd.Timestamp(period.end))]
    grain = "M" if (main["grain"] == "M").any() else str(main["grain"].iloc[0]) if len(main) else "M"
    values = main[main["grain"] == grain].sort_values("period_start")
    return (_every_month(values) if grain == "M" else values), grain


def compared(
    indicator: Indicator, own: pd.DataFrame, other: pd.DataFrame, told: tuple[Indicator, str], period: Period
) -> tuple[Figure, float | None, float | None, str]:
    """Two series on one axis: the figure, both values of the newest period that both have, and that period's label.

    Args:
        told: the other indicator and the name of its line. Cumulative series show the year only, others two years.
    """
    second, name = told
    lines = []
    for each, frame in ((indicator, own), (second, other)):
        values, grain = main_series(each, frame, period)
        first = pd.Timestamp(period.last_day.year - (indicator.kind != "ytd"), 1, 1)
        values = values[values["period_start"] >= first].dropna(subset=["value"])
        lines.append(pd.Series(values["value"].to_numpy(), [tick(start, grain) for start in values["period_start"]]))
    mine, theirs = lines
    labels = list(dict.fromkeys([*mine.index, *theirs.index])) if len(mine) < len(theirs) else list(mine.index)
    scale = indicator.unit.scale
    traces = [
        line(labels, theirs.reindex(labels) / scale, priced(name, second), "other"),
        line(labels, mine.reindex(labels) / scale, priced("本项", indicator), "this"),
    ]
    both = [label for label in labels if label in mine.index and label in theirs.index]
    drawn = figure(traces, indicator.unit.symbol, xaxis={"type": "category", "nticks": 8, "tickangle": 0})
    if not both:
        return drawn, None, None, period.label
    return drawn, float(mine[both[-1]]), float(theirs[both[-1]]), both[-1]


def _year_before(values: pd.DataFrame) -> pd.Series:
    """The value of the period that began a year earlier, missing where there is none."""
    known = dict(zip(values["period_start"], values["value"], strict=True))
    earlier = [known.get(start - pd.DateOffset(years=1)) for start in values["period_start"]]
    return pd.Series(earlier, index=values.index, dtype=float)


def _history_words(indicator: Indicator, values: pd.DataFrame, grain: str) -> str:
    present, unit = values.dropna(subset=["value"]), indicator.unit
    if present.empty:
        return "没有可画的值。"
    ends = [
        f"{tick(row['period_start'], grain)} {show(row['value'], unit)}{unit.symbol}"
        for row in (present.iloc[0], present.iloc[-1])
    ]
    return f"{ends[0]}，{ends[1]}；其间最高 {show(present['value'].max(), unit)}，最低 {show(present['value'].min(), unit)}。"


def tick(moment: date, grain: str) -> str:
    """The label of a period that begins at a moment."""
    if grain == "Q":
        return f"{moment.year}年{(moment.month + 2) // 3}季"
    return f"{moment.year}年" if grain == "A" else f"{moment.year}年{moment.month}月"


def _every_month(values: pd.DataFrame) -> pd.DataFrame:
    """A row for every month of the span, missing where nothing was published; 1–2月 stands once, at its start."""
    if values.empty:
        return values
    months = pd.date_range(values["period_start"].min(), values["period_start"].max(), freq="MS")
    combined = values[(values["period_end"] - values["period_start"]).dt.days > 31]["period_start"]
    covered = {start + pd.DateOffset(months=1) for start in combined}
    wanted = [month for month in months if month not in covered]
    return values.drop_duplicates("period_start").set_index("period_start").reindex(wanted).reset_index()


def county_bars(indicator: Indicator, readings: list[Reading]) -> tuple[Figure, str]:
    """One bar per county, same axis, from zero; the label carries the light's shape."""
    ordered = sorted(readings, key=lambda r: r.value or 0.0)
    names = [f"{r.light.shape} {region(r.region).short}" for r in ordered]
    values = [None if r.value is None else r.value / indicator.unit.scale for r in ordered]
    words = "、".join(
        f"{region(r.region).name} {show(r.value, indicator.unit)}{indicator.unit.symbol}" for r in readings
    )
    drawn = bars(names, values, priced(indicator.name_zh, indicator), "this", horizontal=True)
    trace = figured(drawn, [show(r.value, indicator.unit) for r in ordered])
    drawn, cut = _bars_figure(indicator, trace)
    return drawn, f"{readings[0].label}：{words}。{cut}"


def _bars_figure(indicator: Indicator, trace: Trace) -> tuple[Figure, str]:
    """One set of bars; of growth, an axis that one outlier would flatten is cut, and the words say so; rates that lie
    close together are points, which need no axis from zero."""
    if indicator.kind == "ratio" and close(trace["x"]):
        return dots(trace, indicator.unit.symbol), ""
    if indicator.kind != "growth":
        return figure([trace], indicator.unit.symbol), ""
    told, layout, words = broken(trace, indicator.unit.symbol, indicator.unit.decimals)
    return figure([told], indicator.unit.symbol, **layout), words


def breakdowns(frame: pd.DataFrame, where: str) -> list[str]:
    """Breakdown dimensions that have values at the region."""
    own = frame[(frame["region"] == where) & (frame["dimension"] != "")]
    return [str(name) for name in own["dimension"].unique()]


def breakdown_bars(
    indicator: Indicator, frame: pd.DataFrame, where: str, period: Period, dimension: str, names: Mapping[str, str]
) -> tuple[str, Figure, str] | None:
    """The members of a dimension in the latest period at or before the page's, largest first; the top fifteen, or of
    rates that should be high the bottom fifteen."""
    own = frame[
        (frame["region"] == where) & (frame["dimension"] == dimension) & (frame["basis"] == indicator.basis)
        & (frame["period_end"] <= pd.Timestamp(period.end)) & (frame["grain"] != "D")
    ].dropna(subset=["value"])  # fmt: skip
    if own.empty:
        return None
    newest = own[own["period_start"] == own["period_start"].max()]
    # Among many units' rates those deserve the eye that do worst; of amounts, the largest.
    lowest = indicator.kind == "ratio" and indicator.direction == "up" and len(newest) > SHOWN
    latest = newest.nsmallest(SHOWN, "value")[::-1] if lowest else newest.nlargest(SHOWN, "value")
    members = [names.get(member, member) for member in latest["member"]]
    values = (latest["value"] / indicator.unit.scale).tolist()
    title = f"按{DIMENSIONS.get(dimension, UNNAMED)}"
    told = [f"{m} {show(v, indicator.unit)}{indicator.unit.symbol}" for m, v in zip(members, latest["value"], strict=True)]
    words = "、".join(told[: -TOLD - 1 : -1] if lowest else told[:TOLD])
    trace = bars(members[::-1], values[::-1], priced(title, indicator), horizontal=True)
    figures = [show(value, indicator.unit) for value in latest["value"].iloc[::-1]]
    drawn, cut = _bars_figure(indicator, figured(trace, figures))
    head = f"{len(newest)} 个里最低的 {SHOWN} 个，末三" if lowest else "前三"
    return title, drawn, f"{head}：{words}。{cut}"
