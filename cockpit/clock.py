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


def start_of_day(moment: datetime) -> datetime:
    """Midnight before a moment: what is planned for a day is not late before that day is over."""
    return datetime(moment.year, moment.month, moment.day)


def ten_minutes(now: datetime) -> str:
    """The ten minutes a moment lies in: lights and delays follow the clock, and a vessel's position is old after thirty.

    What is kept of a page, of its parts and of a wall carries it in its key, so that none is older than another.
    """
    return f"{now:%Y%m%d%H}{now.minute // 10}"
