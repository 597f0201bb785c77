"""Signing in with name and password, and with the code of a second factor: locked by account, throttled by address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import sqlalchemy as sa
from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

from cockpit.clock import BEIJING
from cockpit.security.keys import fernet_key
from cockpit.security.passwords import INITIAL, matches
from cockpit.security.stored import Account, LoginAttempt

WINDOW = timedelta(minutes=15)
#: Failures within the window after which an account is locked, and an address has to wait.
ACCOUNT_FAILURES, ADDRESS_FAILURES = 5, 20
#: One answer for an unknown name, a wrong password, a locked or a disabled account: nobody learns which.
REFUSED = "账号或口令不正确，或账号暂时锁定"


@dataclass(frozen=True)
class Attempt:
    """How an attempt ended: the account that may go on, or why not (for the audit, never for the screen)."""

    account: Account | None
    why: str = ""


def throttled(session: Session, address: str, now: datetime) -> bool:
    """Whether too many attempts from an address failed lately."""
    return _failures(session, now, LoginAttempt.address == address) >= ADDRESS_FAILURES


def locked(session: Session, name: str, now: datetime) -> bool:
    """Whether too many attempts on an account failed since it last succeeded; the lock ends by itself."""
    last = session.scalar(
        sa.select(sa.func.max(LoginAttempt.at)).where(LoginAttempt.account == name, LoginAttempt.ok.is_(True))
    )
    since = LoginAttempt.at > last if last is not None else sa.true()
    return _failures(session, now, sa.and_(LoginAttempt.account == name, since)) >= ACCOUNT_FAILURES


def check_password(session: Session, name: str, password: str, address: str, now: datetime) -> Attempt:
    """Tries a password; the attempt is remembered, except while the account is locked (so that the lock can end)."""
    name = name.strip().lower()[:120]
    account = session.scalar(sa.select(Account).where(Account.name == name, Account.source == "local"))
    right = matches(account.password if account else "", password)  # always, so that it always takes as long
    if locked(session, name, now):
        return Attempt(None, "锁定中")
    why = _why_not(account, right, now)
    session.add(LoginAttempt(at=now, account=name, address=address, ok=not why))
    session.flush()
    return Attempt(None if why else account, why)


def check_code(session: Session, account: Account, code: str, key: bytes, address: str, now: datetime) -> bool:
    """Tries a code of the second factor; counts like a password, and no code works twice."""
    if locked(session, account.name, now) or not account.factor:
        return False
    moment = now.replace(tzinfo=BEIJING)
    totp = pyotp.TOTP(Fernet(fernet_key(key, "factor")).decrypt(account.factor).decode())
    steps = [totp.timecode(moment) + offset for offset in (-1, 0, 1)]
    step = next((s for s in steps if pyotp.utils.strings_equal(totp.generate_otp(s), code.strip())), None)
    right = step is not None and step > account.factor_step
    if step is not None and right:
        account.factor_step = step
    session.add(LoginAttempt(at=now, account=account.name, address=address, ok=right))
    session.flush()
    return right


def sealed_factor(secret: str, key: bytes) -> str:
    """A TOTP secret as it is kept."""
    return Fernet(fernet_key(key, "factor")).encrypt(secret.encode()).decode()


def _why_not(account: Account | None, right: bool, now: datetime) -> str:
    if account is None:
        return "没有这个账号"
    if not right:
        return "口令不对"
    if account.disabled_at is not None:
        return "账号已停用"
    if account.password_initial and account.password_at is not None and now - account.password_at > INITIAL:
        return "初始口令已过期"
    return ""


def _failures(session: Session, now: datetime, which: sa.ColumnElement[bool]) -> int:
    return int(
        session.scalar(
            sa.select(sa.func.count()).select_from(LoginAttempt)
            .where(LoginAttempt.ok.is_(False), LoginAttempt.at > now - WINDOW, which)
        ) or 0
    )  # fmt: skip
