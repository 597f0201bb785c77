"""The one clock: Beijing time, whatever zone the machine is set to, because every table of the city is written in it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "北京时间")


def beijing_now() -> datetime:
    """This moment in Beijing time, without zone (as the platform's tables have it)."""
    return datetime.now(BEIJING).replace(tzinfo=None)


def beijing_time(seconds: float) -> datetime:
    """A time of the operating system (seconds since 1970 UTC) in Beijing time, without zone."""
    return datetime.fromtimestamp(seconds, BEIJING).replace(tzinfo=None)
