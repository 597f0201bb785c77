"""When a source's next delivery is due, and whether the last one is late: its update cycle and its release lag.

A period's delivery is due so many days after the period's end, at nine on the next working day. Cycles as in the
catalogue of the public data platform: RT D W M Q H A, N = no fixed cycle (never due).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from metrics.catalog import Catalog
from metrics.period import add_months
from metrics.workdays import is_workday

#: Days after a period's end when the catalog says nothing of a source's indicators.
LAG_DAYS = {"RT": 0, "D": 1, "W": 3, "M": 15, "Q": 20, "H": 30, "A": 90}
_MONTHS = {"M": 1, "Q": 3, "H": 6, "A": 12}
_OPENING = time(9)
#: A realtime source is late when nothing came for so long.
REALTIME = timedelta(hours=1)


@dataclass(frozen=True)
class Calendar:
    """When deliveries of a source are due: its cycle, and days from a period's end to its delivery."""

    cycle: str
    lag_days: int

    def last_due(self, now: datetime) -> tuple[datetime, datetime] | None:
        """The newest period (start, end) whose delivery is due by `now`; None without a cycle."""
        if self.cycle == "RT":
            return now - REALTIME, now
        start = self._start(now.date())
        while start is not None:
            end = self._end(start)
            if self._due(end) <= now:
                return datetime.combine(start, time.min), datetime.combine(end, time.min)
            start = self._start(start - timedelta(days=1))
        return None

    def next_due(self, now: datetime) -> datetime | None:
        """When the next delivery is due after `now`; None without a cycle."""
        last = self.last_due(now)
        if last is None or self.cycle == "RT":
            return None if last is None else now + REALTIME
        start = self._end(last[0].date())
        while self._due(self._end(start)) <= now or (self.cycle == "D" and not is_workday(start)):
            start = self._end(start)
        return self._due(self._end(start))

    def late(self, reached: datetime | None, now: datetime) -> bool:
        """Whether what is due by `now` has not come: events must reach into their period, reports past its end."""
        due = self.last_due(now)
        if due is None:
            return False
        return reached is None or reached < (due[0] if self.cycle in ("RT", "D") else due[1])

    def expected(self, reached: datetime) -> datetime | None:
        """When the first delivery was, or will be, due that what reached us does not hold; None without a cycle."""
        if self.cycle == "RT":
            return reached + REALTIME
        if self.cycle == "D":  # a day is there when something of it is
            start = reached.date() + timedelta(days=1)
            while not is_workday(start):
                start += timedelta(days=1)
            return self._due(self._end(start))
        held = self._start(reached.date())
        return None if held is None else self._due(self._end(held))

    def days_late(self, reached: datetime | None, now: datetime) -> float | None:
        """Days since the missing delivery was due, negative while it is not; None without a cycle or before the first."""
        due = None if reached is None else self.expected(reached)
        return None if due is None else (now - due).total_seconds() / 86400

    def _start(self, day: date) -> date | None:
        """First day of the period that a day lies in; of a daily source the last working day."""
        if self.cycle == "D":
            while not is_workday(day):
                day -= timedelta(days=1)
            return day
        if self.cycle == "W":
            return day - timedelta(days=day.weekday())
        months = _MONTHS.get(self.cycle)
        return None if months is None else date(day.year, (day.month - 1) // months * months + 1, 1)

    def _end(self, start: date) -> date:
        if self.cycle in ("D", "W"):
            return start + timedelta(days=1 if self.cycle == "D" else 7)
        return add_months(start, _MONTHS[self.cycle])

    def _due(self, end: date) -> datetime:
        day = end + timedelta(days=self.lag_days)
        while not is_workday(day):
            day += timedelta(days=1)
        return datetime.combine(day, _OPENING)


def calendar(catalog: Catalog, target: str, cycle: str) -> Calendar:
    """The calendar of a source by its cycle and the shortest release lag of the indicators measured from its record."""
    lags = [
        indicator.freshness.release_lag_days
        for indicator in catalog.indicators.values()
        if indicator.measure is not None and indicator.measure.record == target and indicator.frequency == cycle
    ]
    return Calendar(cycle, min(lags, default=LAG_DAYS.get(cycle, 0)))
