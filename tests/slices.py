"""The demonstration platform as it arrived: its rows cut by the time they changed, delivered month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from cockpit.delivery import Chunk, Delivery
from cockpit.store.publish import BatchReport, Publisher
from cockpit.store.tables import declare
from loaders.configuration import load_configuration
from loaders.ingest import Platform, deliveries
from metrics.catalog import load_catalog
from metrics.records import load_records
from tests.loaders.wishes import outside

RECORDS = load_records()
CATALOG = load_catalog(records=RECORDS)
TABLES = declare(RECORDS)
CONFIGURATION = load_configuration(RECORDS, CATALOG)
SOURCES = CONFIGURATION.sources
Spoil = Callable[[pd.DataFrame], pd.DataFrame]


class Year:
    """An empty warehouse that is fed from a platform, span by span; `spoil` changes the rows of one source."""

    def __init__(self, platform: str, drop: Path, file: Path | None = None) -> None:
        reading = outside(drop.parent, {"COCKPIT_PLATFORM_URL": platform})
        self.platform = Platform(CONFIGURATION, reading, RECORDS, CATALOG)
        self.engine = sa.create_engine(f"duckdb:///{file or ':memory:'}", poolclass=sa.pool.StaticPool)

    def publisher(self, now: datetime) -> Publisher:
        return Publisher(self.engine, TABLES, RECORDS, CATALOG, now)

    def deliver(
        self, since: datetime, until: datetime, only: str = "", spoil: Spoil | None = None, files: bool = False
    ) -> Iterator[Delivery]:
        for delivery in deliveries(SOURCES, self.platform, lambda _: None, until):
            is_file = "#" not in delivery.origin
            if (only and delivery.source != only) or (is_file and not files and not only):
                continue
            whole = is_file or delivery.dataset.whole
            start = datetime.min if whole else since
            yield replace(delivery, chunks=_cut(delivery.chunks, start, datetime.max if is_file else until, spoil))

    def publish(self, *span: datetime, **how) -> list[BatchReport]:
        publisher = self.publisher(span[1])
        return [publisher.apply(delivery, span[1]) for delivery in self.deliver(*span, **how)]

    def findings(self, batches: list[int]) -> pd.DataFrame:
        finding = TABLES.finding
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(finding).where(finding.c.batch_id.in_(batches))).all()
        return pd.DataFrame(rows, columns=[column.name for column in finding.columns])


def _cut(chunks: Iterator[Chunk], since: datetime, until: datetime, spoil: Spoil | None) -> Iterator[Chunk]:
    for chunk in chunks:
        changed = chunk.rows["_changed_at"]
        rows = chunk.rows[
            (changed > pd.Timestamp(max(since, datetime(1900, 1, 1))))
            & (changed <= pd.Timestamp(min(until, datetime(2200, 1, 1))))
        ]
        if len(rows):
            yield Chunk(spoil(rows.copy()) if spoil else rows, chunk.rejects.iloc[0:0])
