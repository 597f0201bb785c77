"""增长靠谁拉、谁拖,年度目标能否完成: targets against their schedule, and what each county adds."""

from __future__ import annotations

from datetime import datetime

from dash import html

from cockpit.view.attention import whole_board
from cockpit.view.context import PageContext
from cockpit.view.panels.economy import contributions
from cockpit.view.readings import observations
from cockpit.view.walls.core import Core, bar, row, split_bar
from metrics.reading import Reading
from metrics.region import CITY, rollup_set
from metrics.rounding import show_share

SHOWN = 6


def targets(context: PageContext) -> Core | None:
    """The domain's indicators with a yearly target, the furthest behind first."""
    own = [r for r in whole_board(context).readings.values() if r.indicator.domain == "economy" and _gap(r) is not None]
    if not own:
        return None
    own.sort(key=lambda r: _gap(r) or 0.0)
    behind = [r for r in own if (_gap(r) or 0.0) < 0]
    answer = f"{len(own)} 项目标中 {len(behind)} 项慢于序时"
    if behind:
        answer += f"，最慢的是{_name(behind[0])}"
    newest = max(r.as_of for r in own if r.as_of)
    demo = any(r.status == "mock" for r in own)
    return Core(
        "年度目标能否完成", answer, [_target(r) for r in own[:SHOWN]], _day(newest), demo, "完成率 ┃序时 · 进度差百分点"
    )


def _target(reading: Reading) -> html.Li:
    progress, gap = reading.progress, _gap(reading)
    assert progress is not None and progress.completion is not None and gap is not None
    drawn = bar(progress.completion, reading.light.color, progress.schedule)
    return row(_name(reading), drawn, show_share(progress.completion), f"{gap:+.1f}", reading.light.color == "red")


def _gap(reading: Reading) -> float | None:
    return reading.progress.gap_pp if reading.progress else None


def _name(reading: Reading) -> str:
    return reading.indicator.name_zh.removesuffix("（累计）")


def pull(context: PageContext) -> Core | None:
    """What every member of the roll-up set adds to the growth of industrial output, in points."""
    code = "econ.output_ytd"
    members = rollup_set(code)
    frame = observations(context, [code], (CITY, *members), context.period)
    parts = contributions(frame, members, context.period)
    if parts.empty:
        return None
    parts = parts.sort_values("points", ascending=False)
    largest = float(parts["points"].abs().max()) or 1.0
    rows = [
        row(name, split_bar(points / largest, "plain" if points >= 0 else "yellow"), f"{points * 100:+.2f}", f"增 {rate * 100:.1f}%" if rate >= 0 else f"降 {-rate * 100:.1f}%")
        for name, points, rate in zip(parts["name"], parts["points"], parts["growth"], strict=True)
    ]  # fmt: skip
    first, last = parts.iloc[0], parts.iloc[-1]
    answer = f"工业主要靠{first['name']}拉动"
    answer += f"，{last['name']}拖后" if last["points"] < 0 else ""
    demo = bool((frame["status"] == "mock").any())
    return Core("谁在拉、谁在拖规上工业", answer, rows, _day(frame["as_of"].max()), demo, "拉动百分点")


def _day(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日"
