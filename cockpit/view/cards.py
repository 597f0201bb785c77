"""The definition card of any number, asked for by the mark beside it: a piece of HTML, not a page."""

from __future__ import annotations

from flask import Flask, Response, request

from cockpit.errors import CockpitError
from cockpit.view.context import page_context
from cockpit.view.definition import definition_card
from cockpit.view.markup import markup
from cockpit.view.readings import board


def register(server: Flask) -> None:
    """Adds /api/card/<code>."""
    server.add_url_rule("/api/card/<code>", "card", card)


def card(code: str) -> Response:
    """The card of an indicator at the region and period of the query; a refusal is one sentence with status 400."""
    try:
        context = page_context(dict(request.args))
        indicator = context.cockpit.catalog.indicator(code)
        reading = board(context, [indicator]).readings.get(code)
        told = markup(definition_card(context, indicator, reading))
    except CockpitError as error:
        return Response(f"{error}\n", status=400, mimetype="text/plain")
    return Response(told, mimetype="text/html", headers={"Cache-Control": "private, max-age=60"})
