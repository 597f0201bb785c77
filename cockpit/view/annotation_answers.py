"""/annotations: forms that write or decide an annotation; only from our own pages, only with the right."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from cockpit.annotation.desk import decide, draft, write
from cockpit.application import current_cockpit
from cockpit.audit.record import record
from cockpit.errors import CockpitError, Forbidden


def register(server: Flask) -> None:
    """Adds /annotations and /annotations/<number>/<decision>."""
    server.add_url_rule("/annotations", "annotate", annotate, methods=["POST"])
    server.add_url_rule("/annotations/<int:number>/<decision>", "decide_annotation", decided, methods=["POST"])


def annotate() -> Answer:
    """Writes what the form says and leads back to the indicator; a refusal is one sentence."""
    try:
        own_page()
        cockpit, form = current_cockpit(), request.form
        cockpit.grant.need("annotate")
        indicator = cockpit.catalog.indicator(form.get("indicator", ""))
        wanted = draft(indicator.code, form.get("region", ""), form.get("period", ""), form.get("kind", ""),
                       form.get("name", ""), form.get("note", ""))  # fmt: skip
        number = write(cockpit.state, wanted, cockpit.identity(), cockpit.clock())
        record("note.change", indicator.code, number=number, step="write", name=wanted.name)
    except CockpitError as error:
        return refused(error)
    return back(indicator.code)


def decided(number: int, decision: str) -> Answer:
    """Approves or turns down one annotation and leads back to its indicator."""
    try:
        own_page()
        cockpit = current_cockpit()
        cockpit.grant.need("approve")
        if decision not in ("approve", "reject"):
            raise Forbidden("标注", "没有这种决定", "在指标页点“采用”或“不采用”")
        found = decide(cockpit.state, number, decision == "approve", cockpit.identity(), cockpit.clock())
        record("note.change", found.indicator, number=number, step=decision, name=found.name)
    except CockpitError as error:
        return refused(error)
    return back(found.indicator)


def own_page() -> None:
    """Goes on only when the form stood on a page of ours (a browser says where it came from).

    Raises:
        Forbidden: it came from elsewhere, or nobody says from where.
    """
    came = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if urlsplit(came).netloc != request.host:
        raise Forbidden("标注", "这个请求不是从本站页面发出的", "在指标页填写后提交")


def back(code: str) -> Answer:
    """To the indicator's page, at the region and period the form was filled in."""
    query = {key: value for key in ("region", "period") if (value := request.form.get(f"page_{key}", ""))}
    return redirect(f"/indicator/{code}" + (f"?{urlencode(query)}" if query else "") + "#doing", 303)


def refused(error: CockpitError) -> Response:
    """The refusal as a sentence: 403 without the right, 400 otherwise."""
    return Response(f"{error}\n", status=403 if isinstance(error, Forbidden) else 400, mimetype="text/plain")
