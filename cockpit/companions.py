"""What runs beside the server: processes that end with it, and that take the time which readers leave."""

from __future__ import annotations

import os
import subprocess
import sys

from cockpit.settings import ROOT

#: How far companions stand behind the readers (nice).
BEHIND = 10


def companion(*command: str) -> subprocess.Popen[bytes]:
    """Starts `python -m cockpit COMMAND`, which ends when this process has ended."""
    process = subprocess.Popen([sys.executable, "-m", "cockpit", *command, "--parent", str(os.getpid())], cwd=ROOT)
    give_way(process)
    return process


def give_way(process: subprocess.Popen[bytes]) -> None:
    """Lets readers go first: two cores are few when all start at once."""
    os.setpriority(os.PRIO_PROCESS, process.pid, BEHIND)
