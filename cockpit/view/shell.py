"""What stands around every desk page: rail, top line, notices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from cockpit.view.attention import domain_lights
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.filters import filters
from cockpit.view.light import light_badge

#: Pages beside the domains: path, name.
TOOLS = (("/table", "指标表格"), ("/catalog", "指标目录"), ("/batches", "数据批次"), ("/wall/city", "大屏"))

Crumb = tuple[str, str]


def shell(
    context: PageContext, path: str, crumbs: Sequence[Crumb], children: list[Any], filtered: bool = True
) -> html.Div:
    """A desk page: rail on the left, breadcrumb and choices on top, content below."""
    return html.Div(
        [
            html.A("跳到正文", href="#content", className="skip"),
            _rail(context, path),
            html.Div(
                [
                    _top(context, path, crumbs, filtered),
                    *[html.P(text, className="notice", role="status") for text in context.unknown],
                    html.Main(children, id="content"),
                    _foot(context),
                ],
                className="page",
            ),
        ],
        className="desk",
        **attributes({"data-page": path, "data-snapshot": str(context.reader.snapshot.id), "data-ready": "1"}),
    )


def _rail(context: PageContext, path: str) -> html.Nav:
    lights = domain_lights(context)
    entries = [_entry(context, "/", "总览", path, None)]
    entries += [_entry(context, d.path, d.name, path, lights.get(d.code)) for d in context.cockpit.catalog.domains]
    tools = [_entry(context, address, name, path, None) for address, name in TOOLS]
    return html.Nav(
        [
            html.A(
                [html.Span("舟山", className="brand-city"), html.Span("数字驾驶舱", className="brand-name")],
                href=context.href("/"), className="brand",
            ),
            html.Ul(entries), html.Ul(tools, className="rail-tools"),
        ],
        className="rail", **attributes({"aria-label": "治理领域"}),
    )  # fmt: skip


def _entry(context: PageContext, address: str, name: str, path: str, light: Any) -> html.Li:
    here = address == path
    content = [html.Span(name)] + ([light_badge(light, compact=True)] if light else [])
    return html.Li(
        html.A(content, href=context.href(address), className="rail-link here" if here else "rail-link"),
        **attributes({"aria-current": "page"} if here else {}),
    )


def _top(context: PageContext, path: str, crumbs: Sequence[Crumb], filtered: bool) -> html.Header:
    trail: list[Any] = []
    for address, name in crumbs:
        trail += [html.A(name, href=context.href(address)) if address else html.Span(name), html.I("/")]
    return html.Header(
        [
            html.Div(trail[:-1], className="crumbs"),
            filters(context, path) if filtered else None,
            html.Div([_search(), _theme_switch()], className="top-tools"),
        ],
        className="top",
    )


def _search() -> html.Form:
    return html.Form(
        [dbc.Input(name="q", type="search", placeholder="查指标:名称、拼音首字母、代码、部门", class_name="search")],
        action="/catalog", method="get", role="search",
    )  # fmt: skip


def _theme_switch() -> html.Button:
    return html.Button(
        "明/暗", className="ghost", title="切换明暗", type="button", **attributes({"data-action": "theme"})
    )


def _foot(context: PageContext) -> html.Footer:
    snapshot = context.reader.snapshot
    words = [f"快照 {snapshot.id}", f"入舱 {snapshot.published_at:%Y-%m-%d %H:%M}"]
    if context.cockpit.settings.demo:
        words.append("标有“演示数据”的数字由演示平台生成,其余为已公布数字")
    return html.Footer(" · ".join(words), className="page-foot")
