"""The map of the archipelago: counties coloured by light, circles sized by totals, all in SVG without tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dash_svg as svg

from cockpit.view.attributes import attributes
from cockpit.view.geometry import HEIGHT, WIDTH, Shape, counties, mainland
from metrics.light import Light


@dataclass(frozen=True)
class Circle:
    """A total on the map: drawing units, radius in drawing units, what it says, css class."""

    x: float
    y: float
    radius: float
    title: str
    class_name: str = ""


def archipelago(
    lights: Mapping[str, Light],
    captions: Mapping[str, Sequence[str]],
    circles: Sequence[Circle] = (),
    chosen: str = "",
    summary: str = "",
) -> svg.Svg:
    """The four counties with their worst light and one or two caption lines each."""
    return svg.Svg(
        [
            svg.Path(d=mainland(), className="map-mainland"),
            *[_county(shape, lights.get(shape.code), shape.code == chosen) for shape in counties()],
            *[_circle(circle) for circle in circles],
            *[_label(shape, lights.get(shape.code), captions.get(shape.code, ())) for shape in counties()],
        ],
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        className="map",
        role="img",
        preserveAspectRatio="xMidYMid meet",
        **attributes({"aria-label": summary, "data-map": "archipelago", "data-ready": "1"}),
    )


def _county(shape: Shape, light: Light | None, chosen: bool) -> svg.Path:
    color = light.color if light else "none"
    judged = {"data-light": light.color} if light else {}
    return svg.Path(
        d=shape.path,
        className=f"map-county map-{color}" + (" chosen" if chosen else ""),
        **attributes({"data-region": shape.code} | judged),
    )


#: Where each county's label stands: beside its islands, on open sea, so that no island is covered.
_PLACES = {"330902": (150, 470), "330903": (700, 720), "330921": (610, 430), "330922": (700, 120)}


def _label(shape: Shape, light: Light | None, lines: Sequence[str]) -> svg.G:
    x, y = _PLACES.get(shape.code, shape.label)
    name = f"{light.shape} {shape.name}" if light else shape.name
    color = light.color if light else "none"
    return svg.G(
        [
            svg.Text(name, x=f"{x:g}", y=f"{y:g}", className=f"map-name ink-{color}"),
            *[
                svg.Text(line, x=f"{x:g}", y=f"{y + 30 * (index + 1):g}", className="map-caption")
                for index, line in enumerate(lines)
            ],
        ]
    )


def _circle(circle: Circle) -> svg.Circle:
    return svg.Circle(
        cx=f"{circle.x:.1f}",
        cy=f"{circle.y:.1f}",
        r=f"{circle.radius:.1f}",
        className=f"map-circle {circle.class_name}".strip(),
        **attributes({"aria-label": circle.title}),
    )
