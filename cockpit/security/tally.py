"""A tally in one small file that all workers of a machine share: a storage of `limits` where there is no Redis.

Lost with the machine, and may be: a count is worth a minute. So nothing waits for the disk.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

from limits.storage import Storage

_SWEEP = 60.0
_TABLE = "CREATE TABLE IF NOT EXISTS counted (key TEXT PRIMARY KEY, until REAL, n INTEGER) WITHOUT ROWID"
_ADD = """INSERT INTO counted VALUES (:key, :until, :amount) ON CONFLICT (key) DO UPDATE SET
n = CASE WHEN until <= :now THEN excluded.n ELSE n + excluded.n END,
until = CASE WHEN until <= :now THEN excluded.until ELSE until END RETURNING n"""


class Tally(Storage):
    """Counters that end by themselves, in an SQLite file; one connection per thread."""

    STORAGE_SCHEME = ["tally"]
    base_exceptions = (sqlite3.Error, OSError)

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions)
        self._path = Path((uri or "").removeprefix("tally://"))
        self._own = threading.local()
        self._swept = 0.0

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Adds to a counter, which begins anew when it has ended; returns what it stands at."""
        now = time.time()
        if now - self._swept > _SWEEP:
            self._swept = now
            self._asked("DELETE FROM counted WHERE until <= ?", (now,))
        told: dict[str, float | str] = {"key": key, "until": now + expiry, "amount": amount, "now": now}
        return int(self._asked(_ADD, told)[0][0])

    def get(self, key: str) -> int:
        """What a counter stands at."""
        found = self._asked("SELECT n FROM counted WHERE key = ? AND until > ?", (key, time.time()))
        return int(found[0][0]) if found else 0

    def get_expiry(self, key: str) -> float:
        """When a counter ends, in seconds since 1970; now when there is none."""
        found = self._asked("SELECT until FROM counted WHERE key = ?", (key,))
        return float(found[0][0]) if found else time.time()

    def check(self) -> bool:
        """Whether the file can be written."""
        self._asked("DELETE FROM counted WHERE until <= 0", ())
        return True

    def reset(self) -> int | None:
        """Forgets every counter."""
        return len(self._asked("DELETE FROM counted RETURNING key", ()))

    def clear(self, key: str) -> None:
        """Forgets one counter."""
        self._asked("DELETE FROM counted WHERE key = ?", (key,))

    def _asked(
        self, statement: str, values: tuple[float | str, ...] | dict[str, float | str]
    ) -> list[tuple[float | int, ...]]:
        connection = getattr(self._own, "connection", None)
        if connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._own.connection = sqlite3.connect(self._path, isolation_level=None, timeout=2)
            for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=OFF", _TABLE):
                connection.execute(line)
        return list(connection.execute(statement, values).fetchall())
