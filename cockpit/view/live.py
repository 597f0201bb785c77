"""Small answers beside the pages: is it alive, is its data there, which snapshot, how does it look."""

from __future__ import annotations

import hashlib
import json

from flask import Flask, Response, request

from cockpit.application import current_cockpit
from cockpit.errors import StoreMissing
from cockpit.view.theme import THEMES, TOKENS, chart_templates, stylesheet, token

_CSS = stylesheet()
_JS = "window.cockpitTheme=" + json.dumps(
    {"templates": chart_templates(), "tokens": {theme: {name: token(name, theme) for name in TOKENS} for theme in THEMES}},
    separators=(",", ":"),
)  # fmt: skip


def theme_css_address() -> str:
    """Address of the theme's CSS variables; it changes with the content, so browsers may keep it for ever."""
    return f"/theme.css?v={_digest(_CSS)}"


def theme_js_address() -> str:
    """Address of the theme's chart templates."""
    return f"/theme.js?v={_digest(_JS)}"


def register(server: Flask) -> None:
    """Adds /healthz, /readyz, /api/version and the theme to the server."""
    server.add_url_rule("/healthz", view_func=healthz)
    server.add_url_rule("/readyz", view_func=readyz)
    server.add_url_rule("/api/version", view_func=version)
    server.add_url_rule("/theme.css", "theme_css", lambda: _kept(_CSS, "text/css"))
    server.add_url_rule("/theme.js", "theme_js", lambda: _kept(_JS, "text/javascript"))


def healthz() -> Response:
    """The server is up; says nothing about data."""
    return Response("OK", mimetype="text/plain")


def readyz() -> Response:
    """A snapshot is there to be shown; 503 with the reason otherwise."""
    try:
        snapshot = current_cockpit().frames.reader().snapshot
    except StoreMissing as error:
        return Response(f"{error}\n", status=503, mimetype="text/plain")
    return Response(f"snapshot {snapshot.id}\n", mimetype="text/plain")


def version() -> Response:
    """The current snapshot id behind an ETag: about 130 bytes for an idle screen."""
    tag = f'W/"{current_cockpit().frames.reader().snapshot.id}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers=headers)
    return Response(json.dumps({"v": tag[3:-1]}), mimetype="application/json", headers=headers)


def _kept(content: str, kind: str) -> Response:
    return Response(content, mimetype=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:12]
