"""The facts of an indicator's page that are no chart: target and schedule, and every value as a row."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
from dash import html

from cockpit.moment import day
from cockpit.selection import BASES
from cockpit.view.context import PageContext
from cockpit.view.series_marks import Mark
from cockpit.view.table import table
from cockpit.view.tile import target_words
from metrics.format import show, status_word
from metrics.model import Indicator, Unit
from metrics.period import Period
from metrics.reading import Reading
from metrics.region import CITY, COUNTIES, region
from metrics.rounding import show_share
from metrics.target import Progress

#: How a schedule is spread over the year.
_PROFILES = {
    "linear": "按日均匀", "seasonal": "按季节权重", "history": "按近年实际进度", "milestone": "按里程碑",
}  # fmt: skip


def target_card(reading: Reading | None, page: Period, now: datetime) -> html.Section | None:
    """The year's target, how far it is, and by how much it is behind; nothing without one.

    A year that is over is verified: its last value met the target or missed it, or there is no such value.
    """
    if reading is None or reading.progress is None:
        return None
    progress, unit = reading.progress, reading.indicator.unit
    over = page.last_day.month == 12 and now.date() > page.last_day
    rows = [("年度目标", f"{target_words(progress.op)} {show(progress.target, unit)}{unit.symbol}".strip())]
    if progress.completion is not None and progress.schedule is not None:
        rows.append(("完成率", show_share(progress.completion, 2)))
    if progress.schedule is not None:
        rows.append(("序时进度", show_share(progress.schedule, 2)))
    if progress.gap_pp is not None and not over:
        rows.append(("进度差", _behind(progress, unit)))
    if progress.verdict:
        rows.append(("期末核验", progress.verdict.removeprefix("期末核验：")))
    elif over:
        rows.append(("期末核验", "缺数（没有年末的值，不核验）"))
    rows += [
        ("序时方式", _PROFILES.get(progress.profile, "")),
        ("依据", progress.document),
        ("目标版本", progress.version),
    ]
    parts = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in rows if text]
    return html.Section(
        [html.Header(html.H2("目标与序时"), className="section-head"), html.Dl(parts, className="definition")],
        className="panel",
    )


def _behind(progress: Progress, unit: Unit) -> str:
    """The gap to the schedule three ways: in points, in the indicator's unit and in days."""
    assert progress.gap_pp is not None and progress.gap_days is not None
    word = "落后" if progress.gap_pp < 0 else "领先"
    amount = show(abs(progress.gap), unit)
    return f"{progress.gap_pp:+.2f} 个百分点，{word} {amount}{unit.symbol}，约 {abs(progress.gap_days):.0f} 天".strip()


def twin(context: PageContext, indicator: Indicator, total: pd.DataFrame, marks: list[Mark]) -> html.Details:
    """Every value of the charts as rows, newest first, with what is marked on them; days stand on /table."""
    drawn = total[total["region"].isin({CITY, *COUNTIES, context.region.code})]
    if (drawn["grain"] == "M").any():
        drawn = drawn[drawn["grain"] == "M"]
    rows = drawn.sort_values(["period_start", "region", "basis"], ascending=[False, True, True]).head(400)
    frame = pd.DataFrame(
        {
            "数据期": [f"{day(start)}至{day(end - pd.Timedelta(days=1), start.year)}"
                    for start, end in zip(rows["period_start"], rows["period_end"], strict=True)],
            "区域": [region(code).name for code in rows["region"]],
            "口径": [BASES[basis] for basis in rows["basis"]],
            f"数值（{indicator.unit.symbol}，同比为 %）": [
                show(None if pd.isna(v) else v, indicator.unit) if basis in ("current", "ytd")
                else ("—" if pd.isna(v) else f"{v * 100:.1f}%")
                for v, basis in zip(rows["value"], rows["basis"], strict=True)
            ],
            "状态": [status_word(status) for status in rows["status"]],
            "标注": [_marked(marks, start, end) for start, end in zip(rows["period_start"], rows["period_end"], strict=True)],
            "来源": rows["note"].to_list(),
        }
    )  # fmt: skip
    return html.Details(
        [html.Summary(f"表格：{len(frame)} 行"), html.Div(table(frame, ""), className="scroll-x", tabIndex="0")],
        className="twin panel below",
    )


def _marked(marks: list[Mark], start: pd.Timestamp, end: pd.Timestamp) -> str:
    """The marks that begin in a period."""
    return "；".join(mark.label for mark in marks if start.date() <= mark.since < end.date()) or "—"
