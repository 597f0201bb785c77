"""Server processes of tests: free ports, unprivileged users, waiting until they answer, ending with the test."""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Service:
    """Runs a command while the block runs; what it said is kept for when it does not start."""

    def __init__(self, command: list[Any], **options: Any) -> None:
        self._command, self._options = [str(part) for part in command], options

    def __enter__(self) -> Service:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._options
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unprivileged(*names: str) -> str | None:
    """The first of the users that exists, when we are root (servers refuse to run as root); else None."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in (*names, "nobody") if name in known)


def until_it_answers(ask: Callable[[], object], seconds: float = 60) -> None:
    """Asks again until no error comes back.

    Raises:
        the last error, after the time is over.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            ask()
            return
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def command(*names: str) -> Path:
    """The first of the programs that is installed."""
    folders = [Path(folder) for folder in ("/usr/sbin", "/usr/bin", "/usr/local/bin", "/bin")]
    return next(folder / name for name in names for folder in folders if (folder / name).exists())
