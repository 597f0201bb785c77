"""The living style page: every tile, chart, light, state and table of the cockpit, in every theme, from real readings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import html

from cockpit.view.archipelago import archipelago
from cockpit.view.attention import whole_board
from cockpit.view.attributes import attributes
from cockpit.view.bullet import bullet
from cockpit.view.chart import bars, chart, figure
from cockpit.view.context import PageContext, page_context
from cockpit.view.county_lights import county_counts, county_shares
from cockpit.view.indicator_charts import progress_lines
from cockpit.view.light import light_badge, light_counts
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.readings import observations, yearly_targets
from cockpit.view.shell import shell
from cockpit.view.state import STATES, state
from cockpit.view.table import table
from cockpit.view.theme import THEMES, TOKENS
from cockpit.view.tile import tile
from cockpit.view.walls.atlas import atlas
from cockpit.view.walls.layers import LAYERS
from cockpit.view.walls.tile import tile_history, wall_tile
from metrics.light import COLORS, light
from metrics.reading import Reading

_NAMES = {"paper": "浅色", "dark": "深色", "wall": "大屏"}
_WARNINGS = (("blue", "蓝色", "四级"), ("yellow", "黄色", "三级"), ("orange", "橙色", "二级"), ("red", "红色", "一级"))
_LINE = "econ.budget_rev_ytd"
_STATE_WORDS = {
    "empty": "本区域本期没有这项数据。",
    "loading": "通常不到一秒。",
    "late": "保留最后一次的值，标明延迟时间。",
    "forbidden": "需要权限，请找本单位数据管理员。",
    "failed": "请稍后重试；仍有问题请联系运维人员。",
}


@page("style")
def style_page(**query: str) -> html.Div:
    """The layout of `/style`."""
    context = page_context(query)
    words = "每一种卡片、图、灯、状态和表格，三套主题各一遍。数字都是真实读数；“数据延迟”卡片借用一项读数示意。"
    head = html.Header([html.H1("样式"), html.P(words, className="question")])
    return shell(
        context, "/style", [("/", "总览"), ("", "样式")], [head, *[_theme(context, t) for t in THEMES]], filtered=False
    )


def _theme(context: PageContext, theme: str) -> html.Section:
    blocks = (
        ("颜色", _colours()), ("三种颜色语言", _languages()), ("卡片", _tiles(context)), ("大屏卡片", _wall_tiles(context)),
        ("五种状态", html.Div([state(kind, _STATE_WORDS[kind]) for kind in STATES], className="style-states")),
        ("图", _charts(context, theme)), ("地图", _maps(context)), ("表格", _table(context)),
    )  # fmt: skip
    return html.Section(
        [html.H2(_NAMES[theme]), *[html.Div([html.H3(name), body], className="style-block") for name, body in blocks]],
        className="style-theme",
        id=f"style-{theme}",
        **attributes({"data-theme": theme, "data-style": theme}),
    )


def _colours() -> html.Ul:
    return html.Ul(
        [html.Li([html.I(style={"background": f"var(--{name})"}), html.Code(name)]) for name in TOKENS],
        className="style-colours",
    )


def _languages() -> html.Div:
    """Target lights, public warnings and change: three languages that share no hue by accident."""
    lights = [light_badge(light(color, "")) for color in COLORS]
    warnings = [
        html.Span(f"{name}预警（{level}）", className=f"style-warning warn-{code}") for code, name, level in _WARNINGS
    ]
    changes = [html.Span("▲ 有利"), html.Span("▼ 不利", className="favour favour-bad"), html.Span("— 不可比")]
    rows = (
        ("达标灯", [*lights, light_counts({"red": 1, "yellow": 2, "green": 3})]),
        ("预警四色", warnings),
        ("涨跌", changes),
    )
    return html.Div([html.P([html.B(name), *parts]) for name, parts in rows], className="style-languages")


def _samples(context: PageContext) -> list[Reading]:
    """A reading of every light that there is, and one that is late."""
    own = whole_board(context).readings.values()
    found = [next((r for r in own if r.light.color == color), None) for color in COLORS]
    shown = [reading for reading in found if reading is not None]
    late = [replace(shown[0], stale=True, light=light("grey", "数据延迟"))] if shown else []
    return shown + late


def _tiles(context: PageContext) -> html.Div:
    sparks = whole_board(context).sparks
    return html.Div([tile(context, r, sparks.get(r.indicator.code, [])) for r in _samples(context)], className="tiles")


def _wall_tiles(context: PageContext) -> html.Div:
    shown = _samples(context)[:3]
    history = tile_history(context, [r.indicator.code for r in shown])
    tiles = [html.Div(wall_tile(context, r, history), className="slot-tile domain-screen") for r in shown]
    return html.Div(tiles, className="wall wall-sample style-wall-tiles")


def _charts(context: PageContext, theme: str) -> html.Div:
    indicator = context.cockpit.catalog.indicator(_LINE)
    own = observations(context, [_LINE], (context.region.code,), context.period)
    if own.empty:
        return html.Div(state("empty", _STATE_WORDS["empty"]))
    drawn, words = progress_lines(
        indicator, own, yearly_targets(context), context.region.code, context.period, context.now
    )
    counts = county_counts(context)
    names = list(counts)
    red = figure(
        [bars(names, [counts[name]["red"] for name in names], "红灯", "this")], "项", xaxis={"type": "category"}
    )
    bar = html.P(["子弹图", bullet(0.83, 0.80, "green"), bullet(0.61, 0.80, "red")], className="style-bullets")
    return html.Div(
        [chart(f"style-line-{theme}", drawn, words), chart(f"style-bars-{theme}", red, "四县区红灯项数"), bar],
        className="two",
    )


def _maps(context: PageContext) -> html.Div:
    desk = archipelago(county_shares(context), county_counts(context), summary="四县区红灯占比")
    wall: Any = html.Div(atlas(LAYERS["lights"](context)), className="wall wall-sample style-map")
    return html.Div([html.Div(desk), wall], className="two")


def _table(context: PageContext) -> html.Div:
    rows = [
        {
            "指标": r.indicator.name_zh,
            "数据期": r.label,
            "灯": f"{r.light.shape} {r.light.word}",
            "责任部门": r.indicator.department,
        }
        for r in _samples(context)
    ]
    demo = demo_mark(any(r.status == "mock" for r in _samples(context)))
    return html.Div(
        [html.Div(table(pd.DataFrame(rows), "表头固定，数字右对齐"), className="scroll-x", tabIndex="0"), demo]
    )
