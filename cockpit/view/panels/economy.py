"""Economy (R09): targets against schedule, this year against last, who drives industry."""

from __future__ import annotations

import pandas as pd
from dash import html

from cockpit.moment import day
from cockpit.view.attention import whole_board
from cockpit.view.broken_axis import broken
from cockpit.view.chart import bars, chart, figure, table_of
from cockpit.view.context import PageContext
from cockpit.view.indicator_charts import progress_lines
from cockpit.view.panel import Panel
from cockpit.view.readings import observations, yearly_targets
from cockpit.view.table import table
from metrics.format import show_with_unit
from metrics.growth import contribution, contribution_share
from metrics.period import Period
from metrics.reading import Reading
from metrics.region import CITY, region, rollup_set
from metrics.rounding import show_number

SOURCE = "宏观指标观测值、年度目标"


def targets(context: PageContext) -> Panel | None:
    """Every indicator of the domain with a yearly target: completion, schedule, gap, worst first."""
    codes = {indicator.code for indicator in context.cockpit.catalog.domain("economy").indicators}
    readings = [r for code, r in whole_board(context).readings.items() if code in codes and _has_schedule(r)]
    if not readings:
        return None
    readings.sort(key=_gap)
    frame = pd.DataFrame([_target_row(reading) for reading in readings])
    links = {"指标": [context.href(f"/indicator/{reading.indicator.code}") for reading in readings]}
    behind = [reading for reading in readings if _gap(reading) < 0]
    summary = f"{len(readings)} 项有年度目标，{len(behind)} 项慢于序时。"
    if behind:
        summary += f"最慢的是{behind[0].indicator.name_zh}，差 {abs(_gap(behind[0])):.1f} 个百分点。"
    body = html.Div(table(frame, "按进度差从慢到快", links), className="scroll-x", tabIndex="0")
    return Panel("年度目标进度", [body], summary, _as_of(readings), SOURCE, _demo(readings), wide=True)


def _has_schedule(reading: Reading) -> bool:
    return reading.progress is not None and reading.progress.gap_pp is not None


def _gap(reading: Reading) -> float:
    assert reading.progress is not None and reading.progress.gap_pp is not None
    return reading.progress.gap_pp


def _target_row(reading: Reading) -> dict[str, str]:
    progress, unit = reading.progress, reading.indicator.unit
    assert progress is not None and progress.completion is not None and progress.schedule is not None
    return {
        "指标": reading.indicator.name_zh,
        "灯": f"{reading.light.shape} {reading.light.word}",
        "数据期": reading.label,
        "实际": show_with_unit(reading.value, unit),
        "年度目标": show_with_unit(progress.target, unit),
        "完成率（%）": show_number(progress.completion * 100, 1),
        "序时（%）": show_number(progress.schedule * 100, 1),
        "进度差（百分点）": f"{_gap(reading):+.1f}",
        "责任部门": reading.indicator.department,
    }


def _as_of(readings: list[Reading]) -> str:
    return day(max(known)) if (known := [r.as_of for r in readings if r.as_of]) else "未公布"


def _demo(readings: list[Reading]) -> bool:
    return any(reading.status == "mock" for reading in readings)


def progress(context: PageContext) -> Panel | None:
    """The budget revenue's year: this year, last year, plan."""
    indicator = context.cockpit.catalog.indicator("econ.budget_rev_ytd")
    own = observations(context, [indicator.code], (context.region.code,), context.period)
    if own.empty:
        return None
    drawn, words = progress_lines(
        indicator, own, yearly_targets(context), context.region.code, context.period, context.now
    )
    reach = day(own["as_of"].max())
    body = [chart("economy-progress", drawn, words)]
    demo = bool((own["status"] == "mock").any())
    twin = table_of(drawn, indicator.unit.symbol)
    return Panel(f"{indicator.name_zh}：今年、去年与序时", body, words, reach, SOURCE, demo, twin)


def counties(context: PageContext) -> Panel | None:
    """What each part of the roll-up set adds to the growth of industrial output (拉动, S08)."""
    indicator = context.cockpit.catalog.indicator("econ.output_ytd")
    members = rollup_set(indicator.code)
    frame = observations(context, [indicator.code], (CITY, *members), context.period)
    parts = contributions(frame, members, context.period)
    if parts.empty:
        return None
    parts = parts.sort_values("points")
    names, points = parts["name"].tolist(), (parts["points"] * 100).tolist()
    trace, layout, cut = broken(bars(names, points, "拉动（名义）", horizontal=True), "个百分点")
    drawn = figure([trace], "百分点", **layout)
    total = sum(points)
    words = f"四县区及单列区合计拉动 {total:+.1f} 个百分点；最大的是{names[-1]}，{points[-1]:+.1f} 个百分点。{cut}"
    shown = parts[["name", "value", "growth", "points"]].iloc[::-1]
    twin = pd.DataFrame(
        {
            "区域": shown["name"],
            "规上工业总产值（亿元）": (shown["value"] / 1e8).round(2),
            "同比（%）": (shown["growth"] * 100).round(1),
            "拉动（百分点）": (shown["points"] * 100).round(2),
            "贡献率（%）": [_share(added, total / 100) for added in shown["points"]],
        }
    )
    note = "拉动=上年同期占比×发布增速（现价）；上年同期由本期值与发布增速反推，为可比口径。"
    demo = bool((frame["status"] == "mock").any())
    body = [chart("economy-counties", drawn, words)]
    return Panel("谁在拉动工业", body, words, day(frame["as_of"].max()), SOURCE, demo, twin, note=note)


def _share(added: float, growth: float) -> str:
    """贡献率 in per cent; none where the total hardly moves or turns the other way (S08)."""
    share = contribution_share(added, growth)
    return "—" if share is None else f"{share * 100:.1f}"


def contributions(frame: pd.DataFrame, members: tuple[str, ...], period: Period) -> pd.DataFrame:
    """name, value, growth, points per member that has both a value and a published growth at the period."""
    rows = []
    at = frame[(frame["period_end"] == pd.Timestamp(period.end)) & (frame["grain"] == "M")]
    for code in members:
        own = at[at["region"] == code]
        value, rate = own[own["basis"] == "ytd"]["value"].dropna(), own[own["basis"] == "ytd_yoy"]["value"].dropna()
        if len(value) and len(rate):
            rows.append((region(code).name, float(value.iloc[-1]), float(rate.iloc[-1])))
    table_ = pd.DataFrame(rows, columns=["name", "value", "growth"])
    if len(table_) < len(members):
        return table_.iloc[:0].assign(points=[])
    before = table_["value"] / (1 + table_["growth"])
    total = float(before.sum())
    return table_.assign(points=[contribution(b, total, g) for b, g in zip(before, table_["growth"], strict=True)])
