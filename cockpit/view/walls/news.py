"""How an open wall learns of news: an empty answer while nothing moved, the changed parts when something did.

The server decides what "now" is: midnight, the month's end and the year's end reach the wall as changed parts.
"""

from __future__ import annotations

import orjson
from flask import Flask, Response, request

from cockpit.clock import ten_minutes
from cockpit.view.context import PageContext, page_context
from cockpit.view.walls.content import digest, drawn
from cockpit.view.walls.screen import screens


def register(server: Flask) -> None:
    """Adds /api/wall (is there news?) and /api/wall/parts (what changed)."""
    server.add_url_rule("/api/wall", "wall_news", news)
    server.add_url_rule("/api/wall/parts", "wall_parts", parts)


def tag(context: PageContext) -> str:
    """The name of everything on the walls at this moment: program, snapshot, and the ten minutes of the clock."""
    return f"{context.reader.edition}-{context.reader.snapshot.id}-{ten_minutes(context.now)}"


def news() -> Response:
    """204 without a body while the asker's `v` still holds, else the tag that holds now."""
    context = page_context({})
    now = tag(context)
    if request.args.get("v") == now:
        answer = Response(status=204)
        del answer.headers["Content-Type"]
        return answer
    return _json({"v": now})


def parts() -> Response:
    """The parts of the screens asked for (`s=city.port`) whose digests are not in `have`, and what the clock says.

    Returns JSON: v, edition, snapshot, now (Beijing time), screens: code → reds, parts: name → digest and HTML.
    """
    context = page_context({})
    wanted = set(request.args.get("s", "").split("."))
    have = set(request.args.get("have", "").split("."))
    told = {}
    for own in screens():
        if own.code in wanted:
            content = drawn(context, own)
            changed = {name: part for name, part in content.parts.items() if digest(part) not in have}
            told[own.code] = {
                "reds": list(content.reds),
                "parts": {name: {"digest": digest(part), "html": part} for name, part in changed.items()},
            }
    return _json(
        {
            "v": tag(context), "edition": context.reader.edition, "snapshot": str(context.reader.snapshot.id),
            "now": f"{context.now:%Y-%m-%dT%H:%M:%S}", "screens": told,
        }
    )  # fmt: skip


def _json(content: object) -> Response:
    return Response(orjson.dumps(content), mimetype="application/json", headers={"Cache-Control": "no-store"})
