"""Sessions of the demonstration's MQTT broker: subscriptions and undelivered messages in a file, across restarts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

_SCHEMA = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=NORMAL;
CREATE TABLE IF NOT EXISTS subscription (client TEXT, filter TEXT, qos INTEGER, PRIMARY KEY (client, filter));
CREATE TABLE IF NOT EXISTS queue (
    number INTEGER PRIMARY KEY AUTOINCREMENT, client TEXT, topic TEXT, payload BLOB, sent INTEGER DEFAULT 0);
CREATE INDEX IF NOT EXISTS ix_queue ON queue (client, number);
CREATE TABLE IF NOT EXISTS session (client TEXT PRIMARY KEY);
"""


def matches(topic: str, wanted: str) -> bool:
    """Does a topic match a filter with + and #?"""
    levels, names = wanted.split("/"), topic.split("/")
    for place, level in enumerate(levels):
        if level == "#":
            return True
        if place >= len(names) or level not in ("+", names[place]):
            return False
    return len(levels) == len(names)


class Sessions:
    """Subscriptions and undelivered messages, in a file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path)
        self._file.executescript(_SCHEMA)
        self._wanted: dict[str, dict[str, int]] = {}
        for client, wanted, qos in self._file.execute("SELECT client, filter, qos FROM subscription"):
            self._wanted.setdefault(client, {})[wanted] = qos

    def open(self, client: str, clean: bool) -> bool:
        """Begin a session or take it up again: is there one?"""
        if clean:
            self.forget(client)
        with self._file:
            new = self._file.execute("INSERT OR IGNORE INTO session VALUES (?)", (client,)).rowcount
        return not new

    def forget(self, client: str) -> None:
        """End a session."""
        self._wanted.pop(client, None)
        with self._file:
            for table in ("session", "subscription", "queue"):
                self._file.execute(f"DELETE FROM {table} WHERE client = ?", (client,))

    def subscribe(self, client: str, wanted: str, qos: int) -> None:
        """From now on messages that match are for the client."""
        self._wanted.setdefault(client, {})[wanted] = qos
        with self._file:
            self._file.execute("INSERT OR REPLACE INTO subscription VALUES (?, ?, ?)", (client, wanted, qos))

    def unsubscribe(self, client: str, wanted: str) -> None:
        """From now on they are not."""
        self._wanted.get(client, {}).pop(wanted, None)
        with self._file:
            self._file.execute("DELETE FROM subscription WHERE client = ? AND filter = ?", (client, wanted))

    def meant(self, topic: str) -> dict[str, int]:
        """Clients that want a topic, and the best quality each was promised."""
        found = {
            client: [qos for wanted, qos in filters.items() if matches(topic, wanted)]
            for client, filters in self._wanted.items()
        }
        return {client: max(promised) for client, promised in found.items() if promised}

    def put(self, clients: list[str], topic: str, payload: bytes) -> None:
        """Keep a message for each of the clients."""
        with self._file:
            rows = [(client, topic, payload) for client in clients]
            self._file.executemany("INSERT INTO queue (client, topic, payload) VALUES (?, ?, ?)", rows)

    def take(self, client: str, after: int, limit: int) -> list[tuple[int, str, bytes, int]]:
        """The next messages (number, topic, payload, sent before?) of a client, marked as sent."""
        rows = self._file.execute(
            "SELECT number, topic, payload, sent FROM queue WHERE client = ? AND number > ? ORDER BY number LIMIT ?",
            (client, after, limit),
        ).fetchall()
        with self._file:
            self._file.executemany("UPDATE queue SET sent = 1 WHERE number = ?", [(row[0],) for row in rows])
        return rows

    def done(self, number: int) -> None:
        """A message was acknowledged."""
        with self._file:
            self._file.execute("DELETE FROM queue WHERE number = ?", (number,))
