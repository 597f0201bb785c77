"""No answer sends a browser to another site, whatever an address or a header made a route say: held in one place."""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

from flask import Flask, Response, request

log = logging.getLogger(__name__)
#: The route that leads to the identity provider on purpose.
ELSEWHERE = frozenset({"/login/sso"})
#: What browsers leave out of an address before they read it.
_LEFT_OUT = re.compile(r"[\t\r\n]")


def register(server: Flask) -> None:
    """Holds every redirect to this host."""
    server.after_request(held_here)


def held_here(answer: Response) -> Response:
    """The answer; one that leads to another site leads to the first page instead."""
    place = answer.headers.get("Location")
    if place is None or stays_here(place, request.host):
        return answer
    if request.url_rule is None or request.url_rule.rule not in ELSEWHERE:
        log.warning("redirect to another site held back at %s", request.path)
        answer.headers["Location"] = "/"
    return answer


def stays_here(place: str, host: str) -> bool:
    """Whether an address, read as browsers read it, lies on a host."""
    parts = urlsplit(_LEFT_OUT.sub("", place.strip()).replace("\\", "/"))
    return (parts.scheme, parts.netloc) == ("", "") or parts.scheme in ("http", "https") and parts.netloc == host
