"""Which language a reader chose: a cookie, set by the switch of the shell or by `?lang=`."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, has_request_context, redirect, request

COOKIE, PARAMETER = "cockpit_language", "lang"
CHINESE, ENGLISH = "zh", "en"
LANGUAGES = (CHINESE, ENGLISH)
_A_YEAR = 365 * 24 * 3600


def register(server: Flask) -> None:
    """Adds /language and the parameter `lang`; call it after the gate."""
    server.add_url_rule("/language", "language", switch, methods=["POST"])
    server.before_request(chosen_by_address)


def language() -> str:
    """The language of this request; Chinese where nobody asks or nothing was chosen."""
    if not has_request_context() or "HTTP_COOKIE" not in request.environ:
        return CHINESE
    chosen = request.cookies.get(COOKIE, CHINESE)
    return chosen if chosen in LANGUAGES else CHINESE


def in_language() -> str:
    """What an English answer's key has more than the Chinese one's."""
    return "" if language() == CHINESE else f"|{language()}"


def switch() -> Response:
    """The other language, on the page one came from."""
    parts = urlsplit(request.referrer or "/")
    path = parts.path if parts.netloc in ("", request.host) and not parts.path.startswith("//") else "/"
    address = f"{path or '/'}?{parts.query}" if parts.query else path or "/"
    return _sent(CHINESE if language() == ENGLISH else ENGLISH, address)


def chosen_by_address() -> Response | None:
    """`?lang=en` on a page: the choice is kept, and the page's own address goes on without it."""
    page = request.method == "GET" and not request.path.startswith(("/api", "/export", "/_dash"))
    if not page or PARAMETER not in request.args:
        return None
    chosen = request.args[PARAMETER]
    query = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER])
    path = "/" + request.path.lstrip("/\\")
    return _sent(chosen if chosen in LANGUAGES else CHINESE, f"{path}?{query}" if query else path)


def _sent(chosen: str, address: str) -> Response:
    answer = cast(Response, redirect(address))
    answer.set_cookie(COOKIE, chosen, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return answer
