"""No file leaves without its entry: routes that give files away are declared in doors.yaml (`leaves`), and held to it."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, request

from cockpit.security.doors import doors

log = logging.getLogger(__name__)
RECORDED = "audit_recorded"


def register(server: Flask) -> None:
    """Holds back every file whose route did not record, in this request, the event it is declared to record."""
    server.after_request(held_to_its_word)


def held_to_its_word(answer: Response) -> Response:
    """The answer; a file without its entry becomes an error that says so."""
    if not answer.headers.get("Content-Disposition", "").startswith("attachment"):
        return answer
    rule = request.url_rule.rule if request.url_rule else ""
    if doors().leaves.get(rule) in g.get(RECORDED, ()):
        return answer
    log.error("held back: %s gave a file away without its entry", rule)
    answer.close()
    return Response("这个文件没有记入审计，不能给出，请报告管理员\n", 500, mimetype="text/plain")


def taken_before(event: str) -> None:
    """This request takes the rest of what an entry already tells."""
    g.setdefault(RECORDED, set()).add(event)
