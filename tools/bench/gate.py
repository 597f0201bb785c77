"""What the gate costs on a warm page: the same request with it and without it, in one process, without a network.

Told apart: the policy (whose grant, which doors), and the whole gate (who asks, how often, from which page, is the body in
order, and the policy). The processor's time of this thread is measured, with and without by turns, request by request:
whoever else works on the machine then meets both alike.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from cockpit.application import EXTENSION, Cockpit
from cockpit.clock import beijing_now
from cockpit.security import gate as gate_module
from cockpit.security.accounts import add_account, assign
from cockpit.security.gate import SESSION_COOKIE, THROTTLE
from cockpit.security.identity import VISITOR
from cockpit.security.sessions import begin
from cockpit.security.throttle import PERSON, Throttle
from cockpit.settings import read_settings
from tools.bench.serving import page_body

ROUNDS = 3000


@dataclass(frozen=True)
class GateCost:
    """Median processor seconds of a warm page without the gate, and what is added: by the policy alone, by the whole gate
    for a visitor, and by the whole gate for who signed in."""

    bare: float
    policy: float
    visitor: float
    person: float


def gate_cost(path: str = "/economy") -> GateCost:
    """Measures a page of an installation that was made ready."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder)
        settings = replace(
            read_settings(), var=own, state_url=f"sqlite:///{own / 'state.db'}", cache_url=f"file://{own / 'cache'}"
        )  # fmt: skip
        server = create_app(settings)
        unlimited = dict.fromkeys(PERSON, 10**9)  # counted as ever, but nobody asks this often
        server.extensions[THROTTLE] = Throttle(server.extensions[THROTTLE].storage, unlimited, 10**9)
        cookie, body = f"{SESSION_COOKIE}={_leader(server)}", page_body(path)
        visitor = _added(lambda: _ask(server, body, ""), lambda: _without_gate(server))
        person = _added(lambda: _ask(server, body, cookie), lambda: _without_gate(server))
        policy = _added(lambda: _ask(server, body, cookie), lambda: _without_policy(server))
    return GateCost(visitor[0], policy[1], visitor[1], person[1])


def _leader(server: Flask) -> str:
    cockpit, now = server.extensions[EXTENSION], beijing_now()
    with cockpit.state.begin() as session:
        account, _ = add_account(session, "bench", "测量", now)
        assign(session, account, cockpit.policy, "leader", "", "", now)
        return begin(session, account, "full", now, "127.0.0.1", "bench")


@contextmanager
def _without_gate(server: Flask) -> Iterator[None]:
    before = server.before_request_funcs[None]
    place = before.index(gate_module.gate)
    del before[place]
    try:
        yield
    finally:
        before.insert(place, gate_module.gate)


@contextmanager
def _without_policy(server: Flask) -> Iterator[None]:
    """Everybody sees what the leader sees, and every door opens, without a look."""
    leader = server.extensions[EXTENSION].as_seen_by(VISITOR)
    opens, seen = gate_module.opens, Cockpit.as_seen_by
    gate_module.opens = lambda *_: True
    Cockpit.as_seen_by = lambda *_: leader
    try:
        yield
    finally:
        gate_module.opens, Cockpit.as_seen_by = opens, seen


def _added(ask: Callable[[], None], without: Callable[[], AbstractContextManager[None]]) -> tuple[float, float]:
    """Median seconds of a request without something, and what it costs more with it."""
    bare, whole = [], []
    for _ in range(ROUNDS):
        whole.append(_seconds(ask))
        with without():
            bare.append(_seconds(ask))
    low = statistics.median(bare)
    return low, statistics.median(whole) - low


def _seconds(act: Callable[[], None]) -> float:
    began = time.thread_time()
    act()
    return time.thread_time() - began


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
    COST = gate_cost()
    TOLD = {"policy": COST.policy, "gate, visitor": COST.visitor, "gate, signed in": COST.person}
    print(f"warm page {COST.bare * 1e6:.0f} µs;", *(f"{n} {a * 1e6:.1f} µs ({a / COST.bare:.1%})" for n, a in TOLD.items()))
