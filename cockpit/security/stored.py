"""Accounts, sessions and wall screens as the state database keeps them. Secrets are kept as digests only."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cockpit.state.schema import Stored


class Account(Stored):
    """A person. source: local, or oidc (then no password is ever kept); role "" means: may nothing yet.

    password_initial: given by an officer, has to be changed at first use. factor: the TOTP secret, encrypted;
    factor_step: the last step used, so that no code works twice.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    title: Mapped[str] = mapped_column(sa.String(60))
    role: Mapped[str] = mapped_column(sa.String(40), default="")
    department: Mapped[str] = mapped_column(sa.String(60), default="")
    region: Mapped[str] = mapped_column(sa.String(12), default="")
    source: Mapped[str] = mapped_column(sa.String(10), default="local")
    issuer: Mapped[str] = mapped_column(sa.String(300), default="")
    subject: Mapped[str] = mapped_column(sa.String(300), default="")
    password: Mapped[str] = mapped_column(sa.String(200), default="")
    password_at: Mapped[datetime | None]
    password_initial: Mapped[bool] = mapped_column(default=True)
    factor: Mapped[str] = mapped_column(sa.String(300), default="")
    factor_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class UsedPassword(Stored):
    """A password an account had before, as its hash."""

    __tablename__ = "used_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    password: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]


class LoginAttempt(Stored):
    """One attempt to sign in, for locks by account and throttling by address."""

    __tablename__ = "login_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account: Mapped[str] = mapped_column(sa.String(120), index=True)
    address: Mapped[str] = mapped_column(sa.String(60), index=True)
    ok: Mapped[bool]


class WebSession(Stored):
    """One signed-in browser. stage: full, or what is still owed (factor, enrol, password)."""

    __tablename__ = "web_session"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    stage: Mapped[str] = mapped_column(sa.String(10))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(sa.String(60))
    agent: Mapped[str] = mapped_column(sa.String(200))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(sa.String(40), default="")


class WallDevice(Stored):
    """A wall screen: paired once with a code, then bound to its browser and address; view only; revocable."""

    __tablename__ = "wall_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime]
    code: Mapped[str] = mapped_column(sa.String(64), default="")
    code_until: Mapped[datetime]
    digest: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    agent: Mapped[str] = mapped_column(sa.String(64), default="")
    address: Mapped[str] = mapped_column(sa.String(60), default="")
    paired_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
