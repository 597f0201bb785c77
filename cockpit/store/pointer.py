"""Which warehouse file readers open: a pointer replaced atomically, so that nobody ever sees half a batch.

A published file is never written again and its name is never used twice; the last few stay for going back.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

#: Published files that stay, the current one included.
KEPT = 3
_NAME = re.compile(r"g(\d{6,})\.duckdb")


def current_file(folder: Path) -> Path | None:
    """The published file, or None when nothing was published."""
    try:
        name = (folder / "CURRENT").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return folder / name


def published_files(folder: Path) -> list[Path]:
    """The published file and the earlier ones still kept, oldest first."""
    current = current_file(folder)
    files = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    return [path for path in files if current is not None and path.name <= current.name]


def next_file(folder: Path) -> Path:
    """A name no published file ever had (files and the pointer are both looked at)."""
    numbers = [int(match[1]) for path in folder.iterdir() if (match := _NAME.match(path.name))]
    current = current_file(folder)
    if current is not None and (match := _NAME.fullmatch(current.name)):
        numbers.append(int(match[1]))
    return folder / f"g{max(numbers, default=0) + 1:06d}.duckdb"


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
    current = current_file(folder)
    published = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    unpublished = [path for path in published if current is None or path.name > current.name]
    keep = [path for path in published if path not in unpublished][-KEPT:]
    for path in folder.iterdir():
        stale = path in unpublished or (path in published and path not in keep)
        if stale or path.name.endswith((".building", ".building.wal", ".new")):
            path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
