"""What stands around every desk page: rail, top line, notices; on a phone a bar at the bottom instead of the rail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from cockpit.moment import day_and_time
from cockpit.view.asof import asof_banner
from cockpit.view.attention import domain_lights
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.control import field
from cockpit.view.filters import filters
from cockpit.view.light import light_badge
from cockpit.view.queue_button import page_files

#: Pages above and below the domains: path, name.
FIRST = (("/", "总览"), ("/warnings", "预警"))
TOOLS = (
    ("/table", "指标表格"), ("/catalog", "指标目录"), ("/data/catalog", "数据目录"), ("/data/quality", "数据质量"),
    ("/batches", "数据批次"), ("/exports", "我的导出"), ("/wall/city", "大屏"),
)  # fmt: skip

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
                    _strip(context, path),
                    asof_banner(context),
                    *[html.P(text, className="notice", role="status") for text in context.unknown],
                    html.Main(children, id="content"),
                    _foot(context, path),
                ],
                className="page",
            ),
            _bar(context, path),
        ],
        className="desk",
        **attributes({"data-page": path, "data-snapshot": str(context.reader.snapshot.id), "data-ready": "1"}),
    )


def _rail(context: PageContext, path: str) -> html.Nav:
    lights = domain_lights(context)
    entries = [_entry(context, address, name, path, None) for address, name in FIRST]
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
        className="rail", id="rail", **attributes({"aria-label": "治理领域"}),
    )  # fmt: skip


def _entry(context: PageContext, address: str, name: str, path: str, light: Any) -> html.Li:
    here = address == path
    content: list[Any] = [name, light_badge(light, compact=True) if light else None]
    return html.Li(
        html.A(content, href=context.href(address), className="rail-link here" if here else "rail-link",
               **attributes({"aria-current": "page"} if here else {}))
    )  # fmt: skip


def _top(context: PageContext, path: str, crumbs: Sequence[Crumb], filtered: bool) -> html.Header:
    trail: list[Any] = []
    for address, name in crumbs:
        trail += [html.A(name, href=context.href(address)) if address else html.Span(name), html.I("/")]
    return html.Header(
        [
            html.Nav(trail[:-1], className="crumbs", **attributes({"aria-label": "所在位置"})),
            _fold(context) if filtered else None,
            filters(context, path) if filtered else None,
            html.Div([_search(), _button("分享", "share", "复制本页地址"), _button("明暗", "theme", "切换明暗"), language_switch()],
                     className="top-tools"),
        ],
        className="top",
    )  # fmt: skip


def _fold(context: PageContext) -> html.Button:
    """On a phone: what is chosen, and the way to choose otherwise; elsewhere the choices stand open."""
    words = f"{context.region.short} · {context.period.label}"
    return html.Button(words, className="fold", type="button", title="换区域或数据期",
                       **attributes({"data-action": "fold", "aria-expanded": "false"}))  # fmt: skip


def _search() -> html.Form:
    return html.Form(
        [field({"aria-label": "查指标、区域、部门"}, name="q", type="search", placeholder="查指标、区域、部门", id="find", autocomplete="off")],
        action="/catalog", method="get", role="search",
        title="名称、拼音首字母、代码、部门；按 / 键直接输入",
    )  # fmt: skip


def _button(name: str, action: str, words: str) -> html.Button:
    return html.Button(name, className="ghost", title=words, type="button", **attributes({"data-action": action}))


def language_switch() -> html.Form:
    """Both names of the two languages: who cannot read the one reads the other."""
    button = html.Button("中/EN", className="ghost", type="submit", title="切换语言 / Switch language")
    return html.Form(button, action="/language", method="post", className="language")


def _strip(context: PageContext, path: str) -> html.Nav | None:
    """On a phone: the domains side by side above a domain's page, where a swipe leads to the next one."""
    domains = context.cockpit.catalog.domains
    if path not in {domain.path for domain in domains}:
        return None
    lights = domain_lights(context)
    links = [
        html.A(
            [domain.name, light_badge(lights[domain.code], compact=True) if domain.code in lights else None],
            href=context.href(domain.path), className="here" if domain.path == path else "",
        )
        for domain in domains
    ]  # fmt: skip
    return html.Nav(links, className="strip", **attributes({"aria-label": "切换领域", "data-strip": "1"}))


def _bar(context: PageContext, path: str) -> html.Nav:
    """On a phone: four places for the thumb."""
    places = [("/", "总览"), ("/warnings", "预警"), ("/table", "表格"), ("/catalog", "查找")]
    links = [
        html.A(name, href=context.href(address), className="here" if address == path else "")
        for address, name in places
    ]
    domains = [html.A(d.name, href=context.href(d.path), className="here" if d.path == path else "")
               for d in context.cockpit.catalog.domains]  # fmt: skip
    sheet = html.Details([html.Summary("领域"), html.Div(domains, className="menu menu-domains")], className="picker")
    return html.Nav([*links[:2], sheet, *links[2:]], className="bar", **attributes({"aria-label": "主要页面"}))


def _foot(context: PageContext, path: str) -> html.Footer:
    snapshot = context.reader.snapshot
    words = [f"快照 {snapshot.id}", f"入舱 {day_and_time(snapshot.published_at)}"]
    if context.cockpit.settings.demo:
        words.append("标有“演示数据”的数字由演示平台生成，其余为已公布数字")
    return html.Footer([" · ".join(words), page_files(context, path)], className="page-foot")
