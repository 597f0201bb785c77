"""Pages drawn before anybody asks: the first reader after a publish waits as little as the second."""

from __future__ import annotations

import time

import dash
from flask import Flask


def warm(server: Flask) -> float:
    """Draws every page that needs no choice, into the cache that all workers share; returns the seconds it took."""
    began = time.perf_counter()
    with server.app_context():
        for page in list(dash.page_registry.values()):
            if page["path_template"] is None:
                page["layout"]()
    return time.perf_counter() - began
