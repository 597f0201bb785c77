"""Who the reader is, so that the browser can put what they answer for first; the page itself is everybody's."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from cockpit.application import current_cockpit


def register(server: Flask) -> None:
    """Adds /api/me."""
    server.add_url_rule("/api/me", "me", me)


def me() -> Response:
    """`{title, department, region}` of who asks."""
    identity = current_cockpit().identity()
    answer = jsonify(title=identity.title, department=identity.department, region=identity.region)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
