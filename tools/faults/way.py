"""A way in which a source is read and misbehaves, and what became of one delivery in trouble."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from cockpit.clock import beijing_now
from cockpit.store.publish import BatchReport, Publisher
from cockpit.store.tables import Tables, declare
from loaders.configuration import Configuration
from loaders.connections import Connection
from loaders.ingest import Platform, deliveries
from loaders.reading import Outside
from loaders.sources import Source, load_codes
from metrics.catalog import load_catalog
from metrics.quality import CHECKS
from metrics.records import load_records

#: Rows of every source, and the two moments of change: those of the first delivery, and those of the one in trouble.
ROWS = 77
BEFORE, AFTER = "2026-11-22 08:00:00", "2026-11-23 08:00:00"
NOW = datetime(2026, 11, 23, 12)
#: Seconds that an answer may take here.
PATIENCE = 1.0
RECORDS = load_records()
CATALOG = load_catalog(records=RECORDS)
CODES = load_codes()


@dataclass(frozen=True)
class Way:
    """One protocol over one table of ROWS rows.

    Args:
        reads: the mapping and its connection. good: puts the rows of BEFORE in place. trouble: for as long as the block
            runs, newer rows stand there and the source misbehaves. faults: the misbehaviours it can have.
        secrets: the variables it is read with, told for a misbehaviour.
    """

    name: str
    faults: tuple[str, ...]
    reads: Callable[[], tuple[Source, Connection]]
    good: Callable[[], None]
    trouble: Callable[[str], AbstractContextManager[None]]
    secrets: Callable[[str], Mapping[str, str]]
    var: Path


@dataclass(frozen=True)
class Outcome:
    """One cell.

    Args:
        shown: rows that readers see. same: they have the values of before. renewed: rows that carry the newer change.
        words: what was said, by the error or by the rules.
    """

    way: str
    fault: str
    report: BatchReport
    shown: int
    same: bool
    renewed: int
    words: str

    @property
    def lost(self) -> bool:
        """Rows are gone, half a refused batch is seen, or rows did not come and nothing says so."""
        stopped = self.report.status in ("failed", "blocked")
        half = stopped and (not self.same or self.renewed > 0)
        silent = not stopped and self.renewed < ROWS and not self.report.rows_rejected and not self.words
        return self.shown != ROWS or half or silent


def tried(way: Way, fault: str) -> Outcome:
    """A good delivery, then one in trouble, each in the store's own transaction; what readers then see."""
    engine = sa.create_engine("duckdb:///:memory:", poolclass=sa.pool.StaticPool)
    source, _ = way.reads()
    record = RECORDS[source.into]
    tables = declare({record.name: record})
    publisher = Publisher(engine, tables, {record.name: record}, CATALOG, NOW)
    way.good()
    first = _delivered(publisher, way, "")
    before = _rows(engine, record.name)
    assert len(before) == ROWS, f"{way.name}: {len(before)} 行,{first.message}"
    with way.trouble(fault):
        report = _delivered(publisher, way, fault)
    after, renewed = _rows(engine, record.name), _renewed(engine, tables, record.name)
    words = report.message or _findings(engine, tables, report.batch_id)
    engine.dispose()
    return Outcome(way.name, fault, report, len(after), before == after, renewed, words)


def _delivered(publisher: Publisher, way: Way, fault: str) -> BatchReport:
    source, connection = way.reads()
    with closing(httpx.Client(timeout=PATIENCE, trust_env=False)) as http:
        outside = Outside(http, way.secrets(fault), beijing_now, lambda _: None, way.var)
        configuration = Configuration((source,), {connection.name: connection}, CODES)
        platform = Platform(configuration, outside, {source.into: RECORDS[source.into]}, CATALOG)
        try:
            [delivery] = deliveries([source], platform, lambda _: None, NOW)
            return publisher.apply(delivery, NOW)
        finally:
            for opened in outside.opened.values():
                opened.dispose()


def _rows(engine: sa.Engine, record: str) -> list[tuple[Any, ...]]:
    names = ", ".join(RECORDS[record].columns if record != "vessel_position" else RECORDS[record].key)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(f"SELECT {names} FROM {record} ORDER BY ALL"))]


def _renewed(engine: sa.Engine, tables: Tables, record: str) -> int:
    rows = tables.rows[record]
    newer = sa.select(sa.func.count()).where(rows.c["_changed_at"] >= datetime.fromisoformat(AFTER))
    with engine.connect() as connection:
        return int(connection.execute(newer).scalar_one())


def _findings(engine: sa.Engine, tables: Tables, batch: int) -> str:
    found = tables.finding
    chosen = sa.select(found.c.words, found.c.check).where(found.c.batch_id == batch, found.c.action != "")
    with engine.connect() as connection:
        return ";".join(row.words or CHECKS[row.check][1] for row in connection.execute(chosen))
