"""Charts as plain dicts: traces by role, layouts by kind, and the frame a chart stands in.

Roles fix the drawing everywhere: this year is a strong line, last year a thin one, the plan dashed, a forecast a
soft band; unfinished or doubtful points are hollow; missing values break the line. Colours are token names
(`token:accent`), resolved in the browser by assets/b-chart-theme.js.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.figure_files import figure_files
from cockpit.view.markup import Chart

Trace = dict[str, Any]
Figure = dict[str, Any]

_LINES: dict[str, dict[str, Any]] = {
    "this": {"color": "token:accent", "width": 3},
    "last": {"color": "token:ink-faint", "width": 1.4},
    "plan": {"color": "token:ink-soft", "width": 1.6, "dash": "dash"},
    "other": {"color": "token:series-2", "width": 2},
}
#: Lines whose lowest value is at least this share of their highest are drawn on an axis that does not begin at zero.
CUT_FROM = 0.5
_FILLS = {"this": "token:accent", "last": "token:ink-faint@80", "plan": "token:accent-soft", "other": "token:series-2"}


def rounded(values: Iterable[float | None], decimals: int = 4) -> list[float | None]:
    """Numbers fit for JSON: missing becomes null (never 0), the rest is rounded."""
    return [None if value is None or pd.isna(value) else round(float(value), decimals) for value in values]


def line(
    x: Sequence[Any], y: Iterable[float | None], name: str, role: str = "this", hollow: Sequence[bool] = ()
) -> Trace:
    """A line that breaks where values are missing; `hollow` marks unfinished or doubtful points."""
    marks = list(hollow) or [False] * len(x)
    style = _LINES.get(role, {"color": f"token:{role}", "width": 2})
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(x),
        "y": rounded(y),
        "name": name,
        "connectgaps": False,
        "line": style,
        "marker": {
            "size": [8 if mark else (5 if role == "this" else 3) for mark in marks],
            "color": style["color"],
            "symbol": ["circle-open" if mark else "circle" for mark in marks],
        },
    }


def bars(
    x: Sequence[Any],
    y: Iterable[float | None],
    name: str,
    role: str = "this",
    hollow: Sequence[bool] = (),
    horizontal: bool = False,
) -> Trace:
    """Bars from zero; hollow where unfinished."""
    colour = _FILLS.get(role, f"token:{role}")
    marks = list(hollow) or [False] * len(x)
    values = rounded(y)
    return {
        "type": "bar",
        "orientation": "h" if horizontal else "v",
        "x": values if horizontal else list(x),
        "y": list(x) if horizontal else values,
        "name": name,
        "marker": {
            "color": ["token:raised" if mark else colour for mark in marks],
            "line": {"color": colour, "width": [2 if mark else 0 for mark in marks]},
        },
    }


def figured(trace: Trace, figures: Sequence[str]) -> Trace:
    """Bars that carry their own figures, inside where they have room, else at their end; never on their side."""
    return trace | {"text": list(figures), "textposition": "auto", "textangle": 0, "cliponaxis": False}


def figure(traces: Sequence[Trace], unit: str = "", **layout: Any) -> Figure:
    """A figure whose value axis carries the unit; bars start at zero."""
    value_axis: dict[str, Any] = {"title": {"text": unit}} if unit else {}
    if any(trace["type"] == "bar" for trace in traces):
        value_axis["rangemode"] = "tozero"
    horizontal = any(trace.get("orientation") == "h" for trace in traces)
    value_axis |= _beginning(traces, unit)
    axes = {"xaxis": value_axis} if horizontal else {"yaxis": value_axis}
    shown = [trace for trace in traces if trace.get("showlegend", True)]
    merged = axes | {"showlegend": len(shown) > 1 or any(t["type"] == "pie" for t in traces)}
    for key, value in layout.items():
        merged[key] = merged[key] | value if isinstance(merged.get(key), dict) else value
    return {"data": list(traces), "layout": merged}


def _beginning(traces: Sequence[Trace], unit: str) -> dict[str, Any]:
    """Where the value axis of lines begins: at zero, or above it with a word that says so (traps.md 16)."""
    lines = [trace for trace in traces if trace["type"] == "scatter"]
    values = [y for trace in lines for y in trace["y"] if isinstance(y, int | float)]
    if not values or len(lines) < len(traces) or min(values) <= 0:
        return {}
    if min(values) < CUT_FROM * max(values):
        return {"rangemode": "tozero"}
    return {"title": {"text": f"{unit}（轴非零）"}}


def table_of(content: Figure, unit: str) -> pd.DataFrame:
    """The same numbers as a table: 数据期 and one column per named trace, missing as NaN."""
    traces = [trace for trace in content["data"] if trace.get("name")]
    columns = [pd.Series(trace["y"], index=trace["x"], name=f"{trace['name']}（{unit}）") for trace in traces]
    if not columns:
        return pd.DataFrame({"数据期": pd.Series(dtype="str")})
    return pd.concat(columns, axis=1).rename_axis("数据期").reset_index()


def chart(identity: str, content: Figure, summary: str, height: int = 260) -> html.Figure:
    """A drawn chart with its text summary; `data-ready` is set by the browser when it stands."""
    return html.Figure(
        [
            Chart(id=identity, figure=content, height=height),
            html.Figcaption(summary, className="chart-summary"),
            figure_files(identity),
        ],
        className="chart",
        role="group",
        **attributes({"data-chart": identity, "aria-label": summary}),
    )
