"""The steps of a task on one axis of time: when each was due, when it was done, and how long that was late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dash_svg as svg
import pandas as pd
from dash import html

from cockpit.moment import day
from cockpit.view.attributes import attributes

#: Months named below the axis at most, and the room left at both ends so that no mark is cut.
_TICKS, _ROOM = 6, 0.07


@dataclass(frozen=True)
class Step:
    """One step: due and done are days; `done` is missing while it is open."""

    name: str
    due: pd.Timestamp
    done: pd.Timestamp | None

    def state(self, today: pd.Timestamp) -> str:
        """Colour of its light: red open and late, yellow done late, green in time, grey not yet due."""
        if self.done is None:
            return "red" if self.due < today else "grey"
        return "yellow" if self.done > self.due else "green"

    def words(self, today: pd.Timestamp) -> str:
        """How it stands, in words."""
        days = ((today if self.done is None else self.done) - self.due).days
        if self.done is None:
            return f"已超 {days} 天" if days > 0 else f"{day(self.due)}到期"
        return f"晚 {days} 天完成" if days > 0 else "按期完成"


@dataclass(frozen=True)
class _Axis:
    since: pd.Timestamp
    until: pd.Timestamp

    def at(self, moment: pd.Timestamp) -> str:
        share = (moment - self.since) / (self.until - self.since)
        return f"{100 * (_ROOM + share * (1 - 2 * _ROOM)):.2f}%"


def timeline(steps: Sequence[Step], today: pd.Timestamp) -> html.Figure | None:
    """The steps in their order, a row each; nothing when there are none."""
    if not steps:
        return None
    moments = [today, *[step.due for step in steps], *[step.done for step in steps if step.done is not None]]
    axis = _Axis(min(moments), max(moments))
    rows = [
        html.Li(
            [html.B(step.name), _track(step, axis, today),
             html.Span(step.words(today), className=f"light-{step.state(today)}")]
        )
        for step in steps
    ]  # fmt: skip
    states = [step.state(today) for step in steps]
    told = f"{len(steps)} 个节点：{states.count('red')} 个已超期，{states.count('yellow')} 个晚完成，逐个见下表。"
    key = html.Figcaption("竖线为计划，圆点为完成，虚线为至今未完成；贯通的细线是今天。", className="panel-note")
    return html.Figure(
        [html.Ol([*rows, html.Li([html.B(""), _months(axis), html.Span("")], className="timeline-axis")]), key],
        className="timeline", role="img", **attributes({"aria-label": told}),
    )  # fmt: skip


def _track(step: Step, axis: _Axis, today: pd.Timestamp) -> svg.Svg:
    due, now, end = axis.at(step.due), axis.at(today), axis.at(step.done if step.done is not None else today)
    late = step.done is not None or step.due < today
    marks = [
        svg.Line(x1=now, x2=now, y1="0", y2="100%", className="timeline-today"),
        svg.Line(x1=due, x2=end, y1="50%", y2="50%", className="timeline-open" if step.done is None else "timeline-late")
        if late else None,
        svg.Line(x1=due, x2=due, y1="20%", y2="80%", className="timeline-due"),
        svg.Circle(cx=end, cy="50%", r="5", className="timeline-done") if step.done is not None else None,
    ]  # fmt: skip
    return svg.Svg([mark for mark in marks if mark is not None], className=f"timeline-track light-{step.state(today)}",
                   **attributes({"aria-hidden": "true"}))  # fmt: skip


def _months(axis: _Axis) -> svg.Svg:
    months = pd.date_range(axis.since, axis.until, freq="MS")
    shown = months[:: max(1, -(-len(months) // _TICKS))]
    names = [svg.Text(f"{m.year}年{m.month}月", x=axis.at(m), y="70%", className="timeline-month") for m in shown]
    return svg.Svg(names, className="timeline-track", **attributes({"aria-hidden": "true"}))
