"""`python -m cockpit key`: adds, lists and ends keys of the interface; a new key is shown once."""

from __future__ import annotations

import argparse
import getpass
from datetime import timedelta

from cockpit.api.key import SCOPES, add_key, end_key, keys
from cockpit.audit.trail import Actor, Trail
from cockpit.clock import beijing_now
from cockpit.errors import SettingsError
from cockpit.security.identity import Identity
from cockpit.security.keys import derived, secret_key
from cockpit.security.policy import installed_policy
from cockpit.settings import Settings
from cockpit.state.database import Sessions, open_state


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `key`."""
    command = commands.add_parser("key", help="接口密钥：新增、列出、停用")
    command.add_argument("act", choices=("add", "list", "end"))
    command.add_argument("name", nargs="?", default="", help="密钥名称，例如 市大数据局")
    command.add_argument("--role", default="clerk", help="按哪个角色看数")
    command.add_argument("--department", default="", help="按哪个部门看数")
    command.add_argument("--region", default="", help="按哪个区域看数")
    command.add_argument("--scope", default=",".join(SCOPES), help="可用范围，逗号分开：" + "、".join(SCOPES))
    command.add_argument("--rate", type=int, default=120, help="每分钟最多次数")
    command.add_argument("--days", type=int, default=365, help="多少天后失效")
    command.set_defaults(run=run)


def run(settings: Settings, told: argparse.Namespace) -> int:
    """0; a key that cannot be made is refused with its reason."""
    state = open_state(settings.state_url)
    if told.act == "list":
        for key in keys(state):
            print(f"{key.name}\t{key.scope}\t每分钟 {key.rate} 次\t{key.ends_at:%Y-%m-%d} 失效")
    elif not told.name:
        raise SettingsError("key", "没有给名称", f"例如 python -m cockpit key {told.act} 市大数据局")
    elif told.act == "end":
        ended = end_key(state, told.name)
        _note(settings, state, told, "ok" if ended else "refused")
        print("已停用" if ended else "没有这把密钥")
    else:
        secret = _added(state, told)
        _note(settings, state, told, "ok")
        print(secret)
    return 0


def _note(settings: Settings, state: Sessions, told: argparse.Namespace, result: str) -> None:
    host = Actor(f"{getpass.getuser()}（本机）", address="本机")
    facts = {"role": told.role, "scope": told.scope, "rate": told.rate} if told.act == "add" else {}
    own = Trail(state, derived(secret_key(settings), "audit"))
    own.append(beijing_now(), host, "key.change", told.name, result, act=told.act, **facts)


def _added(state: Sessions, told: argparse.Namespace) -> str:
    scope = [word for word in told.scope.split(",") if word]
    unknown = [word for word in scope if word not in SCOPES]
    role = installed_policy().role(told.role)
    if unknown or role is None or "api" not in role.rights or told.rate < 1:
        raise SettingsError(
            "key add", f"范围、角色或次数不可用：{told.scope} {told.role} {told.rate}", "角色须有接口权限，见 --help"
        )
    now = beijing_now()
    identity = Identity(told.name, told.name, told.role, told.department, told.region, kind="key")
    secret = add_key(state, told.name, identity, scope, told.rate, now, now + timedelta(days=told.days))
    return f"{secret}\n只显示这一次，请立即交给使用方保存。"
