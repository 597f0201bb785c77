"""`python -m cockpit audit verify|purge|export`: the trail on the host."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from cockpit.audit.trail import RETENTION, Actor, Trail
from cockpit.clock import beijing_now
from cockpit.security.keys import derived, secret_key
from cockpit.settings import Settings
from cockpit.state.database import open_state


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `audit`."""
    audit = commands.add_parser("audit", help="审计：校验链条、清理过期、导出证据")
    audit.add_argument("act", choices=("verify", "purge", "export"))
    audit.add_argument("file", nargs="?", default="", help="导出到哪个文件")
    audit.set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """0 when it holds; a broken chain is refused with the place where it breaks."""
    trail = Trail(open_state(settings.state_url), derived(secret_key(settings), "audit"))
    host, now = Actor(f"{getpass.getuser()}（本机）", address="本机"), beijing_now()
    if arguments.act == "verify":
        print(f"审计链完整，共 {trail.verify():,} 条")
    elif arguments.act == "purge":
        print(f"清理 {trail.purge(now, host):,} 条（早于 {RETENTION.days} 天）")
    else:
        file = Path(arguments.file or f"audit-{now:%Y%m%d%H%M%S}.jsonl")
        trail.append(now, host, "audit.export", file.name)
        with file.open("w", encoding="utf-8") as out:
            out.writelines(trail.evidence())
        print(f"已导出到 {file}")
    return 0
