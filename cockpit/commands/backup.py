"""`python -m cockpit backup`: copies accounts, notes, audit and the published warehouse, and walks the copy's audit chain."""

from __future__ import annotations

import argparse
from pathlib import Path

from cockpit.audit.trail import Trail
from cockpit.clock import beijing_now
from cockpit.security.keys import derived, secret_key
from cockpit.settings import Settings
from cockpit.state.backup import back_up
from cockpit.state.database import open_state
from cockpit.store.pointer import current_file


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `backup`."""
    command = commands.add_parser("backup", help="备份状态库和已发布的数据")
    command.add_argument("--folder", type=Path, help="放到哪里；默认 var/backup")
    command.set_defaults(run=run)


def run(settings: Settings, told: argparse.Namespace) -> int:
    """0 when the copies are there and the audit in the copy verifies."""
    open_state(settings.state_url)
    published = current_file(Path(settings.store_url.removeprefix("duckdb:///")))
    copy = back_up(settings.state_url, published, told.folder or settings.var / "backup", beijing_now())
    entries = Trail(open_state(f"sqlite:///{copy}"), derived(secret_key(settings), "audit")).verify()
    print(f"已备份到 {copy}；其中审计 {entries:,} 条，链条完整")
    return 0
