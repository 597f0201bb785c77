"""Inputs and menus as plain HTML, so that they are there at first sight and cost no component library in the browser.

A control that changes the page names the part of the query it sets (`data-query`); assets/c-cockpit.js does the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from cockpit.view.attributes import attributes


class Input(Component):
    """`<input>`, which Dash has only as a live component; it always becomes markup (cockpit.view.markup)."""

    _namespace = "dash_html_components"
    _type = "Input"
    _children_props: list[str] = []
    _base_nodes: list[str] = []
    _valid_wildcard_attributes: list[str] = ["data-", "aria-"]
    available_wildcard_properties: list[str] = ["data-", "aria-"]
    _prop_names = ["id", "type", "name", "value", "className", "placeholder", "required", "maxLength", "autoComplete",
                   "title", "checked"]  # fmt: skip
    available_properties = _prop_names


def hidden_fields(values: Mapping[str, str]) -> list[Input]:
    """One hidden input per value that is not empty."""
    return [Input(type="hidden", name=name, value=value) for name, value in values.items() if value]


def select(options: Iterable[tuple[str, str]], chosen: str, **given: Any) -> html.Select:
    """A menu of (value, name) with one chosen; `given` are its attributes, `data-query` among them."""
    chosen_mark = attributes({"selected": "selected"})
    return html.Select(
        [html.Option(name, value=value, **(chosen_mark if value == chosen else {})) for value, name in options],
        className="select", **attributes(given),
    )  # fmt: skip


def checks(part: str, options: Sequence[tuple[str, str]], chosen: Collection[str], words: str) -> html.Details:
    """A menu of (value, name) of which several may be ticked; 应用 sets them, joined by commas, in the query."""
    lines = [
        html.Label([Input(type="checkbox", value=value, checked=value in chosen or None), name])
        for value, name in options
    ]
    find = Input(type="search", className="search", placeholder="筛选", autoComplete="off",
                 **attributes({"data-filter": part, "aria-label": "筛选选项"}))  # fmt: skip
    acts = [
        html.Button(name, type="button", className=look, **attributes({"data-action": action}))
        for name, look, action in (("全不选", "ghost", "untick"), ("应用", "button primary", "tick"))
    ]
    return html.Details(
        [
            html.Summary(words, className="segment-more"),
            html.Div([find, html.Div(lines, className="ticks", tabIndex="0"), html.Div(acts, className="tick-acts")],
                     className="menu menu-ticks"),
        ],
        className="picker", id=f"table-{part}", **attributes({"data-ticks": part}),
    )  # fmt: skip
