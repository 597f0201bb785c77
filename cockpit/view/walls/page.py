"""The wall's pages: one screen that stands, or all of them in rotation; assets/d-wall.js renews and turns them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html
from markupsafe import Markup

from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.page import page
from cockpit.view.walls.content import Drawn, digest, drawn
from cockpit.view.walls.news import tag
from cockpit.view.walls.screen import Screen, screen, screens


def wall_page(code: str) -> Callable[..., Any]:
    """The layout of one screen."""

    @page(f"wall_{code}")
    def layout(**query: str) -> html.Div:
        return _wall(page_context(query), f"/wall/{code}", [screen(code)])

    return layout


@page("wall")
def rotation_page(**query: str) -> html.Div:
    """The layout of `/wall`: every screen, one at a time."""
    return _wall(page_context(query), "/wall", list(screens()))


def _wall(context: PageContext, path: str, shown: list[Screen]) -> html.Div:
    return html.Div(
        [
            *[_screen(own, drawn(context, own), at) for at, own in enumerate(shown)],
            html.Div([html.Span(id="wall-status"), _dots(shown), html.Span(id="wall-clock")], className="wall-corner"),
        ],
        className="wall",
        **attributes(
            {
                "data-theme": "wall", "data-page": path, "data-tag": tag(context), "data-edition": context.reader.edition, "data-snapshot": str(context.reader.snapshot.id),
                "data-ready": "1",
            }
        ),
    )  # fmt: skip


def _screen(own: Screen, content: Drawn, at: int) -> html.Section:
    return html.Section(
        [html.Div([_slot(name, content.parts[name]) for name in names], className=f"wall-{place}")
         for place, names in _areas(content).items()],
        className=f"wall-screen {'domain-screen' if own.domain else 'city-screen'}",
        **attributes(
            {
                "data-screen": own.code, "data-name": own.name, "data-dwell": str(own.dwell),
                "data-reds": " ".join(content.reds), "data-shown": "0" if at else "1",
            }
        ),
    )  # fmt: skip


def _areas(content: Drawn) -> dict[str, list[str]]:
    """The parts by the area of the layout they stand in: half of a city's tiles, or the cores, on the right."""
    tiles = [name for name in content.parts if name.startswith("tile")]
    cores = [name for name in content.parts if name.startswith("core")]
    half = len(tiles) if cores else len(tiles) // 2
    return {
        "head": ["title", "answer"], "left": tiles[:half], "middle": ["map"],
        "right": tiles[half:] + cores, "foot": ["red"],
    }  # fmt: skip


def _slot(name: str, part: str) -> html.Div:
    kind = f"slot-{name.split('-')[0]}"
    return html.Div(
        Markup(part), className=f"wall-slot {kind}", **attributes({"data-part": name, "data-digest": digest(part)})
    )


def _dots(shown: list[Screen]) -> html.Span | None:
    if len(shown) < 2:
        return None
    return html.Span([html.I(own.name, **attributes({"data-dot": own.code})) for own in shown], className="wall-dots")
