"""All callbacks of the cockpit, in one place; filters change the address and nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from dash import ClientsideFunction, Dash, Input, Output, State

from cockpit.view.context import page_context
from cockpit.view.markup import seal
from cockpit.view.wall import wall_content


def register(app: Dash) -> None:
    """Registers every callback on the app."""
    app.clientside_callback(
        ClientsideFunction("cockpit", "choosePeriod"),
        Output("address", "search"),
        Input("period-choice", "value"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("cockpit", "chooseRows"),
        Output("address", "search", allow_duplicate=True),
        [Input(f"table-{name}", "value") for name in ("i", "regions", "grain", "from", "to", "find")],
        State("address", "search"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("cockpit", "pollVersion"),
        Output("wall-version", "data"),
        Input("wall-tick", "n_intervals"),
        State("wall-version", "data"),
        prevent_initial_call=True,
    )
    app.callback(
        Output("wall-content", "children"),
        Input("wall-version", "data"),
        State("address", "search"),
        prevent_initial_call=True,
    )(renew_wall)


def renew_wall(_version: str, search: str | None) -> Any:
    """The wall's content at the newest snapshot."""
    return seal(wall_content(page_context(dict(parse_qsl((search or "").lstrip("?"))))))
