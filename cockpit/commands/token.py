"""`python -m cockpit token …`: wall screens on the host, where no system officer is at hand."""

from __future__ import annotations

import argparse
import getpass

import sqlalchemy as sa

from cockpit.audit.trail import Actor, Trail
from cockpit.clock import beijing_now
from cockpit.security.devices import add_device, revoke
from cockpit.security.keys import derived, secret_key
from cockpit.security.stored import WallDevice
from cockpit.settings import Settings
from cockpit.state.database import open_state


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `token`."""
    token = commands.add_parser("token", help="大屏设备：新建配对码、作废、列表")
    token.add_argument("act", choices=("add", "revoke", "list"))
    token.add_argument("what", nargs="?", default="", help="放置位置；或要作废的编号")
    token.set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Makes a pairing code, revokes a screen, or lists them."""
    state, now = open_state(settings.state_url), beijing_now()
    if arguments.act == "list":
        with state() as session:
            for row in session.scalars(sa.select(WallDevice).order_by(WallDevice.id)):
                print(
                    row.id,
                    row.title,
                    row.address or "-",
                    "作废" if row.revoked_at else "在用" if row.digest else "待配对",
                )
        return 0
    with state.begin() as session:
        if arguments.act == "add":
            row, code = add_device(session, arguments.what, now)
            print(f"配对码（15 分钟内在大屏浏览器打开 /device 输入，只用一次）：{code}")
        else:
            row = revoke(session, int(arguments.what) if arguments.what.isdecimal() else 0, now)
    host = Actor(f"{getpass.getuser()}（本机）", address="本机")
    Trail(state, derived(secret_key(settings), "audit")).append(
        now, host, "device.change", row.title, act=arguments.act
    )
    return 0
