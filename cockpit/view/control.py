"""Bootstrap's inputs and menus as this cockpit uses them; `markup.seal` turns them into HTML, there at first sight.

A control that changes the page names the part of the query it sets (`data-query`); assets/c-cockpit.js does the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from cockpit.view.attributes import attributes


def field(told: Mapping[str, str], **given: Any) -> dbc.Input:
    """An input; `told` are its data-* and aria-* attributes, which Bootstrap's own does not take but HTML does."""
    made = dbc.Input(class_name="search", **given)
    for name, value in told.items():
        setattr(made, name, value)
    return made


def hidden_fields(values: Mapping[str, str]) -> list[dbc.Input]:
    """One hidden input per value that is not empty."""
    return [dbc.Input(type="hidden", name=name, value=value) for name, value in values.items() if value]


def select(options: Iterable[tuple[str, str]], chosen: str, **given: Any) -> html.Select:
    """A menu of (value, name) with one chosen; `given` are its attributes, `data-query` among them.

    Bootstrap's own menu takes no data-* attributes.
    """
    chosen_mark = attributes({"selected": "selected"})
    return html.Select(
        [html.Option(name, value=value, **(chosen_mark if value == chosen else {})) for value, name in options],
        className="select", **attributes(given),
    )  # fmt: skip


def checks(part: str, options: Sequence[tuple[str, str]], chosen: Collection[str], words: str) -> html.Details:
    """A menu of (value, name) of which several may be ticked; 应用 sets them, joined by commas, in the query."""
    told = [{"value": value, "label": name} for value, name in options]
    lines = dbc.Checklist(told, list(chosen), class_name="ticks")
    find = field({"data-filter": part, "aria-label": "筛选选项"}, type="search", placeholder="筛选", autocomplete="off")
    acts = [
        html.Button(name, type="button", className=look, **attributes({"data-action": action}))
        for name, look, action in (("全不选", "ghost", "untick"), ("应用", "button primary", "tick"))
    ]
    return html.Details(
        [
            html.Summary(words, className="segment-more"),
            html.Div([find, lines, html.Div(acts, className="tick-acts")],
                     className="menu menu-ticks"),
        ],
        className="picker", id=f"table-{part}", **attributes({"data-ticks": part}),
    )  # fmt: skip
