"""The embedded warehouse: DuckDB files that are published whole and read by any number of workers."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from cockpit.delivery import Delivery, Watermark
from cockpit.errors import QueryError, SettingsError, StoreError, StoreMissing
from cockpit.store.derivation import derivations
from cockpit.store.exclusive import exclusive
from cockpit.store.pointer import current_file, newest_file, next_file, published_files, swing, tidy
from cockpit.store.publish import BatchReport, Publisher, disk_errors, disk_full, prepare, publish_all
from cockpit.store.standings import standings
from cockpit.store.tables import Tables, declare
from metrics.catalog import Catalog
from metrics.records import Record

#: What does not fit is spilled beside the file: an ingest of millions of rows leaves the machine to the readers.
BUILDER = {"config": {"threads": 2, "memory_limit": "350MB"}}
READER = {"read_only": True, "config": {"threads": 2, "memory_limit": "1GB"}}


@dataclass(frozen=True)
class Snapshot:
    """The set of published batches a reader sees; the id only grows."""

    id: int
    published_at: datetime


@dataclass(frozen=True)
class Publication:
    """What a publish did: the snapshot now current (None when there is still none) and each delivery's report."""

    snapshot: Snapshot | None
    reports: tuple[BatchReport, ...]

    @property
    def failed(self) -> tuple[BatchReport, ...]:
        """Deliveries that did not arrive."""
        return tuple(report for report in self.reports if report.status in ("failed", "blocked"))


@dataclass(frozen=True)
class Words:
    """A select as the warehouse hears it: SQL, and the values of its places in their order."""

    text: str
    values: tuple[object, ...]


@dataclass(frozen=True)
class Generation:
    """One published file, open for reading."""

    snapshot: Snapshot
    engine: sa.Engine

    def words(self, statement: sa.Select) -> Words:
        """A select as SQL; to write a long one costs as much as to answer it."""
        written = statement.compile(dialect=self.engine.dialect).construct_expanded_state()
        return Words(written.statement, tuple(written.positional_parameters))

    def told(self, words: Words) -> pd.DataFrame:
        """The rows of a select, through Arrow (ten times faster than pandas' own reading)."""
        with self.engine.connect() as connection:
            arrow = connection.exec_driver_sql(words.text, words.values).cursor.to_arrow_table()
        return arrow.to_pandas()

    def read(self, statement: sa.Select) -> pd.DataFrame:
        """The rows of a select."""
        return self.told(self.words(statement))

    def batches(self, statement: sa.Select, rows: int) -> Iterator[pa.RecordBatch]:
        """The rows of a select in batches of at most so many: memory stays flat whatever the select gives."""
        with self.engine.connect() as connection:
            result = connection.execute(statement)
            yield from result.cursor.to_arrow_reader(rows)


