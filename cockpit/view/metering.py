"""/metrics for Prometheus: sources, batches, snapshot, breakers, request latency. No indicator, value or secret is in it.

What an ingest did is read from the warehouse and from what the watch told, so every worker answers the same; the
latency is this worker's own (label `worker`).
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import cast

from flask import Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from cockpit.application import EXTENSION, Cockpit
from cockpit.errors import StoreMissing
from cockpit.store.standings import standings

#: Upper limits of request times, in seconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_STATES = {"closed": 0, "half-open": 1, "open": 2}


def meter(server: Flask) -> None:
    """Adds /metrics, and a clock to every request."""
    registry = CollectorRegistry()
    took = Histogram(
        "cockpit_request_seconds", "Server time of requests", ["worker", "kind"], registry=registry, buckets=BUCKETS
    )
    registry.register(Sources())

    def begin() -> None:
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        if "began" in g:
            took.labels(str(os.getpid()), _kind(request.path)).observe(time.perf_counter() - g.began)
        return response

    def metrics() -> Response:
        if not may_read(own_cockpit().settings.metrics_token):
            abort(403)
        return Response(generate_latest(registry), mimetype=CONTENT_TYPE_LATEST)

    server.before_request(begin)
    server.after_request(end)
    server.add_url_rule("/metrics", view_func=metrics)


def own_cockpit() -> Cockpit:
    """The program's own cockpit: operations look at all sources, whoever asks."""
    return cast(Cockpit, current_app.extensions[EXTENSION])


def _kind(path: str) -> str:
    """Few kinds, so that addresses people type make no new series."""
    for prefix, kind in (("/_dash-update", "callback"), ("/_dash", "dash"), ("/assets", "asset"), ("/api/", "api")):
        if path.startswith(prefix):
            return kind
    return "page"


def may_read(token: str) -> bool:
    """This machine itself, unless a proxy asks for somebody; anybody with the token."""
    told = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(told.encode(), token.encode()):
        return True
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    return not forwarded and ipaddress.ip_address(request.remote_addr or "0.0.0.0").is_loopback


class Sources(Collector):
    """What the warehouse and the watch tell, read when asked."""

    def collect(self) -> Iterator[Metric]:
        """The metric families."""
        cockpit = own_cockpit()
        try:
            reader = cockpit.frames.reader()
        except StoreMissing:
            return
        yield GaugeMetricFamily("cockpit_snapshot", "Id of the published snapshot", value=reader.snapshot.id)
        age = (cockpit.clock() - reader.snapshot.published_at).total_seconds()
        yield GaugeMetricFamily("cockpit_snapshot_age_seconds", "Time since it was published", value=age)
        frame = reader.select(standings(reader.tables))
        read = CounterMetricFamily("cockpit_rows_read", "Rows read", labels=["source"])
        refused = CounterMetricFamily("cockpit_rows_refused", "Rows refused", labels=["source"])
        since = GaugeMetricFamily("cockpit_source_success_age_seconds", "Since the last good batch", labels=["source"])
        for row in frame.itertuples():
            read.add_metric([str(row.source)], int(row.rows_read))
            refused.add_metric([str(row.source)], int(row.rows_refused))
            if isinstance(row.arrived, datetime) and row.arrived == row.arrived:
                since.add_metric([str(row.source)], (cockpit.clock() - row.arrived).total_seconds())
        yield from (read, refused, since)
        yield from _watch(cockpit)


def _watch(cockpit: Cockpit) -> Iterator[Metric]:
    path = Path(cockpit.settings.var) / "watch.json"
    if not path.is_file():
        return
    told = json.loads(path.read_text(encoding="utf-8"))
    age = (cockpit.clock() - datetime.fromisoformat(told["at"])).total_seconds()
    yield GaugeMetricFamily("cockpit_watch_age_seconds", "Since the watch last looked", value=age)
    yield GaugeMetricFamily("cockpit_batch_seconds", "Duration of the last round", value=told["batch_seconds"])
    breaker = GaugeMetricFamily("cockpit_breaker", "0 closed, 1 half-open, 2 open", labels=["source"])
    for source, state in told["breakers"].items():
        breaker.add_metric([source], _STATES[state])
    yield breaker
