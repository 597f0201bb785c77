"""The archipelago on the wall: quiet sea, lit land, and whatever layer a screen lays over it.

Labels are text in HTML over the drawing, so that their size follows the screen's height and not the map's scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dash_svg as svg
from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.geometry import counties, mainland

#: The window of the drawing: all four counties with the far islands, and sea on both sides for the labels.
LEFT, TOP, WIDTH, HEIGHT = -110.0, 50.0, 1090.0, 880.0
#: Where each county's label stands (drawing units), on which side of it the line to the land begins, and the land's end.
_LABELS = {
    "330902": ((-95.0, 640.0), (210.0, 590.0)),
    "330903": ((705.0, 715.0), (470.0, 700.0)),
    "330921": ((660.0, 440.0), (560.0, 408.0)),
    "330922": ((650.0, 165.0), (570.0, 195.0)),
}
#: What a map has to say of itself (traps.md 20).
COORDINATES = "坐标 CGCS2000，示意图"
WINDOW = (LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT)
#: Width and height of a county's label with its two further lines, on a standing screen.
_LABEL = (210.0, 200.0)
_WATERS = (("东 海", 850.0, 590.0), ("杭州湾", -60.0, 380.0))
_LANDS = (("宁 波", 60.0, 830.0), ("上 海", -40.0, 62.0))


@dataclass(frozen=True)
class Layer:
    """What a screen lays over the map.

    Args:
        title: what colours and marks mean, in one line.
        scale: which steps colour the areas: `red` (share of red lights), `rate` (a rate, pale to strong), `plain`.
        steps: county → step 0–4; counties without one are land only.
        captions: county → the second line of its label.
        marks: circles, ships and places over the land (SVG).
        names: further names on the map: text, x, y in drawing units.
        legend: (class, words) from left to right.
        late: a ribbon where the layer's source is late.
    """

    title: str
    scale: str = "plain"
    steps: Mapping[str, int] = field(default_factory=dict)
    captions: Mapping[str, list[Any]] = field(default_factory=dict)
    marks: Sequence[Any] = ()
    names: Sequence[tuple[str, float, float]] = ()
    legend: Sequence[tuple[str, str]] = ()
    note: str = ""
    late: html.P | None = None


def atlas(layer: Layer) -> html.Section:
    """The map with its layer, its labels, and what its colours mean."""
    keys = [html.Span([html.I(className=kind), words]) for kind, words in layer.legend]
    return html.Section(
        [
            html.Div(html.Div([_drawing(layer), *_labels(layer)], className="wall-atlas"), className="wall-sea"),
            layer.late,
            html.P(
                [html.B(layer.title), *keys, html.Span("；".join(filter(None, (layer.note, COORDINATES))), className="wall-note")],
                className="wall-legend",
            ),
        ],
        className="wall-map",
        **attributes({"data-map": "archipelago", "data-ready": "1"}),
    )


def _drawing(layer: Layer) -> svg.Svg:
    land = [
        svg.Path(
            d=shape.path,
            className=f"wall-land {layer.scale}-step-{layer.steps.get(shape.code, 'none')}",
            **attributes({"data-region": shape.code}),
        )
        for shape in counties()
    ]
    return svg.Svg(
        [svg.Path(d=mainland(), className="wall-mainland"), *_leaders(layer), *land, *layer.marks],
        viewBox=f"{LEFT:g} {TOP:g} {WIDTH:g} {HEIGHT:g}",
        className="wall-drawing",
        role="img",
        **attributes({"aria-label": layer.title}),
    )


def _leaders(layer: Layer) -> list[svg.Line]:
    return [
        svg.Line(x1=f"{x:g}", y1=f"{y:g}", x2=f"{to_x:g}", y2=f"{to_y:g}", className="wall-leader")
        for code, ((x, y), (to_x, to_y)) in _LABELS.items()
        if code in layer.captions
    ]


def _labels(layer: Layer) -> list[html.Div]:
    quiet = [_at(name, x, y, "wall-water") for name, x, y in _WATERS]
    quiet += [_at(name, x, y, "wall-abroad") for name, x, y in _LANDS]
    named = [_at(name, x, y, "wall-place") for name, x, y in layer.names]
    return [*quiet, *named, *[_county(shape.code, shape.name, layer) for shape in counties()]]


def _county(code: str, name: str, layer: Layer) -> html.Div:
    (x, y), _ = _LABELS[code]
    caption = layer.captions.get(code)
    inside = [html.B(name), html.Span(caption) if caption else None]
    return _at(inside, x, y, "wall-county", code)


def _at(inside: Any, x: float, y: float, kind: str, code: str = "") -> html.Div:
    style = {"left": f"{(x - LEFT) / WIDTH * 100:.2f}%", "top": f"{(y - TOP) / HEIGHT * 100:.2f}%"}
    return html.Div(inside, className=kind, style=style, **attributes({"data-region": code} if code else {}))


def county_boxes() -> list[tuple[float, float, float, float]]:
    """Where the counties' labels are written: left, top, right, bottom in drawing units."""
    width, height = _LABEL
    return [(x, y - height / 2, x + width, y + height / 2) for (x, y), _ in _LABELS.values()]


def circle(x: float, y: float, total: float, largest: float, kind: str, most: float = 34.0) -> svg.Circle:
    """A circle whose area is a total; the largest total has the radius `most` (drawing units)."""
    radius = most * (max(total, 0.0) / largest) ** 0.5 if largest else 0.0
    return svg.Circle(
        cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius:.1f}", className=kind, **attributes({"data-total": f"{total:g}"})
    )
