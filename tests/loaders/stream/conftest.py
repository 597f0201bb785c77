"""Brokers, a spool, and subscribers that run in a thread or a process of their own."""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from loaders.stream.message import Topic
from loaders.stream.mqtt import MqttConnection, follow
from loaders.stream.spool import Spool
from tests.loaders.stream.brokers import ROOT, SECRETS, Demonstration, Mosquitto

TOPIC = Topic(topic="zs.ais.position", entity=["mmsi"], columns=["lon", "lat", "sog_kn"])


@pytest.fixture(params=[Demonstration, Mosquitto], ids=["demonstration", "mosquitto"])
def broker(request, tmp_path):
    """Each of the two brokers."""
    yield from running(request.param(tmp_path / "broker"))


@pytest.fixture
def demonstration(tmp_path):
    """The demonstration's broker."""
    yield from running(Demonstration(tmp_path / "broker"))


def running(server):
    server.start()
    yield server
    server.stop(kill=True)


@pytest.fixture
def make_broker(tmp_path):
    """A Mosquitto with options."""
    made = []

    def make(**options):
        server = Mosquitto(tmp_path / f"broker{len(made)}", **options)
        made.append(server)
        server.start()
        return server

    yield make
    for server in made:
        server.stop(kill=True)


@pytest.fixture
def spool(tmp_path):
    """An empty spool."""
    made = Spool(tmp_path / "spool" / "stream.db")
    yield made
    made.close()


@pytest.fixture
def topic():
    """Vessel positions."""
    return TOPIC


@pytest.fixture
def connect():
    """A connection to a broker."""

    def connection(broker, **changes):
        told = {"host": "127.0.0.1", "port": broker.port, "client_id": "zhoushan-cockpit", "topics": [TOPIC],
                "username_env": "TEST_MQTT_USER", "password_env": "TEST_MQTT_PASSWORD", "longest_pause": 1}  # fmt: skip
        return MqttConnection(**(told | changes))

    return connection


@pytest.fixture
def position():
    """The bytes of a message; the number tells it from all others."""

    def message(number, **changes):
        told = {"mmsi": f"9900{number:05d}", "lon": 122.1, "lat": 30.0, "sog_kn": 10.5, "op": "U",
                "event_time": "2020-11-22T23:50:13Z", "ingest_time": "2020-11-22T23:50:15Z"}  # fmt: skip
        return json.dumps(told | changes).encode()

    return message


@pytest.fixture
def following():
    """A subscriber in a thread, while a block runs."""

    @contextmanager
    def run(connection, spool, secrets=SECRETS):
        stop, raised = threading.Event(), []

        def work():
            try:
                follow(connection, spool, secrets, stop)
            except Exception as error:
                raised.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield raised
        finally:
            stop.set()
            thread.join(20)
            assert not thread.is_alive()

    return run


@pytest.fixture
def subscriber():
    """A subscriber process; all are killed in the end."""
    started = []

    def start(connection, spool):
        command = [sys.executable, "-m", "tests.loaders.stream.subscriber", spool.path, connection.model_dump_json()]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | SECRETS)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(10)


@pytest.fixture
def wait():
    """Waits until something is so."""

    def until(so, seconds=15.0):
        end = time.monotonic() + seconds
        while not so():
            assert time.monotonic() < end, "it never became so"
            time.sleep(0.02)

    return until
