"""The corner of a figure: takes this one figure away as PDF or picture, from the page on which it stands."""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.control import hidden_fields

#: The form of the page that every corner belongs to; without it (who may not export) corners are not shown.
FORM = "figure-files"
FIGURE_FILES = (("pdf", "PDF"), ("png", "图片"))


def figure_files(name: str) -> html.Div:
    """The corner of the figure called `name`, its `data-chart` or `data-map`."""
    buttons = [
        html.Button(
            word, type="submit", form=FORM, name="figure", value=f"{extension} {name}", className="ghost",
            **attributes({"aria-label": f"导出这张图（{word}）"}),
        )
        for extension, word in FIGURE_FILES
    ]  # fmt: skip
    return html.Div(buttons, className="figure-files")


def figure_form(address: str) -> html.Form:
    """What the corners of a page send with themselves: the address at which the figure is seen."""
    return html.Form(hidden_fields({"path": address}), id=FORM, action="/exports/new", method="post")


def with_files(name: str, map_: Any) -> html.Div:
    """A map with the corner of a figure."""
    return html.Div([map_, figure_files(name)], className="map-place")
