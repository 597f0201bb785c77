"""The worker of the export queue ends with the process that started it, however that one ended."""

import os
import subprocess
import sys
import time

from cockpit.settings import ROOT

SERVER = """
import os, subprocess, sys, time
worker = subprocess.Popen([sys.executable, "-m", "cockpit", "export", "--parent", str(os.getpid())])
print(worker.pid, flush=True)
time.sleep(600)
"""


def running(pid):
    """Whether a process runs; one that ended and that nobody asked about does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def waited(until, seconds=30):
    end = time.monotonic() + seconds
    while not until() and time.monotonic() < end:
        time.sleep(0.05)
    return until()


def test_a_killed_server_leaves_no_worker_behind(tmp_path):
    environment = os.environ | {"COCKPIT_VAR": str(tmp_path)}
    server = subprocess.Popen([sys.executable, "-c", SERVER], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    worker = int(server.stdout.readline())
    assert waited(lambda: (tmp_path / "exports").is_dir())  # it has begun to look for jobs
    time.sleep(1.5)
    assert running(worker)
    server.kill()
    server.wait()
    assert waited(lambda: not running(worker), 5)
