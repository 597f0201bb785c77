"""What the address bar chose, checked: the region and period a page speaks of, and how links keep them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode

from cockpit.application import Cockpit, current_cockpit
from cockpit.errors import QueryError
from cockpit.frames import Reader
from metrics.period import Period, latest_complete_month, parse_period
from metrics.region import CITY, Region, region

#: Query parameters that travel with every link; all others belong to one page.
TRAVELLING: tuple[str, ...] = ("region", "period", "asof")


@dataclass(frozen=True)
class PageContext:
    """One request: the cockpit, a reader bound to one snapshot, and the choices of the address bar.

    Args:
        asof: the day whose knowledge is shown; None = now. `now` is then the end of that day.
        unknown: choices that could not be used, as sentences for the reader; the default stands instead.
    """

    cockpit: Cockpit
    reader: Reader
    now: datetime
    region: Region
    period: Period
    query: dict[str, str]
    unknown: tuple[str, ...] = ()
    asof: date | None = None

    def href(self, path: str, **changes: str) -> str:
        """A link that keeps region and period (unless changed); the defaults stay out of the address."""
        wanted = {key: self.query[key] for key in TRAVELLING if key in self.query} | changes
        wanted = {key: value for key, value in wanted.items() if value}
        return f"{path}?{urlencode(wanted)}" if wanted else path


def page_context(query: dict[str, str]) -> PageContext:
    """The context of this request.

    Raises:
        StoreMissing: nothing was published yet.
    """
    cockpit = current_cockpit()
    now = cockpit.clock()
    asof, asof_fault = _asof(query.get("asof"), now)
    if asof is not None:
        now = datetime.combine(asof, time(23, 59, 59))
    where, region_fault = _region(query.get("region"))
    when, period_fault = _period(query.get("period"), now)
    faults = tuple(fault for fault in (asof_fault, region_fault, period_fault) if fault)
    reader = cockpit.frames.reader() if asof is None else cockpit.frames.reader_at(asof)
    plain = {key: value for key, value in _plain(query).items() if key != "asof" or asof is not None}
    return PageContext(cockpit, reader, now, where, when, plain, faults, asof)


def _asof(text: str | None, now: datetime) -> tuple[date | None, str]:
    """The day whose knowledge is asked for; today and nothing mean now."""
    if not isinstance(text, str) or not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, "回看日期无法识别，已显示当前数据。"
    if day > now.date():
        return None, "回看日期尚未到来，已显示当前数据。"
    return (None, "") if day == now.date() else (day, "")


def _plain(query: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in query.items() if isinstance(value, str) and value}


def _region(text: str | None) -> tuple[Region, str]:
    try:
        return region(text) if text else region(CITY), ""
    except QueryError as error:
        return region(CITY), f"{error.problem}，已改看全市。"


def _period(text: str | None, now: datetime) -> tuple[Period, str]:
    default = latest_complete_month(now.date())
    try:
        return parse_period(text) if text else default, ""
    except QueryError as error:
        return default, f"{error.problem}，已改看{default.label}。"
