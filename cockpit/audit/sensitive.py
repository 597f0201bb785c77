"""Looking at what is sensitive leaves a trace: once per person, object and hour."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from cockpit.application import current_cockpit
from cockpit.audit.record import record

_MOST = 20000
_noted: OrderedDict[tuple[str, ...], None] = OrderedDict()
_lock = Lock()


def note_sensitive(page: str, query: Mapping[str, str]) -> None:
    """Records that a sensitive indicator's own page was asked for."""
    cockpit = current_cockpit()
    code = query.get("code", "")
    indicator = cockpit.catalog.indicators.get(code)
    if page != "indicator" or indicator is None or indicator.sensitivity != "sensitive":
        return
    who = cockpit.identity()
    mark = (cockpit.settings.state_url, who.name, who.session, code, f"{cockpit.clock():%Y%m%d%H}")
    with _lock:
        if mark in _noted:
            return
        _noted[mark] = None
        if len(_noted) > _MOST:
            _noted.popitem(last=False)
    record("view.sensitive", code, title=indicator.name_zh)