class EmbeddedStore:
    """The warehouse in a folder; safe for many reading processes and threads beside one ingest."""

    def __init__(self, folder: Path, records: Mapping[str, Record], catalog: Catalog) -> None:
        self.folder, self.records, self.catalog = folder, records, catalog
        self.tables: Tables = declare(records, derivations(catalog))
        self._lock = threading.Lock()
        self._open: dict[tuple[str, int], Generation] = {}

    def generation(self) -> Generation:
        """The published file of this moment; it stays readable while the pointer moves on.

        Raises:
            StoreMissing: nothing was published yet.
        """
        path = current_file(self.folder)
        if path is None:
            raise StoreMissing(str(self.folder), "还没有入库任何数据", "运行 python app.py ingest")
        if not path.is_file():
            raise StoreMissing(
                str(self.folder), f"CURRENT 指向的 {path.name} 不在", "恢复该文件，或运行 python app.py ingest"
            )
        return self._opened_once(path)

    def generation_of(self, snapshot: int) -> Generation:
        """The published file of an earlier snapshot, as long as it is kept (cockpit.store.pointer.KEPT).

        Raises:
            QueryError: it is not kept any more, or never was.
        """
        for path in published_files(self.folder):
            try:
                generation = self._opened_once(path)
            except StoreError:
                continue  # it went away while we looked, or is damaged: another one may be the one
            if generation.snapshot.id == snapshot:
                return generation
        raise QueryError("快照", f"快照 {snapshot} 已不再保留", "刷新页面，按新快照再做一次")

    def generation_before(self, moment: datetime) -> Generation | None:
        """The newest published file from before a moment, as long as it is kept; None when there is none."""
        for path in reversed(published_files(self.folder)):
            try:
                generation = self._opened_once(path)
            except StoreError:
                continue  # it went away while we looked, or is damaged
            if generation.snapshot.published_at < moment:
                return generation
        return None

    def _opened_once(self, path: Path) -> Generation:
        """Opened once per process: a connection does not survive a fork."""
        key = (path.name, os.getpid())
        with self._lock:
            if key not in self._open:
                kept = {file.name for file in published_files(self.folder)}
                self._open = {k: generation for k, generation in self._open.items() if k[0] in kept and k[1] == key[1]}
                self._open[key] = self._opened(path)
            return self._open[key]

    def _opened(self, path: Path) -> Generation:
        engine = sa.create_engine(_url(path), pool_size=4, max_overflow=12, connect_args=READER)
        table = self.tables.snapshot.c
        newest = sa.select(table.snapshot_id, table.published_at).order_by(table.snapshot_id.desc()).limit(1)
        with _readable(path), engine.connect() as connection:
            row = connection.execute(newest).one()
        return Generation(Snapshot(int(row.snapshot_id), row.published_at), engine)

    def watermark(self, source: str) -> Watermark | None:
        """How far a source was read; None when it never arrived."""
        batch = self.tables.batch
        newest = (
            sa.select(batch.c.watermark_at, batch.c.watermark_sequence)
            .where(
                batch.c.source == source,
                batch.c.status.not_in(("failed", "blocked")),
                batch.c.watermark_at.is_not(None),
            )
            .order_by(batch.c.watermark_at.desc(), batch.c.watermark_sequence.desc())
            .limit(1)
        )
        try:
            frame = self.generation().read(newest)
        except StoreMissing:
            return None
        if frame.empty:
            return None
        row = frame.iloc[0]
        return Watermark(row["watermark_at"].to_pydatetime(), int(row["watermark_sequence"]))

    def reached(self) -> dict[str, datetime]:
        """Of every source that arrived, to when its rows reach."""
        try:
            frame = self.generation().read(standings(self.tables))
        except StoreMissing:
            return {}
        known = frame.dropna(subset=["reached"])
        return {name: moment.to_pydatetime() for name, moment in zip(known["source"], known["reached"], strict=True)}

    def publish(
        self,
        deliveries: Iterable[Delivery],
        now: datetime,
        progress: Callable[[str], None] = lambda _: None,
        trial: bool = False,
        anew: bool = False,
    ) -> Publication:
        """Applies deliveries to a copy and publishes it; a trial publishes nothing, nor does nothing new unless `anew`.

        Raises:
            StoreBusy, StoreFull: nothing was changed.
        """
        with disk_errors(self.folder), exclusive(self.folder, now):
            tidy(self.folder)
            origin, name = newest_file(self.folder), next_file(self.folder)
            lost = origin is not None and origin != current_file(self.folder)
            if lost:
                progress(f"已发布的文件不在，从 {origin} 继续")
            try:
                prepare(origin, name.with_suffix(".building"))
                reports, measured = self._build(name.with_suffix(".building"), deliveries, now, progress)
                if trial:
                    progress("试运行：不发布")
                elif anew or lost or measured or any(report.status != "unchanged" for report in reports):
                    swing(self.folder, name.with_suffix(".building"), name)
            finally:
                tidy(self.folder)
        try:
            snapshot = self.generation().snapshot
        except StoreMissing:
            snapshot = None
        return Publication(snapshot, tuple(reports))

    def _build(
        self, building: Path, deliveries: Iterable[Delivery], now: datetime, progress: Callable[[str], None]
    ) -> tuple[list[BatchReport], bool]:
        """The reports, and whether anything was measured anew."""
        engine = sa.create_engine(_url(building), poolclass=sa.pool.StaticPool, connect_args=BUILDER)
        try:
            with _readable(building):
                publisher = Publisher(engine, self.tables, self.records, self.catalog, now)
            targets: dict[str, str] = {}

            def noted(source: Iterable[Delivery]) -> Iterable[Delivery]:
                for delivery in source:
                    targets[delivery.source] = delivery.target
                    yield delivery

            reports = publish_all(publisher, noted(deliveries), progress)
            changed = {targets[report.source] for report in reports if report.rows_changed}
            if publisher.upgraded:
                changed |= set(self.records)
            if changed:
                progress("计量指标")
                publisher.measure(changed, progress)
            publisher.seal()
        finally:
            engine.dispose()
        return reports, bool(changed)


def _url(path: Path) -> sa.URL:
    """The address of a file; written as text, a per cent sign in its name would be decoded."""
    return sa.URL.create("duckdb", database=str(path))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Says of a file that DuckDB cannot read what to do about it."""
    try:
        yield
    except (sa.exc.DBAPIError, sa.exc.NoResultFound) as error:
        if disk_full(error):
            raise
        problem = f"打不开：{str(error).splitlines()[0]}"
        remedy = "把 CURRENT 改成上一个 g*.duckdb 的文件名，再运行 python app.py ingest"
        raise StoreError(str(path), problem, remedy) from error


def open_store(url: str, records: Mapping[str, Record], catalog: Catalog) -> EmbeddedStore:
    """The warehouse behind a URL.

    Raises:
        SettingsError: an engine this version does not have.
    """
    prefix = "duckdb:///"
    if not url.startswith(prefix):
        raise SettingsError("COCKPIT_STORE_URL", f"不支持 {url.split(':', 1)[0]}", f"用 {prefix} 加文件夹的绝对路径")
    if "?" in url:  # DuckDB would take the rest of a file's name for options
        raise SettingsError("COCKPIT_STORE_URL", f"地址里有问号：{url!r}", "只写文件夹的绝对路径，不带选项")
    folder = Path(url.removeprefix(prefix))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(str(folder), f"建不了文件夹：{error.strerror}", "换一个可写的位置（COCKPIT_VAR）") from error
    return EmbeddedStore(folder, records, catalog)
