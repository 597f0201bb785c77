"""The server as an operator starts and stops it."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

from tests.services.process import free_port

ROOT = Path(__file__).resolve().parents[1]


def loading(server):
    """The server's workers, which are copies of it; its companions run another program."""
    told = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [pid for pid in told if b"app.py" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_a_server_that_is_stopped_while_its_workers_still_load_ends(tmp_path):
    """A worker that loads does not hear the signal: nobody waits for it for ever."""
    own = {
        "COCKPIT_VAR": str(tmp_path), "COCKPIT_SOURCES": str(ROOT / "loaders" / "demo"), "COCKPIT_PORT": str(free_port()),
        "COCKPIT_SECRET_KEY": secrets.token_urlsafe(48), "COCKPIT_DEMO": "1",
    }  # fmt: skip
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=os.environ | own)
    limit = time.monotonic() + 120
    while not loading(server) and time.monotonic() < limit:
        assert server.poll() is None
        time.sleep(0.01)
    workers = loading(server)
    server.terminate()
    try:
        assert workers
        server.wait(60)
    finally:
        for worker in workers:
            if Path(f"/proc/{worker}").exists():
                os.kill(int(worker), 9)
        server.kill()
