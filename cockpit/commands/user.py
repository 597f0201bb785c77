"""`python -m cockpit user …`: accounts on the host; the first one can be made nowhere else."""

from __future__ import annotations

import argparse
import getpass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cockpit.audit.trail import Actor, Trail
from cockpit.clock import beijing_now
from cockpit.security.accounts import account_of, add_account, assign, disable, enable, reset_password, unlock
from cockpit.security.keys import derived, secret_key
from cockpit.security.policy import installed_policy
from cockpit.security.stored import Account
from cockpit.settings import Settings
from cockpit.state.database import open_state

_ACTS = ("add", "disable", "enable", "unlock", "reset", "list")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `user`."""
    user = commands.add_parser("user", help="账号：新建、停用、解锁、重置、列表")
    user.add_argument("act", choices=_ACTS)
    user.add_argument("name", nargs="?", default="")
    user.add_argument("--title", default="", help="姓名")
    user.add_argument("--role", default="", help="角色，见 cockpit/security/policy.yaml")
    user.add_argument("--department", default="", help="部门")
    user.add_argument("--region", default="", help="区域代码")
    user.set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Does one thing to one account and audits it; a first password is printed once."""
    state, now = open_state(settings.state_url), beijing_now()
    if arguments.act == "list":
        with state() as session:
            for account in session.scalars(sa.select(Account).order_by(Account.name)):
                print(account.name, account.title, account.role or "-", "停用" if account.disabled_at else "正常")
        return 0
    trail = Trail(state, derived(secret_key(settings), "audit"))
    password = ""
    with state.begin() as session:
        if arguments.act == "add":
            account, password = add_account(session, arguments.name, arguments.title or arguments.name, now)
            policy = installed_policy()
            assign(session, account, policy, arguments.role, arguments.department, arguments.region, now)
        else:
            password = _change(session, arguments.act, arguments.name, now)
    event = {"add": "account.add", "reset": "password.change"}.get(arguments.act, "account.change")
    host = Actor(f"{getpass.getuser()}（本机）", address="本机")
    trail.append(now, host, event, arguments.name, act=arguments.act, role=arguments.role)
    if password:
        print(f"初始口令（只显示这一次，72 小时内首次登录须更换）：{password}")
    return 0


def _change(session: Session, act: str, name: str, now: datetime) -> str:
    """Does it; a new first password, or ""."""
    account = account_of(session, name)
    if act == "reset":
        return reset_password(session, account, now)
    if act == "disable":
        disable(session, account, now)
    elif act == "enable":
        enable(account)
    else:
        unlock(session, account)
    return ""
