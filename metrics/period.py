"""Periods: half-open spans of whole days with a grain; 1–2月 is a period of its own (S05)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cockpit.errors import QueryError

_QUARTERS = "一二三四"
_MONTHS_OF = {"M": 1, "Q": 3, "A": 12}
_PATTERNS = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), "D"),
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})~(\d{2})-(\d{2})"), "S"),
    (re.compile(r"(\d{4})-01~02"), "JF"),
    (re.compile(r"(\d{4})-(\d{2})"), "M"),
    (re.compile(r"(\d{4})Q([1-4])"), "Q"),
    (re.compile(r"(\d{4})"), "A"),
)


@dataclass(frozen=True)
class Period:
    """The days from `start` up to, not including, `end`; grain D, W, M, Q, A, or S for a special span."""

    start: date
    end: date
    grain: str

    @property
    def key(self) -> str:
        """How the address bar writes it: 2026-10, 2026Q3, 2026, 2026-01~02, 2026-11-23, 2018-10-01~10-07."""
        year, month = self.start.year, self.start.month
        if self.grain == "M":
            return f"{year}-01~02" if self.is_jan_feb else f"{year}-{month:02d}"
        if self.grain == "Q":
            return f"{year}Q{(month + 2) // 3}"
        if self.grain == "A":
            return str(year)
        if self.grain == "D":
            return self.start.isoformat()
        return f"{self.start.isoformat()}~{self.last_day:%m-%d}"

    @property
    def label(self) -> str:
        """How a screen writes it."""
        year, month = self.start.year, self.start.month
        if self.grain == "M":
            return f"{year}年1–2月" if self.is_jan_feb else f"{year}年{month}月"
        if self.grain == "Q":
            return f"{year}年{_QUARTERS[(month - 1) // 3]}季度"
        if self.grain == "A":
            return f"{year}年"
        if self.grain == "D":
            return f"{year}年{month}月{self.start.day}日"
        return f"{year}年{month}月{self.start.day}日至{self.last_day.month}月{self.last_day.day}日"

    @property
    def cumulative_label(self) -> str:
        """The span a cumulative value covers: 2026年1–10月."""
        last = self.last_day
        return (
            f"{last.year}年" if last.month == 12 else f"{last.year}年1–{last.month}月" if last.month > 1 else self.label
        )

    @property
    def last_day(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    @property
    def is_jan_feb(self) -> bool:
        """The combined period 1–2月."""
        return self.grain == "M" and (self.end - self.start).days > 31

    def year_before(self) -> Period:
        """The same period of the previous year."""
        if self.grain in _MONTHS_OF:
            return Period(_a_year_earlier(self.start), _a_year_earlier(self.end), self.grain)
        start = _a_year_earlier(self.start)
        return Period(start, start + (self.end - self.start), self.grain)

    def before(self) -> Period:
        """The period of the same grain just before (of 1–2月: December)."""
        if self.grain in _MONTHS_OF:
            return Period(add_months(self.start, -_MONTHS_OF[self.grain]), self.start, self.grain)
        return Period(self.start - (self.end - self.start), self.start, self.grain)

    def is_complete(self, as_of: datetime | None) -> bool:
        """Whether data that reach to `as_of` cover the whole period (unknown counts as complete)."""
        return as_of is None or as_of.date() >= self.end


def add_months(day: date, months: int) -> date:
    """The same day some months later; days beyond a month's end become its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _a_year_earlier(day: date) -> date:
    return add_months(day, -12)


def month_of(day: date) -> Period:
    """The month a day lies in."""
    start = day.replace(day=1)
    return Period(start, add_months(start, 1), "M")


def latest_complete_month(today: date) -> Period:
    """The newest month that has ended."""
    return month_of(today).before()


def period_of(start: datetime | date, end: datetime | date, grain: str) -> Period:
    """The period of two times at midnight (as frames hold them)."""
    return Period(_day(start), _day(end), grain)


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def parse_period(text: str) -> Period:
    """The period of an address-bar key.

    Raises:
        QueryError: no such period.
    """
    for pattern, kind in _PATTERNS:
        match = pattern.fullmatch(text.strip())
        if match:
            try:
                return _parsed(kind, [int(group) for group in match.groups()])
            except ValueError:
                break
    raise QueryError("数据期", f"没有数据期 {text[:40]!r}", "写法：2026-10、2026-01~02、2026Q3、2026 或 2026-11-23")


def _parsed(kind: str, numbers: list[int]) -> Period:
    year = numbers[0]
    if not 1949 <= year <= 2100:
        raise ValueError(year)
    if kind == "D":
        day = date(*numbers)
        return Period(day, day + timedelta(days=1), "D")
    if kind == "S":
        start = date(*numbers[:3])
        last = date(year + ((numbers[3], numbers[4]) < (numbers[1], numbers[2])), numbers[3], numbers[4])
        return Period(start, last + timedelta(days=1), "S")
    if kind == "JF":
        return Period(date(year, 1, 1), date(year, 3, 1), "M")
    start = date(year, {"M": numbers[-1], "Q": numbers[-1] * 3 - 2, "A": 1}[kind], 1)
    return Period(start, add_months(start, _MONTHS_OF[kind]), kind)
