"""How often somebody may ask: by person and by address, counted together by all workers; who asks too often waits.

Each worker takes the counts in lots of a twentieth and gives them out from memory, so that a request rarely waits for
the store; a limit is never exceeded, and what a worker has in hand when the minute ends is lost.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage, Storage
from werkzeug.exceptions import TooManyRequests

from cockpit.security.identity import Identity
from cockpit.security.tally import Tally
from cockpit.settings import Settings

log = logging.getLogger(__name__)
Kind = Literal["page", "rows", "poll", "file", "sign", "write", "key"]

#: Requests a minute that one person (or, of those who have not signed in, one address) may make of each kind.
PERSON: dict[Kind, int] = {"page": 300, "rows": 600, "poll": 300, "file": 60, "sign": 60, "write": 120, "key": 6000}
#: Requests a minute from one address, whoever asks: a whole office may sit behind one.
ADDRESS = 12000
LOTS = 20
#: Never counted: whether it lives, and files that browsers keep.
_FREE = frozenset(
    {
        "/healthz", "/readyz", "/metrics", "/theme.css", "/theme.js", "/assets/<path:filename>", "/joined/<name>",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>", "/_favicon.ico",
    }
)  # fmt: skip
_MOST = 50_000
_POLLS = frozenset({"/api/version", "/api/wall", "/api/wall/parts", "/api/me", "/exports/progress"})
_SIGN = ("/login", "/device", "/account/enrol")


@dataclass
class _Lot:
    """Counts in hand until a moment; `over`: the store has no more, whoever asks is refused until then."""

    left: int
    until: float
    over: bool = False


@dataclass
class Throttle:
    """The counters of an installation, and what they allow."""

    storage: Storage
    person: Mapping[Kind, int] = field(default_factory=lambda: PERSON)
    address: int = ADDRESS
    now: Callable[[], float] = time.time
    _lots: dict[str, _Lot] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, kind: Kind, identity: Identity, address: str) -> None:
        """Counts a request.

        Raises:
            Refused (429): too many; it says when to come again.
        """
        who = f"@{address}" if identity.kind == "nobody" else f"{identity.kind}:{identity.name}"
        self._one(f"{kind}|{who}", self.person[kind])
        if kind != "poll":  # a wall that cannot ask whether there is news would stand still
            self._one(f"all|@{address}", self.address)

    def _one(self, name: str, most: int) -> None:
        now = self.now()
        with self._lock:
            lot = self._lots.get(name)
            if lot is None or now >= lot.until or (lot.left <= 0 and not lot.over):
                lot = self._lots[name] = self._fetched(name, most, now, lot)
            if lot.left > 0:
                lot.left -= 1
                return
            first, lot.over = not lot.over, True
        raise Refused(name, most, max(1, math.ceil(lot.until - now)), first)

    def _fetched(self, name: str, most: int, now: float, last: _Lot | None) -> _Lot:
        """Another lot from the store; a whole one when it does not answer: better a page than a count."""
        item, size = RateLimitItemPerMinute(most), max(1, most // LOTS)
        key = item.key_for(name)
        if len(self._lots) >= _MOST:
            self._lots = {other: kept for other, kept in self._lots.items() if kept.until > now}
        try:
            counted = self.storage.incr(key, item.get_expiry(), amount=size)
            until = last.until if last is not None and now < last.until else self.storage.get_expiry(key)
        except self.storage.base_exceptions as error:
            log.error("rate limits are not counted: %s", error)
            return _Lot(size, now + 1)
        return _Lot(min(size, most + size - counted), max(until, now + 0.001))


class Refused(TooManyRequests):
    """Too many requests: whose and of what kind, how many are allowed, after how many seconds to come again."""

    def __init__(self, whose: str, most: int, seconds: int, first: bool) -> None:
        super().__init__(retry_after=seconds)
        self.whose, self.most, self.first = whose, most, first


def open_throttle(settings: Settings) -> Throttle:
    """The counters of the settings: in Redis where the cache is, else in a file that the workers share."""
    if settings.cache_url.startswith(("redis://", "rediss://")):
        return Throttle(RedisStorage(settings.cache_url))
    return Throttle(Tally(f"tally://{settings.var / 'rates.db'}"))


def kind_of(rule: str, method: str) -> Kind | None:
    """The kind of a route; None is never counted."""
    if rule in _FREE:
        return None
    if rule in _POLLS:
        return "poll"
    if rule.startswith("/api/v1"):
        return "key"
    if rule.startswith(_SIGN):
        return "sign"
    if rule.startswith("/export") or rule == "/officers/audit/evidence":
        return "file"
    if rule.startswith("/api/"):
        return "rows"
    return "write" if method == "POST" and rule != "/_dash-update-component" else "page"
