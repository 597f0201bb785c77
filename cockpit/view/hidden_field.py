"""Hidden fields of a form that is sent without script; Dash has no such element of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc


def hidden_fields(values: Mapping[str, str]) -> list[Any]:
    """One hidden input per value that is not empty."""
    return [dbc.Input(type="hidden", name=name, value=value) for name, value in values.items() if value]
