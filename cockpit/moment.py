"""Days and times as a clerk writes them; the year is left out where the reader has just read it."""

from __future__ import annotations

from datetime import date, datetime


def day(when: date, known_year: int | None = None) -> str:
    """2026年11月5日, or 11月5日 in the known year."""
    short = f"{when.month}月{when.day}日"
    return short if when.year == known_year else f"{when.year}年{short}"


def day_and_time(when: datetime, known_year: int | None = None) -> str:
    """2026年11月5日 16:20, or without the year where it is known."""
    return f"{day(when, known_year)} {when:%H:%M}"
