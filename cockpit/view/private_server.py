"""The application served once more, on a loopback port, for a browser that prints as one person."""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, request
from werkzeug.http import parse_cookie
from werkzeug.serving import make_server

from cockpit.application import Cockpit
from cockpit.security.gate import RESOLVERS
from cockpit.security.identity import Identity

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

COOKIE = "cockpit_print"
_WHO = "cockpit.printing"


def _resolve(_cockpit: Cockpit) -> Identity | None:
    """Who prints, as the guard of the port has found; no header can say it."""
    return cast("Identity | None", request.environ.get(_WHO))


@contextmanager
def private_server(server: Flask, identity: Identity) -> Iterator[tuple[str, tuple[str, str]]]:
    """Its address, and the cookie by which who shows it is the identity, as long as the block runs.

    The cookie is made here, lives in this process only, and dies with the block; without it the port answers 403.
    """
    secret = secrets.token_urlsafe(32)

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        shown = parse_cookie(environ).get(COOKIE, "")
        if not hmac.compare_digest(shown.encode(), secret.encode()):
            return Response("只供打印\n", status=403, mimetype="text/plain")(environ, start_response)
        environ[_WHO] = identity
        return server(environ, start_response)

    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line for every file the browser takes
    http = make_server("127.0.0.1", 0, guarded, threaded=True)
    serving = threading.Thread(target=http.serve_forever, daemon=True)
    server.extensions[RESOLVERS].append(_resolve)
    serving.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}", (COOKIE, secret)
    finally:
        server.extensions[RESOLVERS].remove(_resolve)
        http.shutdown()
        serving.join()
        http.server_close()
