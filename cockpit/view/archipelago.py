"""The map of the archipelago: counties shaded by a rate, their lights beside them, all in SVG without tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_svg as svg

from cockpit.view.attributes import attributes
from cockpit.view.geometry import HEIGHT, WIDTH, Shape, counties, mainland_in_view
from metrics.light import light

#: Where each county's label stands: beside its islands, on open sea, so that no island is covered.
_PLACES = {"330902": (20, 520), "330903": (700, 760), "330921": (690, 470), "330922": (690, 130)}


def archipelago(
    steps: Mapping[str, int], counts: Mapping[str, Mapping[str, int]], chosen: str = "", summary: str = ""
) -> svg.Svg:
    """The four counties in the shade of their step (cockpit.view.county_lights), with their lights counted."""
    return svg.Svg(
        [
            svg.Path(d=mainland_in_view(), className="map-mainland"),
            *[_county(shape, steps.get(shape.code), shape.code == chosen) for shape in counties()],
            *[_label(shape, counts.get(shape.code, {})) for shape in counties()],
        ],
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        className="map",
        role="img",
        preserveAspectRatio="xMidYMid meet",
        **attributes({"aria-label": summary, "data-map": "archipelago", "data-ready": "1"}),
    )


def chart_of_places(marks: Sequence[Any], words: str, name: str = "") -> svg.Svg:
    """The archipelago in one shade with marks upon it; `words` tell the picture, `name` is its `data-map`."""
    told = {"data-map": name, "data-ready": "1"} if name else {}
    return svg.Svg(
        [svg.Path(d=mainland_in_view(), className="map-mainland"),
         *[svg.Path(d=shape.path, className="map-county") for shape in counties()], *marks],
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", className="map", role="img", **attributes({"aria-label": words} | told),
    )  # fmt: skip


def county_names() -> list[svg.Text]:
    """The counties' names beside their islands, as marks."""
    return [svg.Text(shape.name, x=f"{x:g}", y=f"{y:g}", className="map-name")
            for shape in counties() for x, y in [_PLACES.get(shape.code, shape.label)]]  # fmt: skip


def silhouette() -> svg.Svg:
    """The archipelago without names and numbers, as a ground behind a page about people; it says nothing."""
    return svg.Svg(
        [svg.Path(d=mainland_in_view(), className="map-mainland"),
         *[svg.Path(d=shape.path, className="map-county") for shape in counties()]],
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", className="plain-sea", preserveAspectRatio="xMidYMid slice",
        **attributes({"aria-hidden": "true"}),
    )  # fmt: skip


def _county(shape: Shape, step: int | None, chosen: bool) -> svg.Path:
    shade = "none" if step is None else str(step)
    return svg.Path(
        d=shape.path,
        className=f"map-county map-step-{shade}" + (" chosen" if chosen else ""),
        **attributes({"data-region": shape.code}),
    )


def _label(shape: Shape, counts: Mapping[str, int]) -> svg.G:
    x, y = _PLACES.get(shape.code, shape.label)
    lights = [
        svg.Tspan(
            f"{light(color, '').shape}{counts.get(color, 0)}",
            className=f"ink-{color}", dx="0" if color == "red" else "14", **attributes({"data-count": color}),
        )
        for color in ("red", "yellow", "green")
    ]  # fmt: skip
    return svg.G(
        [
            svg.Text(shape.name, x=f"{x:g}", y=f"{y:g}", className="map-name"),
            svg.Text(lights, x=f"{x:g}", y=f"{y + 44:g}", className="map-caption") if counts else None,
        ],
        **attributes({"data-region": shape.code}),
    )
