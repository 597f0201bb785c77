"""Looking at what is sensitive leaves a trace: once per person, object and hour."""

from __future__ import annotations

from collections.abc import Mapping

from cockpit.application import current_cockpit
from cockpit.audit.once import first_this_hour
from cockpit.audit.record import record


def note_sensitive(page: str, query: Mapping[str, str]) -> None:
    """Records that a sensitive indicator's own page was asked for."""
    cockpit = current_cockpit()
    code = query.get("code", "")
    indicator = cockpit.catalog.indicators.get(code)
    if page != "indicator" or indicator is None or indicator.sensitivity != "sensitive":
        return
    if first_this_hour(cockpit, cockpit.identity(), "", "view.sensitive", code):
        record("view.sensitive", code, title=indicator.name_zh)
