"""The cockpit's own server in a process of its own, to be killed, stopped and started (tools/longlife.py)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from cockpit.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PORT = 8119
ADDRESS = f"http://127.0.0.1:{PORT}"
SERVER_LOG = Path(tempfile.gettempdir()) / "longlife-server.log"
#: The cockpit's own server without its watch: that one would publish too, and tidy away what we swing to.
SERVE = "import contextlib, sys, app; app.watched = contextlib.nullcontext; sys.exit(app.main([]))"


class Server:
    """The cockpit's own server in its own process."""

    def __init__(self, settings: Settings) -> None:
        self._var = settings.var
        self.start()

    def start(self) -> None:
        """Starts it and returns when it answers."""
        wanted = os.environ | {"COCKPIT_VAR": str(self._var), "COCKPIT_PORT": str(PORT), "SCALE": "0.02"}
        with SERVER_LOG.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", SERVE], cwd=ROOT, env=wanted, stdout=log, stderr=subprocess.STDOUT
            )
        while not answers():
            if self._process.poll() is not None:
                raise SystemExit(f"the server does not start: {SERVER_LOG}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Ends it."""
        self._process.terminate()
        self._process.wait()

    def workers(self) -> list[int]:
        """The process numbers of its web workers, youngest last."""
        own = Path(f"/proc/{self._process.pid}")
        children = [int(pid) for told in own.glob("task/*/children") for pid in told.read_text().split()]
        forked = (own / "cmdline").read_bytes()  # a fork keeps its parent's command; what was started has its own
        return sorted(pid for pid in children if Path(f"/proc/{pid}/cmdline").read_bytes() == forked)

    def kill_a_worker(self) -> None:
        """Kills one worker as the kernel would when memory runs out."""
        os.kill(self.workers()[-1], signal.SIGKILL)


def answers() -> bool:
    """The server is alive."""
    try:
        with urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
