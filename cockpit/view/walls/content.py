"""What stands on a screen, in parts: a part is the smallest thing that is renewed when a snapshot is published."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import html

from cockpit.clock import ten_minutes
from cockpit.view.attention import domain_states, whole_board
from cockpit.view.context import PageContext
from cockpit.view.markup import markup
from cockpit.view.panel import demo_mark
from cockpit.view.walls.atlas import atlas
from cockpit.view.walls.core import Core, core_card
from cockpit.view.walls.cores import CORES
from cockpit.view.walls.lateness import span
from cockpit.view.walls.layers import LAYERS
from cockpit.view.walls.red_list import reds, spread, wall_red_list
from cockpit.view.walls.screen import MOST_HEADLINES, Screen
from cockpit.view.walls.tile import tile_history, wall_tile

#: A snapshot older than this says so beside the dates.
QUIET_HOURS = 26


@dataclass(frozen=True)
class Drawn:
    """A screen drawn at one snapshot: HTML by part, and the codes that are red on it."""

    parts: Mapping[str, str]
    reds: tuple[str, ...]

    def digests(self) -> dict[str, str]:
        """Eight hex digits by part: what a browser says it already has."""
        return {name: digest(part) for name, part in self.parts.items()}


def digest(part: str) -> str:
    """The name of a part's content."""
    return hashlib.sha256(part.encode()).hexdigest()[:8]


def drawn(context: PageContext, screen: Screen) -> Drawn:
    """The screen, drawn once per snapshot and ten minutes (the clock moves delays, days and vessels)."""
    now = context.now
    key = f"wall|{screen.code}|{context.period.key}|{ten_minutes(now)}"
    parts, red = context.reader.remember(key, lambda: _draw(context, screen))
    return Drawn(parts, tuple(red))


def _draw(context: PageContext, screen: Screen) -> tuple[dict[str, str], list[str]]:
    told = [(name, CORES[name][1](context)) for name in screen.cores]
    parts: dict[str, Any] = {"title": _title(context, screen), "answer": _answer(context, screen, [c for _, c in told])}
    parts |= {f"tile-{n}": tile for n, tile in enumerate(_tiles(context, screen), start=1)}
    parts["map"] = atlas(LAYERS[screen.layer](context))
    parts |= {f"core-{n}": core_card(name, core, CORES[name][0]) for n, (name, core) in enumerate(told, start=1)}
    parts["red"] = wall_red_list(context, screen)
    return {name: markup(part) for name, part in parts.items()}, [r.indicator.code for r in reds(context, screen)]


def _title(context: PageContext, screen: Screen) -> html.Header:
    """Name, data period, as-of and loaded-at: never to be confused with the clock."""
    readings = whole_board(context).readings.values()
    own = [r for r in readings if not screen.domain or r.indicator.domain == screen.domain]
    reach = max((r.as_of for r in own if r.as_of), default=None)
    published = context.reader.snapshot.published_at
    dates = [("数据期", context.period.label), ("入舱", f"{published.month}月{published.day}日 {published:%H:%M}")]
    if reach:
        dates.insert(1, ("数据截至", f"{reach.month}月{reach.day}日"))
    quiet = (context.now - published).total_seconds() / 3600
    domain = context.cockpit.catalog.domain(screen.domain).name if screen.domain else ""
    return html.Header(
        [
            html.H1(["舟山", html.B(domain)] if domain else "舟山数字驾驶舱"),
            html.Div([html.Span([name, " ", html.B(value)]) for name, value in dates], className="wall-dates"),
            html.Span(f"已 {span(quiet)}没有新数据入舱", className="wall-quiet") if quiet > QUIET_HOURS else None,
            demo_mark(any(r.status == "mock" for r in own)),
        ],
        className="wall-title",
    )


def _answer(context: PageContext, screen: Screen, cores: list[Core | None]) -> html.Div:
    question = screen.question or context.cockpit.catalog.domain(screen.domain).question
    said = "；".join(core.answer for core in cores if core is not None and core.answer)
    rows = reds(context, screen)
    if not screen.domain:
        said = f"{len(rows)} 项红灯：{spread(context, rows)}" if rows else "没有红灯"
    return html.Div([html.Span(question), html.B(f"{said}。")], className="wall-answer")


def _tiles(context: PageContext, screen: Screen) -> list[Any]:
    if screen.headlines:
        readings = whole_board(context).readings
        history = tile_history(context, screen.headlines)
        shown = [
            wall_tile(context, readings[code], history) if code in readings else _absent(context, code)
            for code in screen.headlines
        ]
        return shown[:MOST_HEADLINES]
    connected = [state for state in domain_states(context) if state.headline is not None]
    history = tile_history(context, [state.headline.indicator.code for state in connected if state.headline])
    tiles = [wall_tile(context, state.headline, history, state) for state in connected if state.headline]
    half = (len(tiles) + 1) // 2
    left, right, places = tiles[:half], tiles[half:], MOST_HEADLINES // 2
    return [*left, *[None] * (places - len(left)), *right, *[None] * (places - len(right))]


def _absent(context: PageContext, code: str) -> html.P:
    name = context.cockpit.catalog.indicator(code).name_zh
    return html.P([html.B(name), "未公布"], className="wall-unconnected")
