"""Wall screens: an officer makes a code, the screen's browser enters it once and is bound from then on."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cockpit.errors import QueryError
from cockpit.security.sessions import digest_of
from cockpit.security.stored import WallDevice

CODE_HOLDS = timedelta(minutes=15)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def add_device(session: Session, title: str, now: datetime) -> tuple[WallDevice, str]:
    """A screen that waits for its browser, and the code to enter there (62 bits, once, within 15 minutes)."""
    if not title.strip():
        raise QueryError("大屏", "没有写名称", "请写明放置位置，例如指挥中心东墙")
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    row = WallDevice(title=title.strip()[:60], created_at=now, code=digest_of(code), code_until=now + CODE_HOLDS)
    session.add(row)
    session.flush()
    return row, code


def pair(session: Session, code: str, now: datetime, address: str, agent: str) -> tuple[WallDevice, str]:
    """Binds the browser that entered a code; returns the secret for its cookie.

    Raises:
        QueryError: no such code, used already, or too old.
    """
    row = session.scalar(sa.select(WallDevice).where(WallDevice.code == digest_of(code.strip().upper())))
    if row is None or row.revoked_at is not None or row.code_until < now:
        raise QueryError("大屏配对", "配对码不正确或已失效", "请系统管理员重新生成")
    secret = secrets.token_urlsafe(32)
    row.code, row.digest, row.agent, row.address = "", digest_of(secret), digest_of(agent), address[:60]
    row.paired_at = now
    return row, secret


def revoke(session: Session, number: int, now: datetime) -> WallDevice:
    """Switches a screen off for good.

    Raises:
        QueryError: there is none of that number.
    """
    row = session.get(WallDevice, number)
    if row is None:
        raise QueryError("大屏", f"没有编号 {number} 的设备", "请从列表中选择")
    row.revoked_at = now
    return row
