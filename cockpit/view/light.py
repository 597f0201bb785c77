"""The light on screen: colour, shape and word together, never colour alone."""

from __future__ import annotations

from dash import html

from cockpit.view.attributes import attributes
from metrics.light import Light


def light_badge(light: Light, compact: bool = False) -> html.Span:
    """Shape and word of a light; the reason is its title."""
    parts = [html.Span(light.shape, className="light-shape", **attributes({"aria-hidden": "true"}))]
    parts.append(html.Span(light.word, className="visually-hidden" if compact else "light-word"))
    return html.Span(
        parts, className=f"light light-{light.color}", title=light.reason, **attributes({"data-light": light.color})
    )
