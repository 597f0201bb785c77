"""One line of the audit, how it is stored, and the digest that chains it to the line before."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cockpit.clock import BEIJING
from cockpit.state.schema import Stored


class AuditEntry(Stored):
    """Who did what to what, when, from where, and how it ended; `detail` is a JSON object.

    digest: HMAC-SHA256 over the entry and the digest of the one before, keyed with the installation's key, so that
    whoever can write to the database still cannot write history.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(sa.String(40), index=True)
    account: Mapped[str] = mapped_column(sa.String(120), index=True)
    department: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(60))
    session: Mapped[str] = mapped_column(sa.String(40))
    object: Mapped[str] = mapped_column(sa.String(400))
    result: Mapped[str] = mapped_column(sa.String(20))
    detail: Mapped[str] = mapped_column(sa.Text)
    previous: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Stored):
    """The last entry's number and digest: without it the end of the chain could be cut off unseen."""

    __tablename__ = "audit_head"

    name: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    entry: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))


def told(entry: AuditEntry) -> dict[str, object]:
    """The entry as evidence: every field that the digest covers, time with offset."""
    return {
        "id": entry.id, "at": entry.at.replace(tzinfo=BEIJING).isoformat(), "event": entry.event,
        "account": entry.account, "department": entry.department, "address": entry.address, "session": entry.session,
        "object": entry.object, "result": entry.result, "detail": json.loads(entry.detail), "previous": entry.previous,
    }  # fmt: skip


def digest(entry: AuditEntry, key: bytes) -> str:
    """The digest an entry must have."""
    text = json.dumps(told(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
