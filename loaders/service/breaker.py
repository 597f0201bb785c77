"""A breaker per connection: what failed again and again is left alone for a while, ever longer, then tried once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

State = Literal["closed", "open", "half-open"]
#: Failures in a row that open it; the first pause; the longest pause: so late may walls hear that a platform is back.
FAILURES = 3
PAUSE = timedelta(minutes=1)
LONGEST = timedelta(minutes=5)


@dataclass
class _Line:
    failures: int = 0
    until: datetime | None = None


@dataclass
class Breakers:
    """State of every connection (the origin of deliveries without table or file name)."""

    _lines: dict[str, _Line] = field(default_factory=dict)

    def allows(self, connection: str, now: datetime) -> bool:
        """Whether the connection may be tried now."""
        return self.state(connection, now) != "open"

    def state(self, connection: str, now: datetime) -> State:
        """closed, open (left alone), or half-open (one try decides)."""
        until = self._lines.get(connection, _Line()).until
        if until is None:
            return "closed"
        return "open" if now < until else "half-open"

    def succeeded(self, connection: str) -> None:
        """It answered."""
        self._lines.pop(connection, None)

    def failed(self, connection: str, now: datetime) -> None:
        """It did not answer; each failure of a half-open breaker doubles the pause."""
        line = self._lines.setdefault(connection, _Line())
        line.failures += 1
        if line.failures >= FAILURES:
            line.until = now + min(PAUSE * 2 ** (line.failures - FAILURES), LONGEST)

    def states(self, now: datetime) -> dict[str, State]:
        """Every connection that failed since it last answered."""
        return {connection: self.state(connection, now) for connection in self._lines}
