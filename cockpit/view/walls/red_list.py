"""The red list on the wall: what is red, how far off, who owns it. It stands still until it changes."""

from __future__ import annotations

from collections import Counter

from dash import html

from cockpit.view.attention import domain_states, red_list
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.light import light_badge
from cockpit.view.tile import change, number, why
from cockpit.view.walls.screen import Screen
from metrics.reading import Reading

#: Lines in the document; a screen's layout shows as many as fit it (30-wall.css).
LINES = 14
#: How many lines each layout has room for: 16:9 city, 16:9 domain, every tall column.
ROOMS = (8, 4, 14)


def reds(context: PageContext, screen: Screen) -> list[Reading]:
    """The red readings of a screen, the weightiest first."""
    rows = [reading for reading in red_list(context) if reading.light.color == "red"]
    return [r for r in rows if not screen.domain or r.indicator.domain == screen.domain]


def wall_red_list(context: PageContext, screen: Screen) -> html.Section:
    """The list; a domain's screen goes on with what is yellow; where nothing is either it says so."""
    rows = reds(context, screen)
    if screen.domain:
        rows += [r for r in red_list(context) if r.indicator.domain == screen.domain and r.light.color == "yellow"]
    body = html.Ol([_line(r) for r in rows[:LINES]]) if rows else html.P("没有红灯和黄灯。", className="wall-none")
    more = [html.Span(_more(context, screen, rows[room:]), className=f"wall-more more-{room}") for room in ROOMS]
    foot = [html.Div(more), None if screen.domain else _unconnected(context), _trend_key()]
    return html.Section([body, html.Div(foot, className="wall-mores")], className="wall-red-list")


def _unconnected(context: PageContext) -> html.Span | None:
    absent = [state.domain.name for state in domain_states(context) if state.headline is None]
    return html.Span(f"未接入：{'、'.join(absent)}", className="wall-unconnected") if absent else None


def _trend_key() -> html.Span:
    """What the three lines of a tile's trend are."""
    keys = (("this", "今年"), ("last", "上年"), ("plan", "计划"))
    return html.Span([html.Span([html.I(className=f"line-{k}"), words]) for k, words in keys], className="wall-lines")


def spread(context: PageContext, rows: list[Reading]) -> str:
    """How many of the rows each domain has: 社会治理 7、政府运行 6."""
    counts = Counter(reading.indicator.domain for reading in rows)
    names = context.cockpit.catalog.domain
    return "、".join(f"{names(code).name} {count}" for code, count in counts.most_common())


def _more(context: PageContext, screen: Screen, rest: list[Reading]) -> str:
    if not rest:
        return ""
    if screen.domain:
        red = sum(reading.light.color == "red" for reading in rest)
        counted = [f"{n} 项{word}" for n, word in ((red, "红灯"), (len(rest) - red, "黄灯")) if n]
        return f"另有 {'、'.join(counted)}"
    return f"另有 {len(rest)} 项红灯：{spread(context, rest)}"


def _why(reading: Reading) -> str:
    """Why it is red, without what stands beside it, in the fewest words."""
    words = why(reading).removeprefix("比序时进度")
    if not words.startswith("同比") or "，" not in words:
        return words
    change, limit = words.split("，", 1)
    return limit if reading.indicator.kind == "growth" else change


def _line(reading: Reading) -> html.Li:
    first, *others = reading.indicator.department.split("、")
    moved = change(reading)
    return html.Li(
        [
            light_badge(reading.light),
            html.B(reading.indicator.name_zh.removesuffix("（累计）"), className="wall-what"),
            number(reading),
            html.Span(_why(reading), className="wall-why"),
            html.Span(moved[:1], className="wall-moved"),
            html.Span(first + ("等" if others else ""), className="wall-who"),
        ],
        **attributes({"data-red": reading.indicator.code} if reading.light.color == "red" else {}),
    )
