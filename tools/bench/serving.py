"""A real server of the installation under `var`, on a port of its own, for as long as a measurement lasts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORT = 8099
ADDRESS = f"http://127.0.0.1:{PORT}"
DOMAINS = ("/economy", "/society", "/port", "/gov")
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(cold: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """The server's process; cold: over an empty cache."""
    with tempfile.TemporaryDirectory() as empty:
        own = {"COCKPIT_PORT": str(PORT)} | ({"COCKPIT_CACHE_URL": f"file://{empty}"} if cold else {})
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=os.environ | own, **quiet)
        try:
            _until_it_answers()
            yield server
        finally:
            server.terminate()
            server.wait()


def _until_it_answers() -> None:
    while True:
        try:
            urllib.request.urlopen(f"{ADDRESS}/healthz").close()
            return
        except OSError:
            time.sleep(0.02)


def page_body(path: str, search: str = "") -> bytes:
    """What the browser posts for a page."""
    outputs = [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}]
    told = [("pathname", path), ("search", search)]
    return json.dumps(
        {
            "output": ".._pages_content.children..._pages_store.data..", "outputs": outputs, "state": [],
            "inputs": [{"id": "_pages_location", "property": name, "value": value} for name, value in told],
            "changedPropIds": ["_pages_location.pathname"],
        }
    ).encode()  # fmt: skip


def ask(path: str, search: str = "") -> tuple[float, bytes]:
    """Seconds until the data of a page are here, and they, as they came over the wire."""
    headers = {"Content-Type": "application/json", "Accept-Encoding": "br", "Origin": ADDRESS}
    request = urllib.request.Request(f"{ADDRESS}/_dash-update-component", page_body(path, search), headers)
    began = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        content = answer.read()
    return time.perf_counter() - began, content


def cpu_seconds(server: subprocess.Popen[bytes]) -> float:
    """CPU used so far by the server and its workers."""
    family = [server.pid, *_children(server.pid)]
    return sum(_ticks(pid) for pid in family) / CLOCK_TICKS


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in told]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])
