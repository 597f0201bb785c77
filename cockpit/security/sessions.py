"""Sessions on the server: a cookie is only a key to a row; a row that ended, idled or aged opens nothing."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cockpit.security.access import Access
from cockpit.security.identity import Identity
from cockpit.security.passwords import RULES
from cockpit.security.policy import Policy
from cockpit.security.stored import Account, WallDevice, WebSession

#: How often the time of the last request is written.
SEEN_EVERY = timedelta(seconds=60)
#: The stage of a session that idled or aged.
EXPIRED = "超时"


@dataclass(frozen=True)
class SignedIn:
    """A session that opens: who, and the stage: full, or what is owed before anything is shown, or EXPIRED just now.

    seen: when it was last used, to the minute; ends: when it ends however much it is used.
    """

    identity: Identity
    stage: str
    digest: str
    seen: datetime
    ends: datetime


def digest_of(secret: str) -> str:
    """What is kept of a cookie's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(session: Session, account: Account, stage: str, now: datetime, address: str, agent: str) -> str:
    """A new session; returns the secret for the cookie. Every sign-in has a new one."""
    secret = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            digest=digest_of(secret),
            account_id=account.id,
            stage=stage,
            created_at=now,
            seen_at=now,
            address=address[:60],
            agent=agent[:200],
            ended_at=None,
        )  # fmt: skip
    )
    account.used_at = now
    return secret


def stage_of(account: Account, policy: Policy, access: Access, now: datetime, factor_shown: bool) -> str:
    """What an account still owes: its second factor, setting one up, a new password; else full."""
    role = policy.role(account.role)
    if account.factor and not factor_shown:
        return "factor"
    days = RULES[access.passwords].days
    old = days is not None and account.password_at is not None and now - account.password_at > timedelta(days=days)
    if account.source == "local" and (account.password_initial or old):
        return "password"
    if role is not None and role.second_factor and not account.factor:
        return "enrol"
    return "full"


def signed_in(session: Session, secret: str, access: Access, now: datetime) -> SignedIn | None:
    """The session that a cookie opens; one that idled or aged is ended here."""
    found = session.execute(
        sa.select(WebSession, Account).join(Account, Account.id == WebSession.account_id)
        .where(WebSession.digest == digest_of(secret), WebSession.ended_at.is_(None), Account.disabled_at.is_(None))
    ).first()  # fmt: skip
    if found is None:
        return None
    row, account = found
    identity = _identity(account, row.digest)
    if now - row.seen_at > timedelta(minutes=access.idle_minutes) or now > _ends(row, access):
        row.ended_at, row.ended_why = now, EXPIRED
        return SignedIn(identity, EXPIRED, row.digest, row.seen_at, _ends(row, access))
    if now - row.seen_at >= SEEN_EVERY:
        row.seen_at = now
    return SignedIn(identity, row.stage, row.digest, row.seen_at, _ends(row, access))


def _ends(row: WebSession, access: Access) -> datetime:
    return row.created_at + timedelta(hours=access.session_hours)


def _identity(account: Account, digest: str) -> Identity:
    return Identity(
        account.name, account.title, account.role, account.department, account.region, "person", digest[:12]
    )  # fmt: skip


def end(session: Session, digest: str, now: datetime, why: str) -> None:
    """Ends a session."""
    session.execute(
        sa.update(WebSession).where(WebSession.digest == digest, WebSession.ended_at.is_(None))
        .values(ended_at=now, ended_why=why)
    )  # fmt: skip


def open_sessions(session: Session, account: Account | None = None) -> list[tuple[WebSession, Account]]:
    """Sessions that have not ended, newest first, of one account or of all."""
    chosen = sa.select(WebSession, Account).join(Account).where(WebSession.ended_at.is_(None))
    if account is not None:
        chosen = chosen.where(Account.id == account.id)
    return [(row, owner) for row, owner in session.execute(chosen.order_by(WebSession.seen_at.desc()).limit(500))]


def device(session: Session, secret: str, address: str, agent: str) -> Identity | None:
    """The wall screen that a device cookie opens, on the browser and the address it was paired with."""
    row = session.scalar(sa.select(WallDevice).where(WallDevice.digest == digest_of(secret)))
    if row is None or row.revoked_at is not None or not row.digest:
        return None
    if row.address != address or row.agent != digest_of(agent):
        return None
    return Identity(f"wall-{row.id}", row.title, "wall", kind="device", session=f"device-{row.id}")
