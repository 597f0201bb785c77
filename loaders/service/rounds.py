"""Which sources a round of the daemon reads: by their calendar, their last reading, and their connection's breaker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from loaders.service.breaker import Breakers
from loaders.sources import Source
from metrics.release_calendar import Calendar

#: How often a source is asked while nothing is due, by its cycle; and while a delivery is late.
EVERY = {"RT": timedelta(minutes=1), "D": timedelta(minutes=30)}
SELDOM = timedelta(hours=6)
LATE = timedelta(minutes=15)


@dataclass
class Rounds:
    """What was asked when, and what comes next.

    Args:
        sources: declared sources by name. calendars: of each. connections: of each.
    """

    sources: Mapping[str, Source]
    calendars: Mapping[str, Calendar]
    connections: Mapping[str, str]
    breakers: Breakers = field(default_factory=Breakers)
    asked: dict[str, datetime] = field(default_factory=dict)

    def ready(self, reached: Mapping[str, datetime], now: datetime) -> list[Source]:
        """Sources to ask now: never asked since the daemon began, or their pause is over and the breaker allows it.

        Args:
            reached: to when each source's rows reach; a source that is late is asked more often.
        """
        return [
            source
            for name, source in self.sources.items()
            if self.breakers.allows(self.connections[name], now)
            and (name not in self.asked or now >= self.asked[name] + self._pause(name, reached.get(name), now))
        ]

    def _pause(self, name: str, reached: datetime | None, now: datetime) -> timedelta:
        usual = EVERY.get(self.sources[name].cycle, SELDOM)
        return min(usual, LATE) if self.calendars[name].late(reached, now) else usual

    def heard(self, name: str, now: datetime) -> None:
        """A source was asked."""
        self.asked[name] = now
