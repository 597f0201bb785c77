"""All callbacks of the cockpit, in one place; filters change the address and nothing else."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State


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
