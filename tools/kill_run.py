"""make kill-run: an ingest is killed with SIGKILL at random instants; after each kill the warehouse must be whole.

A writer changes rows on the platform; an ingest (a process of its own, forked so that the imports are paid once) is
killed somewhere between its start and a little after its publication (drawing pages, which follows, writes nothing of
the warehouse). Then the published snapshot is read: every version of the changed rows must be of one batch
(torn otherwise), and what was published stays. At the end one ingest runs to its end and every row must be there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import app  # noqa: E402
from cockpit.clock import beijing_now  # noqa: E402
from cockpit.errors import CockpitError, StoreMissing  # noqa: E402
from cockpit.settings import Settings, read_settings  # noqa: E402
from cockpit.store.embedded import EmbeddedStore, open_store  # noqa: E402
from loaders.service.order import Order  # noqa: E402
from metrics.catalog import load_catalog  # noqa: E402
from metrics.records import load_records  # noqa: E402

#: Rows that the writer changes together: a snapshot that shows two versions of them is torn.
ROWS = 400


@dataclass
class Tally:
    """What the kills did."""

    kills: int = 0
    ended: int = 0
    torn: int = 0
    unreadable: int = 0
    lost: int = 0
    stages: dict[str, int] = field(default_factory=dict)


class Platform:
    """An exchange database with one table of tasks' nodes, all rows changed together."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url)
        names = ("task_id", "node_no", "name", "owner_org", "plan_end", "actual_end", "deliverable", "status")
        lineage = ("dsc_biz_record_id", "dsc_biz_operation", "dsc_biz_timestamp")
        self.table = sa.Table(
            "task_node", sa.MetaData(), *[sa.Column(name, sa.String(255)) for name in (*names, *lineage)]
        )
        self.version = 0

    def change(self) -> None:
        """Every row gets the next version, one more row than before."""
        self.version += 1
        moment = f"2026-11-{1 + self.version // 1440:02d} {self.version // 60 % 24:02d}:{self.version % 60:02d}:00"
        rows = [
            {"task_id": f"T{n // 50}", "node_no": str(n % 50 + 1), "name": f"v{self.version}", "owner_org": "ORG-DH",
             "plan_end": "2026-12-01", "status": "open", "dsc_biz_record_id": str(self.version * 10_000 + n),
             "dsc_biz_operation": "U", "dsc_biz_timestamp": moment}
            for n in range(1, ROWS + self.version + 1)
        ]  # fmt: skip
        with self.engine.begin() as connection:
            self.table.drop(connection, checkfirst=True)
            self.table.create(connection)
            connection.execute(sa.insert(self.table), rows)


def seen(store: EmbeddedStore) -> tuple[int, set[str]] | None:
    """Rows and versions that a reader sees; None when nothing was published yet."""
    try:
        generation = store.generation()
    except StoreMissing:
        return None
    table = store.tables.record("task_node")
    frame = generation.read(sa.select(table.c.name))
    return len(frame), set(frame["name"])


def opened(folder: Path) -> tuple[int, set[str]] | str | None:
    """What a reader sees who opens the folder now, or why it sees nothing."""
    records = load_records()
    try:
        return seen(open_store(f"duckdb:///{folder}", records, load_catalog(records=records)))
    except CockpitError as error:
        return str(error)


def look(folder: Path, tally: Tally, best: int) -> int:
    """Judges the snapshot after a kill; returns the newest version seen.

    In a process of its own: the one that forks the ingests must never have threads of DuckDB.
    """
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        found = pool.submit(opened, folder).result()
    if isinstance(found, str):
        tally.unreadable += 1
        return best
    if found is None:
        tally.lost += best > 0
        return best
    count, versions = found
    version = int(min(versions).removeprefix("v"))
    tally.torn += len(versions) != 1 or count != ROWS + version
    tally.lost += version < best
    return max(best, version)


def ingesting(settings: Settings) -> int:
    """Forks an ingest of the one source; gives its process id."""
    process = os.fork()
    if process:
        return process
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        os._exit(app.ingest(settings, order=Order(("task_node",))))
    finally:  # an error must not unwind into the parent's loop, which would wait for threads that a fork has not
        os._exit(3)


def published(folder: Path) -> str:
    """The name of the published file; empty before the first."""
    pointer = folder / "CURRENT"
    return pointer.read_text() if pointer.exists() else ""


def until_published(settings: Settings) -> float:
    """Seconds from the fork of an ingest to its publication; waits for its end."""
    folder = settings.var / "store"
    began, before = time.monotonic(), published(folder)
    process, seconds = ingesting(settings), 0.0
    while not os.waitpid(process, os.WNOHANG)[0]:
        if not seconds and published(folder) != before:
            seconds = time.monotonic() - began
        time.sleep(0.01)
    if not seconds:
        raise SystemExit("the ingest published nothing")
    return seconds


def killed(settings: Settings, seconds: float, tally: Tally) -> None:
    """Starts an ingest and kills it so many seconds later, if it has not ended."""
    process = ingesting(settings)
    time.sleep(seconds)
    if os.waitpid(process, os.WNOHANG)[0]:
        tally.ended += 1
        return
    stage = "building" if list((settings.var / "store").glob("*.building")) else "elsewhere"
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    tally.kills += 1
    tally.stages[stage] = tally.stages.get(stage, 0) + 1


def run(kills: int, seed: int, platform_url: str, progress: Callable[[str], None]) -> Tally:
    """Kills an ingest that often."""
    draw, tally, best = random.Random(seed), Tally(), 0
    var = Path(tempfile.mkdtemp(prefix="kill-run-"))
    platform = Platform(platform_url or f"sqlite:///{var / 'platform.db'}")
    settings = read_settings(
        {"COCKPIT_VAR": str(var), "COCKPIT_PLATFORM_URL": platform.engine.url.render_as_string(False),
         "COCKPIT_SECRET_KEY": secrets.token_urlsafe(48)}
    )  # fmt: skip
    platform.change()
    length = until_published(settings)
    best = look(var / "store", tally, best)
    while tally.kills < kills:
        platform.change()
        platform.engine.dispose()  # a fork must not share its connections
        killed(settings, draw.uniform(0.05, 1.2) * length, tally)
        best = look(var / "store", tally, best)
        progress(
            f"{tally.kills}/{kills} killed, {tally.ended} ended first, newest version {best} of {platform.version}"
        )
    until_published(settings)
    if look(var / "store", tally, best) != platform.version:
        tally.lost += 1
    shutil.rmtree(var)
    return tally


def main() -> int:
    """1 when a snapshot was torn or a row lost."""
    line = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    line.add_argument("--kills", type=int, default=200)
    line.add_argument("--seed", type=int, default=beijing_now().day)
    line.add_argument("--platform", default="", help="SQLAlchemy URL of an empty database; SQLite when empty")
    told = line.parse_args()
    tally = run(told.kills, told.seed, told.platform, lambda words: print(words, flush=True))
    print(json.dumps(tally.__dict__, ensure_ascii=False))
    return 1 if tally.torn or tally.lost or tally.unreadable else 0


if __name__ == "__main__":
    sys.exit(main())
