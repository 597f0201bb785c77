"""`make bench-export`: a million rows to XLSX, CSV and Parquet: seconds, peak memory above idle, ratio to the raw engine.

Seconds of a shared machine are what they are; processor seconds beside them do not depend on who else works.

The rows are those of the installation's record grid_event, repeated until there are a million, in a DuckDB file of the
store's own shape. Each writer runs in a process of its own; memory is its resident peak minus what it held before the
first row. The raw engine writes the same columns of the same select in the same run: DuckDB's own COPY for CSV and
Parquet, rust_xlsxwriter without header, formats or checksum for XLSX.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import sqlalchemy as sa
from rustpy_xlsxwriter import write_worksheet

from cockpit.export.document import BATCH_ROWS, Cover, Document
from cockpit.export.mark import new_mark
from cockpit.export.record_table import RecordSelection, record_document
from cockpit.export.write import write_document
from cockpit.frames import Reader
from cockpit.security.grant import EVERYTHING
from cockpit.security.identity import VISITOR
from cockpit.settings import read_settings
from cockpit.store.embedded import READER, Generation, Snapshot
from cockpit.store.pointer import current_file
from cockpit.store.tables import declare
from metrics.records import load_records

ROWS = 1_000_000
COLUMNS = ("event_id", "title", "event_type_l1", "source", "level", "region_code", "lon", "report_time", "handler_org",
           "deadline", "status", "return_count")  # fmt: skip


class Nothing:
    """A cache that keeps nothing."""

    def get(self, _key: str) -> None:
        """Nothing is kept."""

    def set(self, _key: str, _value: object) -> None:
        """Nothing is kept."""


def prepare(store: Path, target: Path) -> None:
    """Writes the million rows, and the batches that say of when they are."""
    with duckdb.connect(str(target)) as base:
        base.execute(f"ATTACH '{store}' AS origin (READ_ONLY)")
        names = ", ".join(f"e.{name}" for name in COLUMNS[1:])
        base.execute(
            f"CREATE TABLE grid_event AS SELECT e.event_id || '-' || n.i AS event_id, {names} "
            f"FROM origin.grid_event e, range(1000) n(i) WHERE n.i <= {ROWS} // (SELECT count(*) FROM origin.grid_event) "
            f"LIMIT {ROWS}"
        )
        base.execute("CREATE TABLE batch AS SELECT * FROM origin.batch")


def measure(kind: str, base: Path, target: Path, raw: bool) -> dict[str, float]:
    """Seconds, peak megabytes above idle, and rows of one writer."""
    record = load_records()["grid_event"]
    own = {name: column for name, column in record.columns.items() if name in COLUMNS}
    record = record.model_copy(update={"columns": own, "derived": {}})
    engine = sa.create_engine(sa.URL.create("duckdb", database=str(base)), connect_args=READER)
    generation = Generation(Snapshot(1, datetime.now()), engine)
    tables = declare({"grid_event": record})
    reader = Reader(generation, tables, None, Nothing(), "", EVERYTHING)
    idle = _resident()
    peak = _Peak()
    started, worked = time.perf_counter(), time.process_time()
    rows = _raw(kind, base, target) if raw else _ours(kind, reader, record, target)
    return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - worked, "peak_mb": peak.stop() - idle, "rows": rows,
            "file_mb": target.stat().st_size / 1e6}  # fmt: skip


def _ours(kind: str, reader: Reader, record: object, target: Path) -> int:
    document: Document = record_document(reader, RecordSelection(record), new_mark(VISITOR, datetime.now()))
    assert isinstance(document.cover, Cover)
    return write_document(document, kind, target).rows


def _raw(kind: str, base: Path, target: Path) -> int:
    select = f"SELECT {', '.join(COLUMNS)} FROM grid_event ORDER BY event_id"
    with duckdb.connect(str(base), read_only=True, config=READER["config"]) as connection:
        if kind == "xlsx":
            write_worksheet(connection.execute(select).to_arrow_reader(BATCH_ROWS), str(target))
        else:
            connection.execute(f"COPY ({select}) TO '{target}' (FORMAT {kind})")
        return int(connection.execute("SELECT count(*) FROM grid_event").fetchone()[0])


def _resident() -> float:
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


class _Peak:
    """Watches the resident memory of this process."""

    def __init__(self) -> None:
        self._highest, self._going = _resident(), True
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while self._going:
            self._highest = max(self._highest, _resident())
            time.sleep(0.01)

    def stop(self) -> float:
        """The highest value seen."""
        self._going = False
        self._thread.join()
        return self._highest


def main() -> None:
    """Prints a table; each measurement in a process of its own."""
    store = current_file(Path(read_settings().store_url.removeprefix("duckdb:///")))
    assert store is not None, "first: make run"
    with tempfile.TemporaryDirectory(dir=read_settings().var) as folder:
        base = Path(folder) / "million.duckdb"
        prepare(store, base)
        print(
            f"{'':8}{'rows':>10}{'s':>8}{'cpu s':>8}{'peak MB':>9}{'file MB':>9}{'raw s':>8}{'raw cpu':>9}{'raw MB':>8}{'ratio':>7}"
        )
        for kind in ("csv", "parquet", "xlsx"):
            ours, raw = (_apart(kind, base, Path(folder) / f"{name}.{kind}", name) for name in ("ours", "raw"))
            ratio = ours["seconds"] / raw["seconds"]
            print(f"{kind:8}{ours['rows']:>10,.0f}{ours['seconds']:>8.1f}{ours['cpu']:>8.1f}{ours['peak_mb']:>9.0f}{ours['file_mb']:>9.1f}"
                  f"{raw['seconds']:>8.1f}{raw['cpu']:>9.1f}{raw['peak_mb']:>8.0f}{ratio:>7.2f}", flush=True)  # fmt: skip


def _apart(kind: str, base: Path, target: Path, name: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", kind, str(base), str(target), name]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        kind, base, target, name = sys.argv[2:]
        print(json.dumps(measure(kind, Path(base), Path(target), name == "raw")))
    else:
        main()
