"""Vessel positions of the demonstration platform, as a stream.

    python -m loaders.demo.servers.positions --url sqlite:////data/platform.db --rate 20 --control 8090 \\
        --username-env COCKPIT_DEMO_MQTT_USER --password-env COCKPIT_DEMO_MQTT_PASSWORD

A vessel goes from its last position of the platform along its course with its speed, some miles out and back on the
same line, never over land, so that where it is follows from the moment alone. Every message says that it is 演示数据.
"""

from __future__ import annotations

import argparse
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import numpy as np
import paho.mqtt.client as paho
import sqlalchemy as sa
from paho.mqtt.enums import CallbackAPIVersion
from werkzeug.serving import make_server

from loaders.demo.land import GEO, inside, rings
from loaders.demo.seed import generator
from loaders.demo.servers.position_faults import Faults, control, misbehaved

TOPIC = "zs.ais.position"
#: Columns of the platform's table that a message carries.
COLUMNS = (
    "mmsi", "ts", "lon", "lat", "sog_kn", "cog_deg", "heading_deg", "nav_status", "rot", "draught_m", "source",
    "quality",
)  # fmt: skip
#: How far a vessel goes before it turns, in nautical miles; the first that keeps it off the land.
REACHES = (5.0, 3.0, 2.0, 1.0, 0.5)
#: At anchor and at berth.
_STILL = ("1", "5")


@dataclass(frozen=True)
class Vessel:
    """Where a vessel was last, and how it goes on.

    Args:
        columns: text of COLUMNS as the platform has it. seen: UTC. knots, course: degrees from north.
        reach: nautical miles from its last position at which it turns; 0 when it lies still.
    """

    columns: Mapping[str, str | None]
    seen: datetime
    lon: float
    lat: float
    knots: float
    course: float
    reach: float


@dataclass(frozen=True)
class Target:
    """The broker that is told."""

    host: str
    port: int
    username: str
    password: str
    topic: str = TOPIC


def fleet(engine: sa.Engine) -> list[Vessel]:
    """The vessels of the platform's vessel_position in the order of mmsi; the latest row of each, unreadable ones not."""
    lineage = "dsc_biz_timestamp"
    table = sa.table("vessel_position", *(sa.column(name) for name in (*COLUMNS, lineage)))
    with engine.connect() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c[lineage])).all()
    latest = {row.mmsi.strip(): row._asdict() for row in rows if row.mmsi}
    land = rings(GEO / "zhoushan_counties_small.geojson") + rings(GEO / "context_land.geojson")
    return [vessel for _, row in sorted(latest.items()) for vessel in _vessel(row, land)]


def _vessel(row: Mapping[str, Any], land: list[np.ndarray]) -> Iterator[Vessel]:
    columns = {name: row[name].strip() if row[name] else None for name in COLUMNS}
    try:
        seen = datetime.fromisoformat(columns["ts"] or "").astimezone(UTC)
        lon, lat, knots, course = (float(columns[name] or "") for name in ("lon", "lat", "sog_kn", "cog_deg"))
    except ValueError:
        return
    still = columns["nav_status"] in _STILL or knots < 0.5
    reach = 0.0 if still else _reach(lon, lat, course, land)
    yield Vessel(columns, seen, lon, lat, knots, course, reach)


def _reach(lon: float, lat: float, course: float, land: list[np.ndarray]) -> float:
    for reach in REACHES:
        way = np.array([_along(lon, lat, course, mile) for mile in np.linspace(0, reach, 21)])
        if not inside(way, land).any():
            return reach
    return 0.0


def _along(lon: float, lat: float, course: float, miles: float) -> tuple[float, float]:
    """The point so many nautical miles away; a minute of latitude is a mile."""
    angle = np.radians(course)
    north = lat + miles * np.cos(angle) / 60
    return float(lon + miles * np.sin(angle) / 60 / np.cos(np.radians(lat))), float(north)


def report(vessel: Vessel, moment: datetime) -> dict[str, Any]:
    """What a vessel says at a moment (UTC): the same for the same vessel and moment."""
    gone = vessel.knots * (moment - vessel.seen).total_seconds() / 3600
    away = gone % (2 * vessel.reach) if vessel.reach else 0.0
    back = away > vessel.reach
    lon, lat = _along(vessel.lon, vessel.lat, vessel.course, 2 * vessel.reach - away if back else away)
    course = (vessel.course + 180) % 360 if back else vessel.course
    rng = generator(f"positions.stream.{vessel.columns['mmsi']}", int(moment.timestamp()))
    knots = max(vessel.knots + float(rng.normal(0, 0.1)), 0.0)
    time = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        **vessel.columns,
        "ts": time, "lon": round(lon, 6), "lat": round(lat, 6), "sog_kn": round(knots, 1), "cog_deg": round(course, 1),
        "heading_deg": vessel.columns["heading_deg"] if vessel.columns["heading_deg"] == "511.0" else int(course),
        "quality": "0", "op": "U", "event_time": time, "ingest_time": time, "demo": True,
    }  # fmt: skip


def publish(
    vessels: Sequence[Vessel],
    target: Target,
    rate: float,
    faults: Faults,
    stop: threading.Event,
    clock: Callable[[], datetime],
    count: int | None = None,
) -> None:
    """One report after another, vessel by vessel, `rate` a second, until stopped or `count` were due.

    While the broker is away reports are lost, as those of a receiver on a mast are.
    """
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
    client.username_pw_set(target.username, target.password)
    client.max_queued_messages_set(5_000)
    client.reconnect_delay_set(1, 10)
    # Counted here: of a message queued before the link stood, paho's own receipt raises for ever.
    acknowledged: list[int] = []
    client.on_publish = lambda _client, _data, message, *_: acknowledged.append(message)
    client.connect_async(target.host, target.port)
    client.loop_start()
    pace, number, queued = threading.Event(), 0, 0
    while not stop.is_set() and (count is None or number < count):
        vessel = vessels[number % len(vessels)]
        for payload in misbehaved(partial(report, vessel), clock(), faults.next()):
            sent = client.publish(target.topic, payload, qos=1)
            queued += sent.rc != paho.MQTT_ERR_QUEUE_SIZE
        number += 1
        pace.wait(1 / rate)
    while count is not None and len(acknowledged) < queued and not stop.is_set():
        pace.wait(0.05)
    client.disconnect()
    client.loop_stop()


def main() -> None:
    """Read the arguments and publish; name and password come from the environment."""
    parser = argparse.ArgumentParser(description="演示用船位流")
    parser.add_argument("--url", required=True, help="演示平台的 SQLAlchemy 地址")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--topic", default=TOPIC)
    parser.add_argument("--rate", type=float, default=20.0, help="每秒条数")
    parser.add_argument("--count", type=int, help="发够多少条就结束")
    parser.add_argument("--control", type=int, help="故障开关的 HTTP 端口")
    parser.add_argument("--username-env", required=True, help="存用户名的环境变量")
    parser.add_argument("--password-env", required=True, help="存口令的环境变量")
    arguments = parser.parse_args()
    faults = Faults()
    if arguments.control:
        server = make_server("127.0.0.1", arguments.control, control(faults))
        threading.Thread(target=server.serve_forever, daemon=True).start()
    secrets = os.environ[arguments.username_env], os.environ[arguments.password_env]
    target = Target(arguments.host, arguments.port, *secrets, arguments.topic)
    vessels = fleet(sa.create_engine(arguments.url))
    publish(vessels, target, arguments.rate, faults, threading.Event(), lambda: datetime.now(UTC), arguments.count)


if __name__ == "__main__":
    main()
