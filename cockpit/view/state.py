"""The five states of a place that cannot show its number: empty, loading, late, forbidden, failed. Each looks its own."""

from __future__ import annotations

from dash import html

from cockpit.view.attributes import attributes

#: State → shape, name.
STATES = {
    "empty": ("○", "没有数据"),
    "loading": ("◌", "正在读取"),
    "late": ("◷", "数据延迟"),
    "forbidden": ("⊘", "没有权限"),
    "failed": ("✕", "读取失败"),
}


def state(kind: str, words: str) -> html.Div:
    """The state with its shape, its name and what it means here; a reader's machine hears it too."""
    shape, name = STATES[kind]
    return html.Div(
        [
            html.Span(shape, className="state-shape", **attributes({"aria-hidden": "true"})),
            html.B(name),
            html.Span(words),
        ],
        className=f"state state-of-{kind}",
        role="alert" if kind == "failed" else "status",
        **attributes({"data-state": kind, "aria-busy": "true" if kind == "loading" else "false"}),
    )
