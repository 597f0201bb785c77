"""A copy of what cannot be made again: the state database, whole at one moment, and the published warehouse."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from cockpit.errors import SettingsError

#: Copies of the state that are kept; a warehouse is kept as long as its name is the published one.
KEPT = 14


def back_up(state_url: str, published: Path | None, folder: Path, now: datetime) -> Path:
    """Copies both into a folder and proves that the copy of the state can be read; returns that copy.

    Raises:
        SettingsError: the state is on a database server, or the copy is not whole.
    """
    url = sa.engine.make_url(state_url)
    if url.get_backend_name() != "sqlite":
        raise SettingsError("backup", "状态库在数据库服务器上", "用数据库自带的备份（如 pg_dump）")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"state-{now:%Y%m%d%H%M%S}.db"
    part = target.with_suffix(".part")
    with closing(sqlite3.connect(url.database or "")) as source, closing(sqlite3.connect(part)) as copy:
        source.backup(copy)
        whole = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    if not whole:
        part.unlink()
        raise SettingsError("backup", "状态库的备份不完整", "检查磁盘后再备份")
    os.chmod(part, 0o600)
    part.replace(target)
    if published is not None:
        _warehouse(published, folder)
    for old in sorted(folder.glob("state-*.db"))[:-KEPT]:
        old.unlink()
    return target


def _warehouse(published: Path, folder: Path) -> None:
    """The published file, which is never written again; earlier ones give way to it."""
    target = folder / published.name
    if not target.is_file():
        part = target.with_suffix(".part")
        shutil.copyfile(published, part)
        part.replace(target)
    for old in folder.glob("g*.duckdb"):
        if old != target:
            old.unlink()
