"""The demonstration's broker and its positions, sent by its own publisher, which misbehaves."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx

from cockpit.clock import BEIJING, beijing_now
from loaders.configuration import load_configuration
from loaders.connections import Connection
from loaders.demo.servers.position_faults import Fault, Faults
from loaders.demo.servers.positions import COLUMNS, Target, Vessel, publish
from loaders.reading import Outside
from loaders.sources import Source
from loaders.stream.source import MqttBroker, MqttTopic, listen, spool_of, subscription
from tests.services.process import free_port
from tools.faults.way import AFTER, BEFORE, CATALOG, RECORDS, ROWS, Way

_URL, _APP, _SECRET = "COCKPIT_DEMO_MQTT", "COCKPIT_DEMO_APP", "COCKPIT_DEMO_SECRET"
#: Misbehaviour → how the publisher has it. A stream has no answers, pages or totals, and positions have no region.
_PUBLISHED = {
    "half_answer": "half_message", "duplicate": "duplicate", "out_of_order": "out_of_order",
    "schema_drift": "schema_drift", "unit_jump": "unit_jump",
}  # fmt: skip
_FAULTS = ("expired_signature", "half_answer", "down", "duplicate", "out_of_order", "schema_drift", "unit_jump")


def ways(var: Path, secrets: Mapping[str, str]) -> Iterator[Way]:
    """The way, while the servers run."""
    yield Way(
        "mqtt", _FAULTS, _reads, partial(_good, var, secrets), partial(_trouble, secrets), partial(_told, secrets), var
    )


def _reads() -> tuple[Source, Connection]:
    """The demonstration's own mapping with its rules."""
    configuration = load_configuration(RECORDS, CATALOG, demo=True)
    [source] = [source for source in configuration.sources if source.source == "vessel_position_stream"]
    return source, configuration.connections[source.connection]


def _told(secrets: Mapping[str, str], fault: str) -> Mapping[str, str]:
    if fault == "expired_signature":
        return {**secrets, _SECRET: "no longer"}
    return {**secrets, _URL: f"mqtt://127.0.0.1:{free_port()}"} if fault == "down" else secrets


def _good(var: Path, secrets: Mapping[str, str]) -> None:
    """What earlier trials left in the session and in the spool is taken away, then everybody reports once."""
    source, connection = _reads()
    assert isinstance(connection.parameters, MqttBroker) and isinstance(source.dataset_read, MqttTopic)
    with closing(httpx.Client()) as http:
        outside = Outside(http, secrets, beijing_now, lambda _: None, var)
        with closing(spool_of(outside, connection.parameters)) as spool:
            asked = subscription(connection.parameters, source.dataset_read, outside)
            listen(asked, source.dataset_read, spool, outside)
    shutil.rmtree(var / "spool")
    _publish(secrets, BEFORE, None)


@contextmanager
def _trouble(secrets: Mapping[str, str], fault: str) -> Iterator[None]:
    told = Fault(_PUBLISHED[fault], ROWS) if fault in _PUBLISHED else None
    _publish(secrets, AFTER, told)
    yield


def _publish(secrets: Mapping[str, str], moment: str, fault: Fault | None) -> None:
    """Every vessel reports at a moment (Beijing time); the broker has it all on return."""
    at = datetime.fromisoformat(moment).replace(tzinfo=BEIJING).astimezone(UTC)
    faults = Faults()
    faults.switch(fault)
    host, _, port = secrets[_URL].removeprefix("mqtt://").partition(":")
    target = Target(host, int(port), secrets[_APP], secrets[_SECRET])
    publish(_fleet(), target, 500, faults, threading.Event(), lambda: at, ROWS)


def _fleet() -> list[Vessel]:
    same = dict.fromkeys(COLUMNS, "1") | {"ts": BEFORE, "lon": "122.36", "lat": "29.7", "sog_kn": "9", "cog_deg": "90"}
    first = Vessel(same, datetime(2026, 11, 22, tzinfo=UTC), 122.36, 29.7, 9.0, 90.0, 5.0)
    return [replace(first, columns=same | {"mmsi": f"99{n:07d}"}) for n in range(1, ROWS + 1)]
