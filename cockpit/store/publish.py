"""Publishing: deliveries into a copy of the warehouse, each whole or not at all, then the pointer swings."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import sqlalchemy as sa

from cockpit.delivery import OBSERVATION, Chunk, Delivery
from cockpit.errors import BatchBlocked, CockpitError, StoreFull
from cockpit.quality.gate import check, describe, write
from cockpit.quality.inspection import Inspection, refuse_blocked
from cockpit.store.current import refresh
from cockpit.store.derived import derive
from cockpit.store.frame_insert import insert_frame
from cockpit.store.history import keep_replaced, remember_before
from cockpit.store.meaning import meaning
from cockpit.store.measuring import remeasure
from cockpit.store.merge import STAGED, append_new, merge_latest, stage
from cockpit.store.tables import Tables, add_missing_columns, view_statement
from cockpit.store.touched import Touched
from metrics.catalog import Catalog
from metrics.observation import KEY
from metrics.records import Record

#: An observation's business key: a vintage is never overwritten by another vintage.
OBSERVATION_KEY = (*KEY, "vintage")
#: Room that must be left after copying, in bytes.
RESERVE = 64 * 1024 * 1024


@dataclass(frozen=True)
class BatchReport:
    """What became of one delivery; status ok, unchanged or failed."""

    batch_id: int
    source: str
    status: str
    rows_read: int
    rows_accepted: int
    rows_rejected: int
    rows_changed: int
    message: str


def prepare(current: Path | None, building: Path) -> None:
    """A private copy of the published warehouse, or nothing for the first time.

    Raises:
        StoreFull: the disk has no room for the copy.
    """
    free = shutil.disk_usage(building.parent).free
    needed = (current.stat().st_size if current else 0) + RESERVE
    if free < needed:
        raise no_room(building.parent, f"还剩 {free / 1e6:.0f} MB，需要 {needed / 1e6:.0f} MB")
    if current is not None:
        shutil.copyfile(current, building)


def no_room(folder: Path, words: str) -> StoreFull:
    """The error of a full disk."""
    return StoreFull(str(folder), f"磁盘已满：{words}", "清理磁盘后重新入库；屏上仍是上一个快照")


def disk_full(error: Exception) -> bool:
    """Whether the system or DuckDB says that there is no room (DuckDB says it in several classes of error)."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return "No space left" in str(error) or "Could not write" in str(error)


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turns what is said about a full disk into StoreFull."""
    try:
        yield
    except (OSError, duckdb.Error, sa.exc.DBAPIError) as error:
        if disk_full(error):
            raise no_room(folder, str(error).splitlines()[0]) from error
        raise


class Publisher:
    """Applies deliveries to one building file.

    Args:
        engine: the building file, read-write. now: time of publication.
    """

    def __init__(
        self, engine: sa.Engine, tables: Tables, records: Mapping[str, Record], catalog: Catalog, now: datetime
    ) -> None:
        self.engine, self.tables, self.records = engine, tables, records
        self.catalog, self.now, self._touched = catalog, now, Touched()
        with engine.begin() as connection:
            tables.metadata.create_all(connection, checkfirst=True)
            add_missing_columns(connection, tables.metadata)
            for name, record in records.items():
                statement = view_statement(record, tables.rows[name])
                text = statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
                connection.execute(sa.text(f'CREATE OR REPLACE VIEW "{name}" AS {text}'))
            self._batch = self._highest(connection, tables.batch.c.batch_id)
            self.snapshot_id = self._highest(connection, tables.snapshot.c.snapshot_id) + 1
            newest = sa.select(tables.snapshot.c.meaning).order_by(tables.snapshot.c.snapshot_id.desc()).limit(1)
            self._measured_by = connection.execute(newest).scalar()
        self.meaning = meaning(catalog, records)

    @property
    def upgraded(self) -> bool:
        """Whether what stands in the file was measured by other formulas than the catalog's."""
        return self.snapshot_id > 1 and self._measured_by != self.meaning

    @staticmethod
    def _highest(connection: sa.Connection, column: sa.Column) -> int:
        return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(column), 0))).scalar_one())

    def apply(self, delivery: Delivery, started: datetime) -> BatchReport:
        """One delivery in one transaction; a refused one leaves only its failed batch row."""
        self._batch += 1
        try:
            with self.engine.begin() as connection:
                report = self._load(connection, delivery, started)
        except CockpitError as error:
            blocked = isinstance(error, BatchBlocked)
            report = BatchReport(
                self._batch, delivery.source, "blocked" if blocked else "failed", 0, 0, 0, 0, str(error)
            )
            with self.engine.begin() as connection:
                if isinstance(error, BatchBlocked) and isinstance(error.inspection, Inspection):
                    write(connection, delivery, self._batch, error.inspection)
                describe(connection, self.tables, delivery)
                connection.execute(sa.insert(self.tables.batch).values(self._row(delivery, report, started, None)))
        return report

    def _load(self, connection: sa.Connection, delivery: Delivery, started: datetime) -> BatchReport:
        target = self._target(delivery)
        stage(connection, target)
        read, accepted, rejected = 0, 0, 0
        for chunk in delivery.chunks:
            accepted += len(chunk.rows)
            rejected += len(chunk.rejects)
            read += len(chunk.rows) + chunk.rejects["row"].nunique()
            self._stage(connection, target, chunk)
        inspection = check(
            connection, self.tables, self.records, self.catalog, delivery, self.now, read, read - accepted
        )
        refuse_blocked(inspection, delivery.title)
        changed = self._put(connection, delivery.target, target)
        if rejected and self._refused_before(connection, delivery.source):
            connection.execute(sa.delete(self.tables.reject).where(self.tables.reject.c.batch_id == self._batch))
            rejected = 0
        status = "ok" if changed or rejected else "unchanged"
        report = BatchReport(self._batch, delivery.source, status, read, accepted, rejected, changed, "")
        limits = connection.execute(_staged_limits()).one()
        write(connection, delivery, self._batch, inspection)
        describe(connection, self.tables, delivery)
        connection.execute(sa.insert(self.tables.batch).values(self._row(delivery, report, started, limits)))
        return report

    def _put(self, connection: sa.Connection, name: str, target: sa.Table) -> int:
        """The staged rows into their table; how many changed it."""
        if name == OBSERVATION:
            staged = sa.table(STAGED, sa.column("indicator"))
            self._touched.observed.update(connection.execute(sa.select(staged.c.indicator).distinct()).scalars())
            return append_new(connection, target, OBSERVATION_KEY)
        remember = partial(self._touched.remember, connection, name, target)
        return merge_latest(connection, target, self.records[name].key, remember)

    def _refused_before(self, connection: sa.Connection, source: str) -> bool:
        """Whether the very rows of this batch were refused in the source's last batch: they are known, not news."""
        batch, reject = self.tables.batch, self.tables.reject
        last = sa.select(sa.func.max(batch.c.batch_id)).where(batch.c.source == source, batch.c.rows_rejected > 0)
        what = [reject.c.column_name, reject.c.value, reject.c.reason, reject.c.raw]
        before = sa.select(*what).where(reject.c.batch_id == last.scalar_subquery())
        now = sa.select(*what).where(reject.c.batch_id == self._batch)
        differences = [connection.execute(a.except_all(b).limit(1)).first() for a, b in ((now, before), (before, now))]
        return differences == [None, None]

    def _target(self, delivery: Delivery) -> sa.Table:
        return self.tables.observation if delivery.target == OBSERVATION else self.tables.rows[delivery.target]

    def _stage(self, connection: sa.Connection, target: sa.Table, chunk: Chunk) -> None:
        if len(chunk.rows):
            rows = chunk.rows.assign(_batch=self._batch)
            if "batch" in target.c:
                rows = rows.assign(batch=self._batch)
            insert_frame(connection, STAGED, rows[[column.name for column in target.columns]])
        if len(chunk.rejects):
            rejects = chunk.rejects.assign(batch_id=self._batch)
            insert_frame(connection, "reject", rejects[["batch_id", "row", "column_name", "value", "reason", "raw"]])

    def _row(
        self, delivery: Delivery, report: BatchReport, started: datetime, limits: sa.Row | None
    ) -> dict[str, object]:
        return {
            "batch_id": report.batch_id, "snapshot_id": self.snapshot_id, "source": delivery.source,
            "title": delivery.title, "owner": delivery.owner, "origin": delivery.origin, "target": delivery.target,
            "demo": delivery.demo, "started": started, "finished": self.now,
            "rows_read": report.rows_read, "rows_accepted": report.rows_accepted,
            "rows_rejected": report.rows_rejected, "rows_changed": report.rows_changed,
            "as_of": limits.at if limits else None, "watermark_at": limits.at if limits else None,
            "watermark_sequence": limits.sequence if limits else None, "status": report.status,
            "message": report.message,
        }  # fmt: skip

    def measure(self, changed: set[str], progress: Callable[[str], None]) -> None:
        """Recomputes what depends on the records that changed, then what readers see of all."""
        with self.engine.begin() as connection:
            remember_before(connection)
            measured = remeasure(connection, self.tables, self.records, self.catalog, changed, self._touched)
            keep_replaced(connection, self.tables, self.snapshot_id)
            progress("汇总当前值")
            derived = {i.code for i in self.catalog.indicators.values() if i.derivation is not None}
            refresh(connection, self.tables, measured, self._touched.observed | derived)
            derive(connection, self.tables, self.catalog)

    def seal(self) -> None:
        """Writes the snapshot's row and everything to the file itself."""
        with self.engine.begin() as connection:
            connection.execute(
                sa.insert(self.tables.snapshot).values(
                    snapshot_id=self.snapshot_id, published_at=self.now, meaning=self.meaning
                )
            )
        with self.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("CHECKPOINT"))
        self.engine.dispose()


def publish_all(
    publisher: Publisher, deliveries: Iterable[Delivery], progress: Callable[[str], None]
) -> list[BatchReport]:
    """Applies every delivery; one that fails never stops the others."""
    reports = []
    for delivery in deliveries:
        report = publisher.apply(delivery, publisher.now)
        words = {"ok": f"{report.rows_accepted:,} 行，退回 {report.rows_rejected:,} 行", "unchanged": "无变化"}
        progress(f"{delivery.title}（{delivery.source}）：{words.get(report.status, report.message)}")
        reports.append(report)
    return reports


def _staged_limits() -> sa.Select:
    staged = sa.table(STAGED, sa.column("_changed_at", sa.DateTime), sa.column("_sequence", sa.BigInteger))
    newest = sa.select(sa.func.max(staged.c["_changed_at"])).scalar_subquery()
    return sa.select(
        newest.label("at"),
        sa.select(sa.func.max(staged.c["_sequence"]))
        .where(staged.c["_changed_at"] == newest)
        .scalar_subquery()
        .label("sequence"),
    )
