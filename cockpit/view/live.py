"""Small answers beside the pages: is it alive, is its data there, which snapshot, how does it look."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

import pandas as pd
from flask import Flask, Response, request

from cockpit.application import current_cockpit
from cockpit.errors import StoreMissing
from cockpit.store.standings import standings
from cockpit.view.metering import may_read, own_cockpit
from cockpit.view.theme import THEMES, TOKENS, chart_templates, stylesheet, token
from metrics.catalog import Catalog
from metrics.release_calendar import calendar

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
    """Which snapshot is shown and which sources are late by their calendars.

    503 when nothing can be shown; while a source is late only where the installation wants it (COCKPIT_READY_STRICT).
    """
    cockpit = own_cockpit()
    try:
        reader = cockpit.frames.reader()
    except StoreMissing as error:
        return Response(f"{error}\n", status=503, mimetype="text/plain")
    late = late_sources(reader.select(standings(reader.tables)), cockpit.catalog, cockpit.clock())
    told: dict[str, object] = {"snapshot": reader.snapshot.id, "fresh": not late, "late": len(late)}
    if may_read(cockpit.settings.metrics_token):
        told["sources"] = late
    refused = bool(late) and cockpit.settings.stale_refuses
    return Response(json.dumps(told) + "\n", status=503 if refused else 200, mimetype="application/json")


def late_sources(frame: pd.DataFrame, catalog: Catalog, now: datetime) -> list[str]:
    """Names of the sources whose delivery is overdue; frame: columns of cockpit.store.standings."""
    return [
        str(row.source)
        for row in frame.itertuples()
        if calendar(catalog, str(row.target), str(row.cycle)).late(_moment(row.reached), now)
    ]


def _moment(value: object) -> datetime | None:
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else None


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
