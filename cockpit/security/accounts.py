"""What can be done with accounts; every change ends the sessions it must end."""

from __future__ import annotations

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cockpit.errors import QueryError
from cockpit.security.access import Profile
from cockpit.security.passwords import RULES, fault, hashed, initial, matches
from cockpit.security.policy import Policy
from cockpit.security.stored import Account, LoginAttempt, UsedPassword, WebSession
from metrics.region import region

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,40}")

#: Names by which the audit tells visitors, programs, screens, accounts of the provider and checks: nobody else has them.
_RESERVED, _RESERVED_STEMS = frozenset({"visitor", "machine", "sight", "selfcheck-trial"}), ("wall-", "sso-")


def add_account(session: Session, name: str, title: str, now: datetime, role: str = "") -> tuple[Account, str]:
    """A new local account and its first password, which is shown once.

    Raises:
        QueryError: the name is taken or no name.
    """
    if name in _RESERVED or name.startswith(_RESERVED_STEMS):
        raise QueryError("账号", f"{name} 是系统保留的名字", "换一个名字")
    if not _NAME.fullmatch(name) or not title.strip():
        raise QueryError("账号", "账号名须为小写字母开头的字母、数字、点、横线；姓名不能为空", "改正后再建")
    if session.scalar(sa.select(Account.id).where(Account.name == name)) is not None:
        raise QueryError("账号", f"账号 {name} 已存在", "换一个名字")
    password = initial()
    account = Account(
        name=name, title=title.strip()[:60], role=role, created_at=now, password=hashed(password), password_at=now,
        password_initial=True,
    )  # fmt: skip
    session.add(account)
    session.flush()
    return account, password


def account_of(session: Session, name: str) -> Account:
    """The account of a name.

    Raises:
        QueryError: there is none.
    """
    account = session.scalar(sa.select(Account).where(Account.name == name))
    if account is None:
        raise QueryError("账号", f"没有账号 {name[:40]!r}", "请从列表中选择")
    return account


def assign(
    session: Session, account: Account, policy: Policy, role: str, department: str, place: str, now: datetime
) -> None:
    """Gives an account its role, department and region; whoever is signed in signs in anew.

    Raises:
        QueryError: the policy has no such role, or there is no such region.
    """
    if role and policy.role(role) is None or role == "wall":
        raise QueryError("角色", f"没有角色 {role[:40]!r}", "请从列表中选择")
    if place:
        region(place)
    account.role, account.department, account.region = role, department.strip()[:60], place
    end_sessions(session, account, "角色变更", now)


def disable(session: Session, account: Account, now: datetime) -> None:
    """Switches an account off; its sessions end with it."""
    account.disabled_at = now
    end_sessions(session, account, "账号停用", now)


def enable(account: Account) -> None:
    """Switches an account on again."""
    account.disabled_at = None


def unlock(session: Session, account: Account) -> None:
    """Forgets the failed attempts of an account."""
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.account == account.name, LoginAttempt.ok.is_(False)))


def reset_password(session: Session, account: Account, now: datetime) -> str:
    """A new first password, shown once; the second factor is asked for anew too.

    Raises:
        QueryError: the account signs in elsewhere and has no password here.
    """
    if account.source != "local":
        raise QueryError("口令", "单点登录账号没有本地口令", "到统一身份平台修改")
    password = initial()
    account.password, account.password_at, account.password_initial = hashed(password), now, True
    account.factor, account.factor_step = "", 0
    end_sessions(session, account, "口令重置", now)
    return password


def change_password(session: Session, account: Account, password: str, profile: Profile, now: datetime) -> None:
    """Sets a password of one's own.

    Raises:
        QueryError: the profile does not accept it, or it was used before.
    """
    rules = RULES[profile]
    wrong = fault(password, account.name, profile)
    used = session.scalars(
        sa.select(UsedPassword.password).where(UsedPassword.account_id == account.id)
        .order_by(UsedPassword.id.desc()).limit(max(rules.remembered - 1, 0))
    ).all()  # fmt: skip
    if not wrong and rules.remembered and any(matches(old, password) for old in (account.password, *used)):
        wrong = f"不能与最近 {rules.remembered} 次的口令相同"
    if not wrong and matches(account.password, password):
        wrong = "不能与当前口令相同"
    if wrong:
        raise QueryError("口令", wrong, "换一个口令")
    session.add(UsedPassword(account_id=account.id, password=account.password, at=now))
    account.password, account.password_at, account.password_initial = hashed(password), now, False


def end_sessions(session: Session, account: Account, why: str, now: datetime, but: str = "") -> int:
    """Ends every session of an account (but one); returns how many."""
    ended = session.execute(
        sa.update(WebSession)
        .where(WebSession.account_id == account.id, WebSession.ended_at.is_(None), WebSession.digest != but)
        .values(ended_at=now, ended_why=why)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
