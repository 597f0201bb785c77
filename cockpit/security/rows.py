"""Whether the very rows behind a number may be listed to who asks."""

from __future__ import annotations

from cockpit.security.grant import Grant
from metrics.records import Record


def may_see_rows(grant: Grant, record: Record) -> bool:
    """Rows about single persons need the right to that detail; others are narrowed and masked by the reader already."""
    if not grant.may_read(record.name):
        return False
    personal = record.access is not None and record.access.detail == "person"
    return grant.may_detail(record) if personal else True
