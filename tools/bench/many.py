"""Every page with nothing cached over 20 million grid events: `python -m tools.bench.many [--events N]`.

The published file is copied beside itself and each event stands in it a hundred times under numbers of its own, month
after month as a platform delivers them; what the cockpit measured stays, since no page measures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

import duckdb

from cockpit.settings import read_settings
from cockpit.store.pointer import current_file
from tools.bench.__main__ import PAGES, line
from tools.bench.serving import ROOT, ask, cpu_seconds, serving

#: Pages that read events themselves, beside those of the speed table.
MORE = (
    "/region/330902", "/region/330902050", "/warnings", "/indicator/grid.events", "/indicator/grid.ontime_rate",
    "/indicator/grid.avg_hours", "/wall/society", "/emergency", "/data/quality",
)  # fmt: skip
LIMIT = "≤ 1500 ms"


def main() -> None:
    """Makes the file, then asks each page of a server that has drawn nothing; prints one line each."""
    words = argparse.ArgumentParser(description="Cold pages over many events")
    words.add_argument("--events", type=int, default=20_000_000)
    told = words.parse_args()
    published = current_file(Path(read_settings().store_url.removeprefix("duckdb:///")))
    assert published is not None, "make var/ready first"
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        began = time.perf_counter()
        count = multiplied(published, Path(folder), told.events)
        line(f"{count:,} events", f"made in {time.perf_counter() - began:.0f} s", "")
        # With sources named, no watch runs beside the server: it would publish into the file that is measured.
        own = {"COCKPIT_STORE_URL": f"duckdb:///{folder}", "COCKPIT_SOURCES": str(ROOT / "loaders"), "COCKPIT_DEMO": "1"}
        os.environ.update(own)
        for path in (*PAGES, *MORE):
            with serving(cold=True) as server:
                before = cpu_seconds(server)
                waited = ask(path)[0]
                used = cpu_seconds(server) - before
            line(f"nothing cached, {path}", f"{waited * 1000:.0f} ms, CPU {used * 1000:.0f} ms", LIMIT)


def multiplied(published: Path, folder: Path, wanted: int) -> int:
    """A store in `folder` like the published one, with about as many grid events as wanted; returns how many."""
    file = folder / published.name
    shutil.copy(published, file)
    with duckdb.connect(str(file), config={"memory_limit": "4GB", "threads": 2}) as store:
        times = max(wanted // _count(store) - 1, 0)
        months = store.execute(
            "SELECT DISTINCT date_trunc('month', report_time) FROM grid_event__rows ORDER BY 1"
        ).fetchall()
        store.execute("CREATE TEMP TABLE once AS SELECT * FROM grid_event__rows")
        for (month,) in months:
            store.execute(
                "INSERT INTO grid_event__rows SELECT event_id || '-' || copy, once.* EXCLUDE (event_id) FROM once, range($times) t(copy) "
                "WHERE date_trunc('month', report_time) = $month", {"times": times, "month": month})  # fmt: skip
        store.execute("CREATE TEMP TABLE nodes AS SELECT * FROM grid_event_node__rows")
        store.execute("INSERT INTO grid_event_node__rows SELECT event_id || '-' || copy, nodes.* EXCLUDE (event_id) "
                      "FROM nodes, range($times) t(copy)", {"times": times})  # fmt: skip
        count = _count(store)
    (folder / "CURRENT").write_text(published.name)
    return count


def _count(store: duckdb.DuckDBPyConnection) -> int:
    found = store.execute("SELECT count(*) FROM grid_event__rows").fetchone()
    assert found is not None
    return int(found[0])


if __name__ == "__main__":
    main()
