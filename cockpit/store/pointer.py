"""Which warehouse file readers open: a pointer replaced atomically, so that nobody ever sees half a batch.

A published file is never written again and its name is never used twice; the last few stay for going back.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from pathlib import Path

#: Published files that stay, the current one included.
KEPT = 3
_NAME = re.compile(r"g(\d{6,})(?:-[0-9a-f]+)?\.duckdb")
#: What a crash leaves: the copy being built, its journal, its folder of spilled rows, a pointer not yet in place.
_LEFT_BEHIND = re.compile(r"g\d{6,}.*\.building.*|CURRENT\.new")


def current_file(folder: Path) -> Path | None:
    """The file that the pointer names, or None when nothing was published."""
    try:
        name = (folder / "CURRENT").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return folder / name


def published_files(folder: Path) -> list[Path]:
    """The published file and the earlier ones still kept, oldest first."""
    current = current_file(folder)
    return [path for path in _files(folder) if current is not None and _published(path, current)]


def newest_file(folder: Path) -> Path | None:
    """The published file; if it was lost, the newest earlier one that is still there."""
    return next(reversed(published_files(folder)), None)


def next_file(folder: Path) -> Path:
    """A name no published file ever had: the number orders, the tail tells apart what goes back or starts anew.

    A worker that knows a name never looks into the file again, so a name stands for one content for ever.
    """
    current = current_file(folder)
    highest = max([_number(path) for path in [*_files(folder), *([current] if current else [])]], default=0)
    return folder / f"g{highest + 1:06d}-{secrets.token_hex(4)}.duckdb"


def swing(folder: Path, finished: Path, name: Path) -> None:
    """Makes a finished file the published one; survives a crash between any two steps."""
    _sync(finished)
    os.replace(finished, name)
    pointer = folder / "CURRENT.new"
    pointer.write_text(name.name + "\n", encoding="ascii")
    _sync(pointer)
    os.replace(pointer, folder / "CURRENT")
    _sync(folder)


def tidy(folder: Path) -> None:
    """Removes what a crash left behind and all but the last KEPT published files."""
    keep = published_files(folder)[-KEPT:]
    for path in folder.iterdir():
        if _LEFT_BEHIND.fullmatch(path.name) or (_NAME.fullmatch(path.name) and path not in keep):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    """Every warehouse file in the order of its number (as text, g1000000 would stand before g999999)."""
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), key=_number)


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else 0


def _published(path: Path, current: Path) -> bool:
    """Whether a file was published before the one the pointer names, or is it; an unreadable pointer denies nothing."""
    return path.name == current.name or _number(path) < _number(current) or not _NAME.fullmatch(current.name)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
