"""The application served once more, on a loopback port, for a browser that prints as one person."""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, request
from werkzeug.serving import make_server

from cockpit.application import Cockpit
from cockpit.security.gate import RESOLVERS
from cockpit.security.identity import Identity

COOKIE = "cockpit_print"


@contextmanager
def private_server(server: Flask, identity: Identity) -> Iterator[tuple[str, tuple[str, str]]]:
    """Its address, and the cookie by which who shows it is the identity, as long as the block runs.

    The cookie is made here, lives in this process only, and dies with the block; nobody else gains anything by the
    port, because every other request meets the same gate as everywhere.
    """
    secret = secrets.token_urlsafe(32)

    def resolve(_cockpit: Cockpit) -> Identity | None:
        return identity if hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), secret.encode()) else None

    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line for every file the browser takes
    http = make_server("127.0.0.1", 0, server, threaded=True)
    serving = threading.Thread(target=http.serve_forever, daemon=True)
    server.extensions[RESOLVERS].append(resolve)
    serving.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}", (COOKIE, secret)
    finally:
        server.extensions[RESOLVERS].remove(resolve)
        http.shutdown()
        serving.join()
        http.server_close()
