"""The trail a leaf at a time: found by the number of an entry, so that a leaf stays the same while entries are added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from cockpit.audit.entry import AuditEntry
from cockpit.state.database import Sessions

#: Entries on a leaf.
SIZE = 200


@dataclass(frozen=True)
class Leaf:
    """Some entries, newest first, and whether there are newer and older ones that were asked for."""

    entries: tuple[AuditEntry, ...]
    newer: bool
    older: bool


def leaf(state: Sessions, wanted: Mapping[str, str], before: int = 0, after: int = 0) -> Leaf:
    """The entries just below the number `before`, or just above `after`; with neither, the newest.

    Args:
        wanted: narrows by event, account or result. before, after: 0 is none.
    """
    chosen = sa.select(AuditEntry).limit(SIZE + 1)
    for name, value in wanted.items():
        chosen = chosen.where(getattr(AuditEntry, name) == value)
    with state() as session:
        if after:
            rising = list(session.scalars(chosen.where(AuditEntry.id > after).order_by(AuditEntry.id)))
            return Leaf(tuple(reversed(rising[:SIZE])), len(rising) > SIZE, True)
        falling = chosen.where(AuditEntry.id < before) if before else chosen
        found = list(session.scalars(falling.order_by(AuditEntry.id.desc())))
    return Leaf(tuple(found[:SIZE]), before > 0, len(found) > SIZE)
