"""The page for addresses that do not exist."""

from __future__ import annotations

from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.page import page


@page("not_found")
def not_found_page(**_: str) -> html.Div:
    """Says so, and shows two ways on."""
    return html.Div(
        html.Section(
            [
                html.H1("没有这一页"),
                html.P("地址可能有误，或页面已更名。"),
                html.A("回到总览", href="/", className="button primary"),
                html.A("查指标目录", href="/catalog", className="button"),
            ],
            className="state-failed",
        ),
        **attributes({"data-state": "missing", "data-ready": "1"}),
    )
