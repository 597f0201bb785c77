"""The document around every page: the address and the page's place."""

from __future__ import annotations

import dash
from dash import html

from cockpit.view.markup import seal
from cockpit.view.visitor import strip


def document() -> html.Div:
    """The layout of the application; pages fill the container."""
    return html.Div(
        [
            seal(strip()),
            dash.page_container,
        ]
    )
