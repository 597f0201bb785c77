"""The audit trail: append, verify, purge. Nothing changes an entry, and nothing removes one before its time.

Triggers on both engines refuse UPDATE always and DELETE within 180 days (migration `people`); on PostgreSQL the
application's role should not hold those rights at all (docs/security.md).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cockpit.audit.entry import AuditEntry, AuditHead, digest, told
from cockpit.audit.events import EVENTS, RESULTS, SECRETS
from cockpit.errors import AuditBroken
from cockpit.state.database import Sessions

RETENTION = timedelta(days=180)
log = logging.getLogger("cockpit.audit")


@dataclass(frozen=True)
class Actor:
    """Who acts, as the audit names them."""

    account: str
    department: str = ""
    address: str = ""
    session: str = ""


@dataclass(frozen=True)
class Trail:
    """The trail of one installation: its database and its key."""

    state: Sessions
    key: bytes

    def append(
        self, now: datetime, actor: Actor, event: str, about: str = "", result: str = "ok", **detail: object
    ) -> int:
        """Adds an entry; returns its number. The entry also goes to the log `cockpit.audit` as one line of JSON.

        Raises:
            KeyError: an event or result that EVENTS and RESULTS do not name.
            ValueError: the detail names a secret.
        """
        EVENTS[event], RESULTS[result]
        if any(word in name.lower() for name in detail for word in SECRETS):
            raise ValueError(f"{event}: secrets do not belong into the audit: {sorted(detail)}")
        with self.state.begin() as session:
            # Writing the head first makes every other writer wait, so that numbers and digests follow one another.
            session.execute(sa.update(AuditHead).values(name=AuditHead.name))
            head = session.scalars(sa.select(AuditHead)).one()
            entry = AuditEntry(
                id=head.entry + 1, at=now.replace(microsecond=0), event=event, account=actor.account[:120],
                department=actor.department[:120], address=actor.address[:60], session=actor.session[:40],
                object=about[:400], result=result, previous=head.digest,
                detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str),
            )  # fmt: skip
            entry.digest = digest(entry, self.key)
            session.add(entry)
            head.entry, head.digest = entry.id, entry.digest
        log.info(json.dumps(told(entry), ensure_ascii=False))
        return entry.id

    def verify(self) -> int:
        """Walks the whole chain; returns how many entries hold.

        Raises:
            AuditBroken: the first entry that was changed, removed or inserted.
        """
        with self.state() as session:
            head = session.scalars(sa.select(AuditHead)).one()
            start = _purged(session)
            number, previous, count = start[0], start[1], 0
            for entry in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).yield_per(1000):
                if entry.id <= number:
                    continue  # purged once, or a leftover of it: the purge's own entry vouches for what follows
                if entry.id != number + 1 or entry.previous != previous or entry.digest != digest(entry, self.key):
                    raise AuditBroken(f"审计第 {number + 1} 条", "链在这里断开：被改、被删或被插入", "封存现场并报告")
                number, previous, count = entry.id, entry.digest, count + 1
            if (number, previous) != (head.entry, head.digest):
                raise AuditBroken(f"审计第 {number + 1} 条", f"末尾缺少条目，应到第 {head.entry} 条", "封存现场并报告")
        return count

    def purge(self, now: datetime, actor: Actor) -> int:
        """Removes entries older than the retention; says so in the audit first. Returns how many went."""
        limit = now - RETENTION
        with self.state() as session:
            last = session.scalars(
                sa.select(AuditEntry).where(AuditEntry.at < limit).order_by(AuditEntry.id.desc()).limit(1)
            ).first()
        if last is None:
            return 0
        self.append(now, actor, "audit.purge", f"至第 {last.id} 条", last=last.id, digest=last.digest)
        with self.state.begin() as session:
            gone = session.execute(sa.delete(AuditEntry).where(AuditEntry.id <= last.id, AuditEntry.at < limit))
        return int(gone.rowcount)  # type: ignore[attr-defined]

    def entries(self, wanted: Mapping[str, str], newest: int = 200) -> list[AuditEntry]:
        """The newest entries, newest first; `wanted` narrows by event, account or result."""
        chosen = sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(newest)
        for name, value in wanted.items():
            chosen = chosen.where(getattr(AuditEntry, name) == value)
        with self.state() as session:
            return list(session.scalars(chosen))

    def evidence(self) -> Iterator[str]:
        """Every entry as a line of JSON with its digest, oldest first, and a last line with the head."""
        with self.state() as session:
            count = 0
            for entry in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).yield_per(1000):
                count += 1
                yield json.dumps(told(entry) | {"digest": entry.digest}, ensure_ascii=False) + "\n"
            head = session.scalars(sa.select(AuditHead)).one()
            yield json.dumps({"head": head.entry, "digest": head.digest, "entries": count}) + "\n"


def _purged(session: Session) -> tuple[int, str]:
    """Number and digest of the last entry that a purge removed; (0, "") when none was."""
    purge = session.scalars(
        sa.select(AuditEntry).where(AuditEntry.event == "audit.purge").order_by(AuditEntry.id.desc()).limit(1)
    ).first()
    if purge is None:
        return 0, ""
    detail = json.loads(purge.detail)
    return int(detail["last"]), str(detail["digest"])
