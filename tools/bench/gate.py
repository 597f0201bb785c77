"""What the gate costs on a warm page: the same request with it and without it, in one process, without a network."""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from cockpit.application import EXTENSION
from cockpit.clock import beijing_now
from cockpit.security.accounts import add_account, assign
from cockpit.security.gate import SESSION_COOKIE, THROTTLE, gate
from cockpit.security.sessions import begin
from cockpit.security.throttle import PERSON, Throttle
from cockpit.settings import read_settings
from tools.bench.serving import page_body

ASKED, ROUNDS = 400, 7


def gate_cost(path: str = "/economy") -> tuple[float, float, float]:
    """Median seconds of a warm page without the gate, and what the gate adds for a visitor and for who signed in.

    The three take turns, so that a busy moment of the machine falls on all of them.
    """
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder)
        settings = replace(
            read_settings(), var=own, state_url=f"sqlite:///{own / 'state.db'}", cache_url=f"file://{own / 'cache'}"
        )  # fmt: skip
        server = create_app(settings)
        unlimited = dict.fromkeys(PERSON, 10**9)  # counted as ever, but nobody asks this often
        server.extensions[THROTTLE] = Throttle(server.extensions[THROTTLE].storage, unlimited, 10**9)
        cookie = f"{SESSION_COOKIE}={_leader(server)}"
        body = page_body(path)
        bare, visitor, person = [], [], []
        for _ in range(ROUNDS):
            for told, sent in ((visitor, ""), (person, cookie)):
                without = _without_gate(server, lambda sent=sent: _median(server, body, sent))
                told.append(_median(server, body, sent) - without)
                bare.append(without)
    return statistics.median(bare), statistics.median(visitor), statistics.median(person)


def _leader(server: Flask) -> str:
    cockpit, now = server.extensions[EXTENSION], beijing_now()
    with cockpit.state.begin() as session:
        account, _ = add_account(session, "bench", "测量", now)
        assign(session, account, cockpit.policy, "leader", "", "", now)
        return begin(session, account, "full", now, "127.0.0.1", "bench")


def _without_gate(server: Flask, measure: Callable[[], float]) -> float:
    before = server.before_request_funcs[None]
    place = before.index(gate)
    before.remove(gate)
    try:
        return measure()
    finally:
        before.insert(place, gate)


def _median(server: Flask, body: bytes, cookie: str) -> float:
    _ask(server, body, cookie)
    taken = []
    for _ in range(ASKED):
        began = time.perf_counter()
        _ask(server, body, cookie)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _ask(server: Flask, body: bytes, cookie: str) -> None:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/_dash-update-component", "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8050", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json", "HTTP_HOST": "127.0.0.1:8050",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_ORIGIN": "http://127.0.0.1:8050", "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
        "wsgi.version": (1, 0), "HTTP_USER_AGENT": "bench",
    }  # fmt: skip
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    status: list[str] = []
    answer = server.wsgi_app(environ, lambda told, *_: status.append(told))
    b"".join(answer)
    answer.close()  # type: ignore[attr-defined]
    if not status[0].startswith("200"):
        raise RuntimeError(status[0])


if __name__ == "__main__":
    BARE, *ADDED = gate_cost()
    print(f"warm page {BARE * 1e6:.0f} µs; gate adds", *(f"{a * 1e6:.0f} µs ({a / BARE:.1%})" for a in ADDED))
