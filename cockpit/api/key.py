"""API keys: shown once, stored as a hash, bound to an identity, a scope and a rate; used requests are counted exactly."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from cockpit.security.identity import Identity
from cockpit.state.database import Sessions
from cockpit.state.schema import Stored

SCOPES = ("indicators", "observations", "records", "snapshots", "batches")


class ApiKey(Stored):
    """One key. `digest` is the SHA-256 of the secret, which has 256 random bits and so needs no slow hash.

    Args:
        identity: in whose name it reads, as JSON; scope: names of SCOPES, joined by commas; rate: requests a minute.
    """

    __tablename__ = "api_key"

    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    identity: Mapped[str] = mapped_column(sa.Text)
    scope: Mapped[str] = mapped_column(sa.String(200))
    rate: Mapped[int]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class ApiUse(Stored):
    """Requests of a key in one minute, counted by the database, so that all workers count together."""

    __tablename__ = "api_use"

    key_name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    requests: Mapped[int]


def add_key(
    state: Sessions,
    name: str,
    identity: Identity,
    scope: Sequence[str],
    rate: int,
    now: datetime,
    ends_at: datetime | None,
) -> str:
    """Stores a new key and returns its secret, which cannot be had again. An older key of the name is replaced."""
    secret = f"zsk_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        name=name, digest=_digest(secret), identity=json.dumps(asdict(identity)), scope=",".join(scope), rate=rate,
        made_at=now, ends_at=ends_at,
    )  # fmt: skip
    with state.begin() as session:
        session.merge(key)
    return secret


def end_key(state: Sessions, name: str) -> bool:
    """Removes a key; False when there is none of the name."""
    with state.begin() as session:
        return bool(session.execute(sa.delete(ApiKey).where(ApiKey.name == name)).rowcount)  # type: ignore[attr-defined]


def keys(state: Sessions) -> list[ApiKey]:
    """All keys by name."""
    with state() as session:
        return list(session.scalars(sa.select(ApiKey).order_by(ApiKey.name)))


def key_of(state: Sessions, secret: str, now: datetime) -> ApiKey | None:
    """The key with a secret; None when it does not exist or has ended."""
    with state() as session:
        key = session.scalar(sa.select(ApiKey).where(ApiKey.digest == _digest(secret)))
    return None if key is None or (key.ends_at is not None and key.ends_at <= now) else key


def identity_of(key: ApiKey) -> Identity:
    """In whose name a key reads."""
    return Identity(**json.loads(key.identity))


def count_use(state: Sessions, key: ApiKey, now: datetime) -> int:
    """How many requests of this minute the key has made, this one included."""
    minute = now.replace(second=0, microsecond=0)
    with state.begin() as session:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        told = dialect.insert(ApiUse).values(key_name=key.name, minute=minute, requests=1)
        counted = told.on_conflict_do_update(
            index_elements=[ApiUse.key_name, ApiUse.minute], set_={"requests": ApiUse.requests + 1}
        ).returning(ApiUse.requests)
        return int(session.execute(counted).scalar_one())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
