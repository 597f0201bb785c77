"""The light on screen: colour, shape and word together, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from cockpit.view.attributes import attributes
from metrics.light import Light, light


def light_counts(counts: Mapping[str, int]) -> html.Span:
    """How many are red, yellow and green, each with its shape; nothing judged says so."""
    judged = [color for color in ("red", "yellow", "green") if counts.get(color)]
    parts = [
        html.Span([light(color, "").shape, html.B(str(counts[color]))],
                  className=f"ink-{color}", **attributes({"data-count": color}))
        for color in judged
    ]  # fmt: skip
    return html.Span(parts or "不判灯", className="light-counts")


def light_badge(given: Light, compact: bool = False) -> html.Span:
    """Shape and word of a light; the reason is its title."""
    parts = [html.Span(given.shape, className="light-shape", **attributes({"aria-hidden": "true"}))]
    parts.append(html.Span(given.word, className="visually-hidden" if compact else "light-word"))
    return html.Span(
        parts, className=f"light light-{given.color}", title=given.reason, **attributes({"data-light": given.color})
    )
