"""The demonstration's MQTT broker: `python -m loaders.demo.servers.broker --port 1883 --state var/demo/broker.db`.

Why our own: the demonstration must run where only Python packages can be installed, and the one broker among them,
amqtt 0.12.1, loses messages: what it sent and did not hear acknowledged within 5 seconds, or when the connection
breaks, it forgets (mqtt/protocol/handler.py, `_handle_qos1_message_flow` drops `inflight_out` in its `finally`); of
2,000 messages to a subscriber killed in the middle 61 never arrived. Its sessions also end with its process. Tests
run the subscriber against Mosquitto too; a city uses the broker it has.

What it can: MQTT 3.1.1, name and password, QoS 0 and 1, wildcards, persistent sessions in an SQLite file which
outlive the process. What it does not: QoS 2, retained messages, wills; TLS is for the proxy before it.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from loaders.demo.servers.broker_sessions import Sessions

#: Messages on their way to one subscriber, and the longest packet in bytes.
WINDOW, LONGEST = 100, 1 << 20


class Refused(Exception):
    """The client broke the protocol: its connection is closed, as the standard demands."""


@dataclass
class Peer:
    """A connected client; `flying` are the numbers in the queue of messages it has not acknowledged."""

    client: str
    clean: bool
    writer: asyncio.StreamWriter
    keepalive: float | None
    last: int = 0
    flying: dict[int, int] = field(default_factory=dict)


def packet(kind: int, body: bytes) -> bytes:
    """A packet with its fixed header."""
    length, size = len(body), bytearray()
    while True:
        length, digit = divmod(length, 128)
        size.append(digit | (128 if length else 0))
        if not length:
            return bytes([kind]) + bytes(size) + body


def text(words: str) -> bytes:
    """A string with its length before it."""
    raw = words.encode()
    return len(raw).to_bytes(2, "big") + raw


class Reader:
    """Takes a packet's body apart."""

    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def take(self, count: int) -> bytes:
        """The next bytes."""
        if self.at + count > len(self.body):
            raise Refused("packet too short")
        self.at += count
        return self.body[self.at - count : self.at]

    def number(self, count: int = 2) -> int:
        """The next unsigned number."""
        return int.from_bytes(self.take(count), "big")

    def text(self) -> str:
        """The next string."""
        try:
            return self.take(self.number()).decode()
        except UnicodeDecodeError as error:
            raise Refused("string is not UTF-8") from error

    def texts(self, flags: bool) -> Iterator[tuple[str, int]]:
        """The remaining strings, each with the byte after it when `flags`."""
        while self.at < len(self.body):
            yield self.text(), self.number(1) if flags else 0


