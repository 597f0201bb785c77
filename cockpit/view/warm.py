"""Pages drawn before anybody asks: the first reader after a publish waits as little as the second."""

from __future__ import annotations

import time
from typing import cast

import dash
from flask import Flask, g

from cockpit.application import EXTENSION, Cockpit
from cockpit.security.identity import Identity


def warm(server: Flask) -> float:
    """Draws every page that needs no choice, for the roles of the policy that say so; returns the seconds it took."""
    began = time.perf_counter()
    policy = cast(Cockpit, server.extensions[EXTENSION]).policy
    for name, role in policy.roles.items():
        if role.warm:
            _draw(server, Identity("warm", role.title, name))
    return time.perf_counter() - began


def _draw(server: Flask, reader: Identity) -> None:
    with server.test_request_context("/"):
        g.identity = reader
        for page in list(dash.page_registry.values()):
            if page["path_template"] is None:
                page["layout"]()
