"""From a real PostgreSQL into a published snapshot: millions of grid events whole, then a thousand changed rows.

`make bench-ingest` (EVENTS=10 is ten times the demonstration, 2 million events); wall time to the snapshot and of the
whole command, CPU of it and its children, and peaks of memory: the ingest's own until readers have the snapshot, its own
with the drawing of pages that follows, and with its children.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from loaders.demo import grids
from loaders.demo.calendar import Workdays
from loaders.demo.events import World, event_rows
from loaders.demo.places import read_places
from loaders.demo.platform import Platform
from tests.services.postgresql import running

ROOT = Path(__file__).resolve().parents[1]
NOW = np.datetime64("2026-11-23T08:30:00", "s")
CHANGED = """
UPDATE grid_event SET dsc_biz_timestamp = '2026-11-23 08:40:00', dsc_biz_operation = 'U', rework_count = '1'
WHERE ctid IN (SELECT ctid FROM grid_event ORDER BY dsc_biz_timestamp DESC LIMIT 1000)
"""


def main() -> None:
    """Fills PostgreSQL, ingests, changes a thousand rows, ingests again."""
    folder = Path(tempfile.mkdtemp(prefix="bench-ingest-"))
    with running() as url:
        engine = sa.create_engine(url)
        places = read_places()
        world = World(grids.grids(places), places, Workdays(), NOW, float(os.environ.get("EVENTS", "10")))
        Platform(engine, NOW, print).fill("grid_event", "基层治理事件", event_rows(world))
        environment = os.environ | {
            "COCKPIT_PLATFORM_URL": url, "COCKPIT_VAR": str(folder / "var"), "COCKPIT_DEMO": "1",
        }  # fmt: skip
        (folder / "var").mkdir()
        measured("all", environment)
        with engine.begin() as connection:
            connection.execute(sa.text(CHANGED))
        measured("1,000 changed", environment)
    shutil.rmtree(folder, ignore_errors=True)


def measured(name: str, environment: dict[str, str]) -> None:
    """Runs one ingest; the line that says published tells when readers have it, drawing pages comes after."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, published = time.perf_counter(), 0.0
    own, drawn, family = 0.0, 0.0, 0.0
    process = subprocess.Popen(
        [sys.executable, "-m", "cockpit", "ingest", "--source", "grid_event"], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip

    def listen() -> None:
        nonlocal published
        assert process.stdout is not None
        for line in process.stdout:
            print(f"{time.perf_counter() - began:7.1f} {line.rstrip()}", flush=True)
            if line.startswith("快照") and not published:
                published = time.perf_counter() - began

    threading.Thread(target=listen, daemon=True).start()
    while process.poll() is None:
        alone, together = resident(process.pid)
        drawn, family = max(drawn, alone), max(family, together)
        own = own if published else drawn
        time.sleep(0.2)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name}: published {published:.1f} s, whole command {time.perf_counter() - began:.1f} s, CPU {cpu:.1f} s, "
          f"peak {own:.0f} MB to the snapshot, {drawn:.0f} MB with drawing, {family:.0f} MB with children, "
          f"load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip


def resident(pid: int) -> tuple[float, float]:
    """MB of a process alone, and with its children."""
    told = subprocess.run(["ps", "-o", "pid=,ppid=,rss=", "-e"], capture_output=True, text=True).stdout
    rows = [tuple(map(int, line.split())) for line in told.splitlines() if line.strip()]
    family = {pid}
    while more := {p for p, parent, _ in rows if parent in family} - family:
        family |= more
    sizes = {p: size / 1000 for p, _, size in rows if p in family}
    return sizes.get(pid, 0.0), sum(sizes.values())


if __name__ == "__main__":
    main()