class Broker:
    """Connections and what goes between them."""

    def __init__(self, sessions: Sessions, username: str, password: str) -> None:
        self._sessions, self._secret = sessions, f"{username}\0{password}".encode()
        self._peers: dict[str, Peer] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection from its first packet to its end."""
        peer: Peer | None = None
        with suppress(Refused, OSError, EOFError, TimeoutError):
            peer = self._connect(await self._packet(reader, 10), writer)
            while peer is not None and await self._answer(peer, await self._packet(reader, peer.keepalive)):
                await writer.drain()
        if peer is not None and self._peers.get(peer.client) is peer:
            del self._peers[peer.client]
            if peer.clean:
                self._sessions.forget(peer.client)
        with suppress(OSError):
            writer.close()
            await writer.wait_closed()

    async def _packet(self, reader: asyncio.StreamReader, seconds: float | None) -> tuple[int, bytes]:
        async with asyncio.timeout(seconds):
            kind, length, shift = (await reader.readexactly(1))[0], 0, 0
            while True:
                digit = (await reader.readexactly(1))[0]
                length |= (digit & 127) << shift
                shift += 7
                if digit < 128:
                    break
                if shift > 21:
                    raise Refused("length has more than four digits")
            if length > LONGEST:
                raise Refused("packet too long")
            return kind, await reader.readexactly(length)

    def _connect(self, first: tuple[int, bytes], writer: asyncio.StreamWriter) -> Peer | None:
        kind, reader = first[0], Reader(first[1])
        if kind != 0x10 or reader.text() != "MQTT":
            raise Refused("not a CONNECT")
        level, flags, keepalive, client = reader.number(1), reader.number(1), reader.number(), reader.text()
        if flags & 4:
            reader.text()
            reader.take(reader.number())
        name = reader.text() if flags & 128 else ""
        password = reader.take(reader.number()) if flags & 64 else b""
        clean = bool(flags & 2)
        allowed = hmac.compare_digest(f"{name}\0".encode() + password, self._secret)
        answer = 1 if level != 4 else 2 if not client else 0 if allowed else 5
        if answer:
            writer.write(packet(0x20, bytes([0, answer])))
            return None
        if client in self._peers:
            self._peers.pop(client).writer.close()
        peer = Peer(client, clean, writer, keepalive * 1.5 or None)
        writer.write(packet(0x20, bytes([self._sessions.open(client, clean), 0])))
        self._peers[client] = peer
        self._send(peer)
        return peer

    async def _answer(self, peer: Peer, received: tuple[int, bytes]) -> bool:
        """Do what a packet asks; False when it was the last."""
        head, reader = received[0], Reader(received[1])
        kind = head >> 4
        if kind == 3:
            self._publish(peer, head, reader)
        elif kind == 4:
            number = peer.flying.pop(reader.number(), None)
            if number is not None:
                self._sessions.done(number)
            self._send(peer)
        elif kind == 8:
            self._subscribe(peer, reader)
        elif kind == 10:
            answer = packet(0xB0, reader.take(2))
            for wanted, _ in reader.texts(flags=False):
                self._sessions.unsubscribe(peer.client, wanted)
            peer.writer.write(answer)
        elif kind == 12:
            peer.writer.write(packet(0xD0, b""))
        elif kind != 14:
            raise Refused(f"packet {kind} is not supported")
        return kind != 14

    def _subscribe(self, peer: Peer, reader: Reader) -> None:
        answer = reader.take(2)
        for wanted, qos in reader.texts(flags=True):
            self._sessions.subscribe(peer.client, wanted, min(qos, 1))
            answer += bytes([min(qos, 1)])
        peer.writer.write(packet(0x90, answer))

    def _publish(self, peer: Peer, head: int, reader: Reader) -> None:
        qos, topic = head >> 1 & 3, reader.text()
        if qos > 1:
            raise Refused("QoS 2 is not supported")
        number = reader.take(2) if qos else b""
        payload = reader.body[reader.at :]
        meant = self._sessions.meant(topic)
        kept = [client for client, promised in meant.items() if min(qos, promised)]
        self._sessions.put(kept, topic, payload)
        if qos:
            peer.writer.write(packet(0x40, number))
        for client in meant:
            other = self._peers.get(client)
            if other is not None and client in kept:
                self._send(other)
            elif other is not None:
                other.writer.write(packet(0x30, text(topic) + payload))

    def _send(self, peer: Peer) -> None:
        """Fill the window; a message keeps its packet number when it is sent again."""
        if len(peer.flying) >= WINDOW:
            return
        for number, topic, payload, sent in self._sessions.take(peer.client, peer.last, WINDOW - len(peer.flying)):
            mark = number % 65_535 + 1
            peer.flying[mark], peer.last = number, number
            head = 0x32 | (8 if sent else 0)
            peer.writer.write(packet(head, text(topic) + mark.to_bytes(2, "big") + payload))


async def run(host: str, port: int, broker: Broker) -> None:
    """Serve until cancelled."""
    server = await asyncio.start_server(broker.serve, host, port)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Read the arguments and serve; name and password come from the environment."""
    parser = argparse.ArgumentParser(description="演示用 MQTT 代理")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--state", required=True, type=Path, help="会话文件(SQLite)")
    parser.add_argument("--username-env", required=True, help="存用户名的环境变量")
    parser.add_argument("--password-env", required=True, help="存口令的环境变量")
    arguments = parser.parse_args()
    secrets = os.environ[arguments.username_env], os.environ[arguments.password_env]
    with suppress(KeyboardInterrupt):
        asyncio.run(run(arguments.host, arguments.port, Broker(Sessions(arguments.state), *secrets)))


if __name__ == "__main__":
    main()
