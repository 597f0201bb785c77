"""MQTT as a configured source: the session is taken up at ingest, and rows stay in the spool until the store has them."""

import dataclasses

import pytest
from pydantic import ValidationError

from cockpit.clock import beijing_now
from cockpit.delivery import Watermark
from cockpit.errors import SourceUnreachable
from loaders.protocols import PROTOCOLS
from loaders.stream.source import MqttBroker, MqttTopic, spool_of, subscription
from tests.loaders.stream.brokers import SECRETS
from tests.loaders.wishes import outside, wish
from tests.services.process import free_port

TOPIC = {"topic": {"topic": "zs.ais.position", "entity": ["mmsi"], "columns": ["lon", "lat"]}, "listen_seconds": 5}
MQTT = PROTOCOLS["mqtt"]


@pytest.fixture
def read(demonstration, tmp_path):
    """Reads the topic from the demonstration's broker."""

    def _read(since=None, secrets=SECRETS, port=demonstration.port):
        connection = MQTT.connection.model_validate(
            {"url": f"mqtt://127.0.0.1:{port}", "client_id": "city", "username_env": "TEST_MQTT_USER",
             "password_env": "TEST_MQTT_PASSWORD"}
        )  # fmt: skip
        world = outside(tmp_path, secrets, clock=beijing_now)
        wanted = dataclasses.replace(wish("mmsi"), since=since and Watermark(beijing_now(), since))
        pieces = list(MQTT.read(connection, MQTT.dataset.model_validate(TOPIC), wanted, world))
        rows = [name for piece in pieces if len(piece.rows) for name in piece.rows["mmsi"]]
        refused = [reason for piece in pieces if piece.refused is not None for reason in piece.refused["reason"]]
        return sorted(rows), refused

    return _read


def test_what_was_sent_between_two_ingests_comes_with_the_second(read, demonstration, position):
    assert read() == ([], [])  # the first one subscribes; the broker keeps what comes from now on
    demonstration.send(position(1), position(2))
    assert read() == (["990000001", "990000002"], [])


def test_rows_come_again_until_the_store_has_them_and_then_no_more(read, demonstration, position):
    read()
    demonstration.send(position(1), position(2))
    first = read()
    assert read() == first  # the ingest was killed before it published
    demonstration.send(position(3))
    assert read(since=2) == (["990000003"], [])


def test_the_same_message_twice_is_one_row(read, demonstration, position):
    read()
    demonstration.send(position(1), position(1), position(1))
    assert read() == (["990000001"], [])


def test_a_message_that_cannot_be_read_is_a_refused_row_with_its_reason(read, demonstration, position):
    read()
    demonstration.send(b'{"mmsi": "1"', position(1), b'{"mmsi": "2", "event_time": "2020-11-22T23:50:13Z"}')
    rows, refused = read()
    assert rows == ["990000001"]
    said = sorted(word for word in ("消息可能被截断", "没有列 lon、lat") for reason in refused if word in reason)
    assert (said, len(refused)) == (["没有列 lon、lat", "消息可能被截断"], 2)


def test_a_broker_that_is_away_or_refuses_us_ends_the_reading_with_its_reason(read):
    with pytest.raises(SourceUnreachable, match="听不到代理"):
        read(port=free_port())
    with pytest.raises(SourceUnreachable, match="拒绝连接") as refused:
        read(secrets=SECRETS | {"TEST_MQTT_PASSWORD": "geheim-7788"})
    assert "geheim-7788" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "host", "port", "tls"),
    [
        ("mqtt://broker", "broker", 1883, False),
        ("mqtt://broker:2000", "broker", 2000, False),
        ("mqtts://broker", "broker", 8883, True),
    ],
)
def test_the_address_says_host_port_and_encryption(tmp_path, address, host, port, tls):
    told = subscription(MqttBroker(url=address, client_id="c"), MqttTopic.model_validate(TOPIC), outside(tmp_path))
    assert (told.host, told.port, told.tls) == (host, port, tls)


@pytest.mark.parametrize("address", ["http://broker", "broker:1883", "mqtt://", "mqtt://broker:port"])
def test_an_address_of_something_else_is_refused(tmp_path, address):
    with pytest.raises(SourceUnreachable, match="不是 MQTT 代理的地址") as refused:
        subscription(MqttBroker(url=address, client_id="c"), MqttTopic.model_validate(TOPIC), outside(tmp_path))
    assert "mqtt://" in refused.value.remedy


def test_each_session_has_a_spool_of_its_own(tmp_path):
    names = [spool_of(outside(tmp_path), MqttBroker(url="mqtt://b", client_id=name)).path for name in ("a", "b")]
    assert [str(name).rsplit("/", 1)[-1] for name in names] == ["a.db", "b.db"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": {"topic": "a/#", "entity": ["x"]}},
        {"topic": {"topic": "a", "entity": []}},
        TOPIC | {"listen_seconds": 0},
    ],
)
def test_a_topic_that_is_not_declared_well_is_refused(wrong):
    with pytest.raises(ValidationError):
        MqttTopic.model_validate(wrong)
