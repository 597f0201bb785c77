"""What would fill the audit if every repetition were written is written once per hour, person and object."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from cockpit.application import Cockpit
from cockpit.security.identity import Identity

_MOST = 20000
_noted: OrderedDict[tuple[str, ...], None] = OrderedDict()
_lock = Lock()


def first_this_hour(cockpit: Cockpit, who: Identity, address: str, *about: str) -> bool:
    """Whether this worker has not seen this of this person, session and address within the hour of the clock."""
    hour = f"{cockpit.clock():%Y%m%d%H}"
    mark = (cockpit.settings.state_url, who.kind, who.name, who.session, address, hour, *about)
    with _lock:
        if mark in _noted:
            return False
        _noted[mark] = None
        if len(_noted) > _MOST:
            _noted.popitem(last=False)
    return True
