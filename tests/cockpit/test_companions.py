"""Companions of the server."""

import os
import subprocess
import sys

from cockpit.companions import BEHIND, companion, give_way


def test_a_companion_gives_way_to_readers():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        before = os.getpriority(os.PRIO_PROCESS, process.pid)
        give_way(process)
        after = os.getpriority(os.PRIO_PROCESS, process.pid)
    assert (before, after) == (os.getpriority(os.PRIO_PROCESS, 0), BEHIND)


def test_a_companion_is_told_whose_end_is_its_own():
    process = companion("export", "--help")
    assert (process.args[1:4], process.args[-2:]) == (["-m", "cockpit", "export"], ["--parent", str(os.getpid())])
    assert process.wait() == 0
