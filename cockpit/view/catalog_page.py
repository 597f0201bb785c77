"""The catalog: every indicator, found by name, pinyin initials, code or department."""

from __future__ import annotations

import pandas as pd
from dash import html

from cockpit.view.attention import whole_board
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.control import field
from cockpit.view.page import page
from cockpit.view.shell import shell
from cockpit.view.table import table
from metrics.model import Indicator
from metrics.search import search

HINT = "名称、拼音首字母、代码、部门"
#: Pairs of look-alikes that are told apart above the list.
MOST_ALIKE = 4


@page("catalog")
def catalog_page(**query: str) -> html.Div:
    """The layout of `/catalog`; `q` searches, nothing shows all."""
    context = page_context(query)
    words = context.query.get("q", "").strip()
    found = list(search(context.cockpit.catalog, words)) if words else list(context.cockpit.catalog.indicators.values())
    return shell(
        context,
        "/catalog",
        [("/", "总览"), ("", "指标目录")],
        [
            _heading(context, words, len(found)),
            _form(words),
            _alike(context, found) if words else None,
            html.Div(html.Div(_rows(context, found), className="scroll-box tall", tabIndex="0"), className="panel"),
        ],
        filtered=False,
    )


def _heading(context: PageContext, words: str, count: int) -> html.Header:
    catalog = context.cockpit.catalog
    text = (
        f"“{words}”：{count} 项"
        if words
        else f"{len(catalog.domains)} 个领域、{len(catalog.systems)} 个系统、{count} 项指标"
    )
    return html.Header(html.Div([html.H1("指标目录"), html.P(text, className="question")]), className="headline")


def _form(words: str) -> html.Form:
    return html.Form(
        [
            field({"aria-label": HINT}, name="q", type="search", value=words, placeholder=HINT),
            html.Button("查找", type="submit", className="button primary"),
        ],
        action="/catalog", method="get", className="search-line",
    )  # fmt: skip


def _alike(context: PageContext, found: list[Indicator]) -> html.Div | None:
    """What must not be taken for one another among what was found, with the definitions side by side."""
    catalog = context.cockpit.catalog
    there = {indicator.code for indicator in found}
    pairs = {tuple(sorted((i.code, code))) for i in found for code in i.confusable if code in there}
    lines = [
        html.P(["易混：", *[part for code in pair for part in (html.B(catalog.indicator(code).name_zh),
                f" 指{catalog.indicator(code).definition.rstrip('。')}；")], "两者不能互相替代。"])
        for pair in sorted(pairs)[:MOST_ALIKE]
    ]  # fmt: skip
    return html.Div(lines, className="notice", **attributes({"data-alike": str(len(pairs))})) if lines else None


def _rows(context: PageContext, found: list[Indicator]) -> html.Table | html.P:
    if not found:
        return html.P("没有找到。可改用拼音首字母（如 hwttl）、部门名称，或缩短检索词。", className="state-empty")
    connected = whole_board(context).readings
    catalog = context.cockpit.catalog
    frame = pd.DataFrame(
        {
            "指标": [i.name_zh for i in found],
            "单位": [i.unit.symbol for i in found],
            "领域": [catalog.domain(i.domain).name for i in found],
            "系统": [catalog.systems[i.system].name for i in found],
            "责任部门": [i.department for i in found],
            "口径": [i.definition for i in found],
            "状态": ["已接入" if i.code in connected else "未接入" for i in found],
            "代码": [i.code for i in found],
        }
    )
    return table(frame, "", {"指标": [context.href(f"/indicator/{i.code}") for i in found]}, "catalog-table")
