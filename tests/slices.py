"""The demonstration platform as it arrived: read once, cut by the time rows changed, delivered span by span."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from cockpit.delivery import Chunk, Delivery
from cockpit.store.publish import BatchReport, Publisher
from cockpit.store.tables import declare
from loaders.configuration import load_configuration
from loaders.ingest import Platform, deliveries, reading
from metrics.catalog import load_catalog
from metrics.records import load_records

RECORDS = load_records()
CATALOG = load_catalog(records=RECORDS)
TABLES = declare(RECORDS)
#: The supplied mappings, and rows of the demonstration may come.
CONFIGURATION = replace(load_configuration(RECORDS, CATALOG), demo=True)


class Year:
    """An empty warehouse in memory that is fed from a platform, span by span."""

    def __init__(self, platform: str, var: Path) -> None:
        now = datetime(2026, 11, 23, 12)
        self.engine = sa.create_engine("duckdb:///:memory:", poolclass=sa.pool.StaticPool)
        with reading(var, {"COCKPIT_PLATFORM_URL": platform}, lambda: now) as outside:
            told = deliveries(
                CONFIGURATION.sources, Platform(CONFIGURATION, outside, RECORDS, CATALOG), lambda _: None, now
            )
            self._read = [(delivery, [(chunk.rows, chunk.rejects) for chunk in delivery.chunks]) for delivery in told]

    def publisher(self, now: datetime) -> Publisher:
        """What publishes into the warehouse at a moment."""
        return Publisher(self.engine, TABLES, RECORDS, CATALOG, now)

    def deliver(self, since: datetime, until: datetime, files: bool = False) -> Iterator[Delivery]:
        """Rows changed in (since, until]; sources delivered whole bring all up to then; files, which are undated, if asked."""
        for delivery, chunks in self._read:
            is_file = delivery.dataset.protocol != "sql"
            if is_file and not files:
                continue
            start = datetime(1900, 1, 1) if delivery.dataset.whole else since
            end = datetime(2200, 1, 1) if is_file else until
            yield replace(delivery, chunks=iter(_cut(chunks, start, end)))

    def publish(self, since: datetime, until: datetime, files: bool = False) -> list[BatchReport]:
        """Every source's span as one batch each."""
        publisher = self.publisher(until)
        return [publisher.apply(delivery, until) for delivery in self.deliver(since, until, files)]


def _cut(chunks: list[tuple[pd.DataFrame, pd.DataFrame]], since: datetime, until: datetime) -> Iterator[Chunk]:
    for rows, rejects in chunks:
        changed = rows["_changed_at"]
        mine = rows[(changed > pd.Timestamp(since)) & (changed <= pd.Timestamp(until))]
        if len(mine):
            yield Chunk(mine, rejects.iloc[0:0])
