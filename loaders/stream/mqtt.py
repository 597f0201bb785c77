"""Following an MQTT broker (3.1.1, QoS 1): what arrives is on our disk before the broker hears that it may forget it.

The session is persistent, so the broker keeps what is sent while we are away. Reconnecting with growing pauses is the
library's. Two threads: the library's reads the network, ours writes the spool, a batch per commit, and acknowledges.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode
from pydantic import Field

from cockpit.clock import beijing_now
from cockpit.errors import SourceUnreachable
from loaders.stream.message import DeadLetter, Message, Topic, parse
from loaders.stream.spool import Link, Spool
from metrics.model import Declaration

#: Messages of one commit, and messages that may wait for it.
BATCH, WAITING = 500, 2_000
#: A sign of life in the spool as often as this.
SIGN = timedelta(seconds=5)
#: Answers of a broker that waiting does not change: protocol, client id, name and password, permission.
_REFUSALS = (
    "Unsupported protocol version",
    "Client identifier not valid",
    "Bad user name or password",
    "Not authorized",
)
_REFUSED = "代理拒绝连接"


class MqttConnection(Declaration):
    """A broker and what we follow there.

    Args:
        username_env, password_env: environment variables of name and password; both empty: without.
        ca_file: certificate of the authority, when it is not one the system knows.
        client_id: names our session at the broker; two subscribers of one id throw each other out.
        longest_pause: seconds between two attempts to connect, at most; it grows from 1.
    """

    host: str = Field(min_length=1)
    port: int = Field(1883, gt=0, lt=65536)
    tls: bool = False
    ca_file: str = ""
    username_env: str = ""
    password_env: str = ""
    client_id: str = Field(min_length=1, max_length=64)
    topics: list[Topic] = Field(min_length=1)
    qos: Literal[1] = 1
    keepalive_seconds: int = Field(30, gt=0)
    connect_seconds: float = Field(5, gt=0)
    longest_pause: int = Field(60, ge=1)

    @property
    def place(self) -> str:
        """Where messages come from, without secrets."""
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}#{self.client_id}"


class Stop(Protocol):
    """An event of threading or multiprocessing."""

    def is_set(self) -> bool:
        """True when the subscriber shall end."""


@dataclass(frozen=True)
class _Arrival:
    connection: int
    mid: int
    qos: int
    topic: str
    raw: bytes
    received_at: datetime


def follow(
    connection: MqttConnection,
    spool: Spool,
    secrets: Mapping[str, str],
    stop: Stop,
    clock: Callable[[], datetime] = beijing_now,
) -> None:
    """Keep what arrives until told to stop; a broker that is down is waited for, and `spool.link` says so.

    Raises:
        SourceUnreachable: the broker refuses our name, password or subscription. StoreError: the spool cannot be
        written; then nothing is acknowledged, and the broker sends it again.
    """
    subscriber = _Subscriber(connection, spool, clock)
    client = _client(connection, secrets)
    subscriber.listen(client)
    client.connect_async(connection.host, connection.port, connection.keepalive_seconds)
    client.loop_start()
    try:
        while not stop.is_set():
            subscriber.turn(client)
    finally:
        subscriber.closing.set()
        client.disconnect()
        client.loop_stop()
    subscriber.farewell()


def _client(connection: MqttConnection, secrets: Mapping[str, str]) -> paho.Client:
    client = paho.Client(
        CallbackAPIVersion.VERSION2, connection.client_id, clean_session=False, manual_ack=True,
        protocol=paho.MQTTv311,
    )  # fmt: skip
    client.connect_timeout = connection.connect_seconds
    client.reconnect_delay_set(1, connection.longest_pause)
    if connection.tls:
        _trust(client, connection)
    if connection.username_env:
        names = [name for name in (connection.username_env, connection.password_env) if name]
        missing = [name for name in names if name not in secrets]
        if missing:
            words = f"没有环境变量 {'、'.join(missing)}"
            raise SourceUnreachable(connection.place, words, "在服务的环境里写明用户名与口令")
        client.username_pw_set(*(secrets[name] for name in names))
    return client


def _trust(client: paho.Client, connection: MqttConnection) -> None:
    try:
        client.tls_set(connection.ca_file or None)
    except OSError as error:
        words = f"证书 {connection.ca_file} 不能用：{error}"
        raise SourceUnreachable(connection.place, words, "改连接的 ca_file") from error


class _Subscriber:
    """Between the two threads: the network's calls `_on_…`, ours calls the rest."""

    def __init__(self, connection: MqttConnection, spool: Spool, clock: Callable[[], datetime]) -> None:
        self._connection, self._spool, self._clock = connection, spool, clock
        self._topics = {topic.topic: topic for topic in connection.topics}
        self._arrived: queue.Queue[_Arrival] = queue.Queue(WAITING)
        self._lock = threading.Lock()
        self._connections = 0
        self._refusal = ""
        self.closing = threading.Event()
        now, before = clock(), spool.link(connection.client_id)
        self._link = replace(
            before or _never(connection.client_id, now), connected=False, since=now, problem="正在连接"
        )
        self._noted: Link | None = None

    def listen(self, client: paho.Client) -> None:
        """Be told what happens on the network."""
        client.on_connect, client.on_connect_fail = self._on_connect, self._on_connect_fail
        client.on_disconnect, client.on_subscribe = self._on_disconnect, self._on_subscribe
        client.on_message = self._on_message

    def turn(self, client: paho.Client) -> None:
        """Keep what has arrived, acknowledge it, say that we live."""
        batch = self._batch()
        if batch:
            self._spool.keep([self._read(arrival, client) for arrival in batch])
            self._acknowledge(batch, client)
        self._sign()
        if self._refusal:
            raise SourceUnreachable(self._connection.place, self._refusal, "核对用户名、口令与订阅权限")
        # What fails in a callback (a topic that is no text) ends the library's thread, which says so only on stderr.
        if client._thread is None or not client._thread.is_alive():
            raise SourceUnreachable(self._connection.place, "代理送来的不是 MQTT 报文", "核对地址与端口")

    def farewell(self) -> None:
        """Say that we stopped on purpose."""
        self._change(connected=False, since=self._clock(), problem="已停止")
        self._sign()

    def _batch(self) -> list[_Arrival]:
        batch: list[_Arrival] = []
        with suppress(queue.Empty):
            batch.append(self._arrived.get(timeout=0.1))
            while len(batch) < BATCH:
                batch.append(self._arrived.get_nowait())
        return batch

    def _read(self, arrival: _Arrival, client: paho.Client) -> Message | DeadLetter:
        topic = self._topics.get(arrival.topic)
        if topic is None:
            client.unsubscribe(arrival.topic)  # the session remembers what an earlier declaration asked for
            return DeadLetter(arrival.topic, arrival.received_at, "没有声明这个主题", arrival.raw)
        return parse(topic, arrival.raw, arrival.received_at)

    def _acknowledge(self, batch: Sequence[_Arrival], client: paho.Client) -> None:
        """Not on a newer connection, where the same number may be another message; there it comes again."""
        with self._lock:
            for arrival in batch:
                if arrival.connection == self._connections:
                    client.ack(arrival.mid, arrival.qos)

    def _sign(self) -> None:
        now = self._clock()
        with self._lock:
            heard_at = now if self._link.connected else self._link.heard_at
            link = replace(self._link, seen_at=now, heard_at=heard_at)
            noted = self._noted
            unchanged = noted is not None and (noted.since, noted.problem) == (link.since, link.problem)
            if unchanged and noted is not None and now - noted.seen_at < SIGN:
                return
            self._link = self._noted = link
        self._spool.note(link)

    def _change(self, **changes: Any) -> None:
        with self._lock:
            self._link = replace(self._link, **changes)

    def _on_connect(
        self, client: paho.Client, _: object, flags: paho.ConnectFlags, reason: ReasonCode, __: object
    ) -> None:
        if reason.is_failure:
            self._change(problem=f"{_REFUSED}：{reason}")
            self._refusal = self._link.problem if str(reason) in _REFUSALS else ""
            return
        wanted: list[tuple[str, int]] = [(topic, self._connection.qos) for topic in self._topics]
        client.subscribe(wanted)
        lost = None if flags.session_present else self._link.heard_at
        self._change(connected=True, since=self._clock(), problem="", gap_from=lost or self._link.gap_from)

    def _on_connect_fail(self, _: paho.Client, __: object) -> None:
        self._change(problem=f"连不上：{sys.exc_info()[1]}")

    def _on_disconnect(self, _: paho.Client, __: object, ___: object, reason: ReasonCode, ____: object) -> None:
        with self._lock:
            self._connections += 1
        since = self._clock() if self._link.connected else self._link.since
        if self._link.connected or not self._link.problem.startswith(_REFUSED):
            self._change(connected=False, since=since, problem=f"连接断开：{reason}")

    def _on_subscribe(self, _: paho.Client, __: object, ___: int, reasons: list[ReasonCode], ____: object) -> None:
        refused = [topic for topic, reason in zip(self._topics, reasons, strict=False) if reason.value != 1]
        if refused:
            self._refusal = f"代理不给订阅 {'、'.join(refused)}（QoS 1）：{'、'.join(map(str, reasons))}"

    def _on_message(self, _: paho.Client, __: object, message: paho.MQTTMessage) -> None:
        """While the spool is busy the network waits, so memory stays flat."""
        arrival = _Arrival(
            self._connections, message.mid, message.qos, message.topic, bytes(message.payload), self._clock()
        )  # fmt: skip
        while not self.closing.is_set():
            with suppress(queue.Full):
                self._arrived.put(arrival, timeout=0.5)
                return


def _never(client: str, now: datetime) -> Link:
    return Link(client, False, now, now, None, "", None)
