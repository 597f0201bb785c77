"""Whether the very rows behind a number may be listed to who asks."""

from __future__ import annotations

from cockpit.security.grant import Grant
from metrics.access import Detail
from metrics.records import Record

#: A row about one of these points at them, whatever stands in place of their names.
POINTING: frozenset[Detail] = frozenset({"person", "enterprise"})


def may_see_rows(grant: Grant, record: Record) -> bool:
    """Rows about single people or enterprises need the right to that detail; others are narrowed and masked already."""
    if not grant.may_read(record.name):
        return False
    pointing = record.access is not None and record.access.detail in POINTING
    return grant.may_detail(record) if pointing else True
