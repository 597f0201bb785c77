"""One ingest at a time, by a lock of the operating system that a crash releases by itself."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cockpit.errors import StoreBusy


@contextmanager
def exclusive(folder: Path, now: datetime) -> Iterator[None]:
    """Holds the folder's ingest lock.

    Raises:
        StoreBusy: another process is publishing; names it and since when.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "ingest.lock").open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            raise StoreBusy(str(folder), f"另一个入库正在进行（{handle.read().strip()}）", "等它结束后再试") from error
        handle.seek(0)
        handle.truncate()
        handle.write(f"进程 {os.getpid()}，始于 {now:%Y-%m-%d %H:%M:%S}")
        handle.flush()
        yield
