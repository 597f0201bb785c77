"""Whom a session's cookie opens for, remembered by each worker for two seconds: most requests ask the database nothing.

Whatever this worker writes to the state database makes it forget at once; what another worker writes (a sign-out, a
disabled account, a new role) holds here two seconds later at the latest.
"""

from __future__ import annotations

import time
from datetime import timedelta
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cockpit.application import Cockpit
from cockpit.audit.record import actor, trail
from cockpit.security import sessions
from cockpit.security.sessions import EXPIRED, SEEN_EVERY, SignedIn, digest_of

HOLDS = 2.0
_MOST = 10_000
Known = dict[tuple[str, str], tuple[float, SignedIn]]
_known: Known = {}
_writes = [0]
_lock = Lock()


def remembered(cockpit: Cockpit, secret: str) -> SignedIn | None:
    """The session that a cookie opens, or None; one that has just idled or aged is audited and opens nothing."""
    key, now = (cockpit.settings.state_url, digest_of(secret)), cockpit.clock()
    until, found = _known.get(key, (0.0, None))
    fresh = found is not None and time.monotonic() < until
    if fresh and found is not None and now < found.ends and timedelta() <= now - found.seen < SEEN_EVERY:
        return found
    return _looked_up(cockpit, secret, key)


def _looked_up(cockpit: Cockpit, secret: str, key: tuple[str, str]) -> SignedIn | None:
    now, written = cockpit.clock(), _writes[0]
    with cockpit.state() as session:
        found = sessions.signed_in(session, secret, cockpit.settings.access, now)
        if session.dirty:
            session.commit()
    if found is not None and found.stage == EXPIRED:
        trail(cockpit).append(now, actor(found.identity), "session.expire", found.digest[:12])
        return None
    with _lock:
        if found is not None and _writes[0] == written:  # else what was read may be old already
            if len(_known) >= _MOST:
                _known.clear()
            _known[key] = (time.monotonic() + HOLDS, found)
    return found


@sa.event.listens_for(Session, "after_commit")
def _forget(_session: Session) -> None:
    with _lock:
        _writes[0] += 1
        _known.clear()
