"""MQTT as a source: what arrived goes into the spool, and the latest state of a topic is delivered at ingest.

A service that follows the broker all the time fills the spool; where none runs, the ingest takes up the session for some
seconds: the broker kept what was sent meanwhile. Delivered rows stay in the spool until the store has them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pandas as pd
from pydantic import Field

from cockpit.delivery import REJECT
from cockpit.errors import SourceUnreachable
from loaders.gateways.addressed import Addressed
from loaders.lineage import PLATFORM
from loaders.reading import Outside, Piece, Protocol, Wish
from loaders.stream.latest import read_stream
from loaders.stream.message import Topic
from loaders.stream.mqtt import MqttConnection, follow
from loaders.stream.spool import Spool
from metrics.declaration import Declaration

#: A subscriber that gave no sign for so long does not run.
ALIVE = timedelta(seconds=30)
#: How long what was delivered and what could not be read stays in the spool.
KEPT, DEAD_KEPT = timedelta(days=1), timedelta(days=30)
#: Seconds without a message after which the session is up to date.
QUIET = 0.5


class MqttBroker(Addressed):
    """A broker (`mqtt://host:1883`, `mqtts://host:8883`), our session's name there, and the variables of our account."""

    client_id: str = Field(min_length=1, max_length=64)
    username_env: str = ""
    password_env: str = ""
    ca_file: str = ""


class MqttTopic(Declaration):
    """A topic and how its messages are read (loaders.stream.message.Topic); at most so long is listened at ingest."""

    topic: Topic
    listen_seconds: float = Field(5, gt=0, le=600)


def spool_of(outside: Outside, connection: MqttBroker) -> Spool:
    """The spool of a session."""
    return Spool(outside.var / "spool" / f"{connection.client_id}.db")


def subscription(connection: MqttBroker, topic: MqttTopic, outside: Outside) -> MqttConnection:
    """What `follow` wants to know.

    Raises:
        SourceUnreachable: the address is none of a broker.
    """
    address = connection.opened(outside.secrets).url
    scheme, _, rest = address.partition("://")
    host, _, port = rest.partition(":")
    if scheme not in ("mqtt", "mqtts") or not host or not (port or "1883").isdigit():
        raise SourceUnreachable(address, "不是 MQTT 代理的地址", "应为 mqtt://主机:1883 或 mqtts://主机:8883")
    tls = scheme == "mqtts"
    return MqttConnection(
        host=host, port=int(port or (8883 if tls else 1883)), tls=tls, ca_file=connection.ca_file,
        username_env=connection.username_env, password_env=connection.password_env, client_id=connection.client_id,
        topics=[topic.topic],
    )  # fmt: skip


class _UpToDate:
    """Says stop when the session has been quiet for a moment, or when the time is over."""

    def __init__(self, spool: Spool, client: str, topic: MqttTopic) -> None:
        self._spool, self._client, self._topic = spool, client, topic
        self._end = time.monotonic() + topic.listen_seconds
        self._seen, self._since = -1, time.monotonic()
        self.heard = False

    def is_set(self) -> bool:
        """Asked between two batches."""
        now, newest, link = (
            time.monotonic(),
            self._spool.newest(self._topic.topic.topic),
            self._spool.link(self._client),
        )
        if not self.heard and link is not None and link.connected:
            self.heard, self._since = True, now
        if newest != self._seen:
            self._seen, self._since = newest, now
        return now > self._end or (self.heard and now - self._since > QUIET)


def listen(connection: MqttConnection, topic: MqttTopic, spool: Spool, outside: Outside) -> None:
    """Take up the session until it is up to date; nothing to do while a service follows it.

    Raises:
        SourceUnreachable: nobody answered, or the broker refused us.
    """
    link = spool.link(connection.client_id)
    if link is not None and link.connected and outside.clock() - link.seen_at < ALIVE:
        return
    stop = _UpToDate(spool, connection.client_id, topic)
    follow(connection, spool, outside.secrets, stop, outside.clock)
    if not stop.heard:
        raise SourceUnreachable(connection.place, "听不到代理", "确认代理已启动、地址和账号正确；稍后重试")


def _place(connection: MqttBroker, dataset: MqttTopic, outside: Outside) -> str:
    return f"{connection.opened(outside.secrets).url}#{dataset.topic.topic}"


def _read(connection: MqttBroker, dataset: MqttTopic, wish: Wish, outside: Outside) -> Iterator[Piece]:
    spool, name = spool_of(outside, connection), dataset.topic.topic
    try:
        listen(subscription(connection, dataset, outside), dataset, spool, outside)
        since = wish.since.sequence if wish.since else 0
        if since:  # the watermark is the store's: up to it everything stands there
            spool.hand_on(name, since, wish.now)
            spool.purge(wish.now - KEPT, wish.now - DEAD_KEPT)
        for rows in read_stream(spool, name, since, spool.newest(name)):
            yield Piece(rows)
        yield Piece(pd.DataFrame(), refused=_refused(spool, name))
    finally:
        spool.close()


def _refused(spool: Spool, topic: str) -> pd.DataFrame:
    """Messages that cannot be read, as refused rows: they stand in the batch, not only in the spool."""
    letters = [letter for letter, _ in spool.dead_letters(topic)]
    raw = [letter.raw.decode("utf-8", errors="backslashreplace") for letter in letters]
    columns = {
        "row": pd.Series(range(1, len(letters) + 1), dtype="int64"), "column_name": topic,
        "value": pd.Series([text[:120] for text in raw], dtype="str"),
        "reason": pd.Series([letter.reason for letter in letters], dtype="str"), "raw": pd.Series(raw, dtype="str"),
    }  # fmt: skip
    return pd.DataFrame(columns, columns=list(REJECT))


PROTOCOL = Protocol(MqttBroker, MqttTopic, PLATFORM, _place, _read, refuses_empty=False)
