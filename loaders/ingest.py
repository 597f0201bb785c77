"""From sources to deliveries: each source read lazily, in its protocol, as chunks of its record or of observations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from cockpit.clock import beijing_time
from cockpit.delivery import OBSERVATION, Chunk, Delivery, Watermark
from cockpit.errors import SourceShapeError, SourceUnreachable
from loaders.delimited import read_delimited
from loaders.json_document import read_json
from loaders.lineage import from_file
from loaders.observed import observed
from loaders.recorded import recorded
from loaders.sources import Codes, Source
from loaders.spreadsheet import read_spreadsheet
from loaders.sql import place, read_table
from metrics.catalog import Catalog
from metrics.records import Record

#: Columns a statistics table must have to become observations.
OBSERVED_COLUMNS = (
    "indicator_code", "region_code", "period", "basis", "dimension", "member", "value", "numerator", "denominator",
    "value_text", "unit", "status", "quality", "vintage", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Platform:
    """Where sources are read from and by which declarations."""

    engine: sa.Engine
    drop: Path
    records: Mapping[str, Record]
    catalog: Catalog
    codes: Codes


def deliveries(
    sources: Sequence[Source], platform: Platform, watermark: Callable[[str], Watermark | None], now: datetime
) -> Iterator[Delivery]:
    """One delivery per source; nothing is read before its chunks are iterated, where SourceError is raised."""
    for source in sources:
        yield Delivery(
            source.source,
            source.title,
            source.owner,
            place(platform.engine, source.table) if source.protocol == "sql" else str(platform.drop / source.path),
            source.into,
            source.demo,
            _chunks(source, platform, watermark(source.source) if source.incremental else None, now),
            source.dataset,
        )


def _chunks(source: Source, platform: Platform, since: Watermark | None, now: datetime) -> Iterator[Chunk]:
    wanted = _wanted(source, platform.records)
    for raw in _raw(source, platform, wanted, since, now):
        if source.into == OBSERVATION:
            yield observed(raw, source, platform.catalog, platform.codes)
        else:
            yield recorded(raw, source, platform.records[source.into], platform.codes)


def _wanted(source: Source, records: Mapping[str, Record]) -> list[str]:
    """The source's columns that the mapping reads."""
    if source.into == OBSERVATION:
        return list(OBSERVED_COLUMNS)
    names = []
    for name in records[source.into].columns:
        rule = source.columns.get(name)
        if rule is None or rule.constant is None:
            names.append(rule.source if rule and rule.source else name)
    return list(dict.fromkeys(names))


def _raw(
    source: Source, platform: Platform, wanted: list[str], since: Watermark | None, now: datetime
) -> Iterator[pd.DataFrame]:
    if source.protocol == "sql":
        yield from read_table(platform.engine, source.table, wanted, since, source.look_back_hours, now)
        return
    path = platform.drop / source.path
    if not path.exists():
        raise SourceUnreachable(str(path), "文件没有送到", "确认报送文件夹,或向数源单位催报;屏上仍是上一批")
    frame = _file(source, path)
    missing = [name for name in wanted if name not in frame.columns]
    if missing:
        present = "、".join(str(name) for name in frame.columns)
        raise SourceShapeError(str(path), f"没有列 {'、'.join(missing)};有:{present}", "改映射的 columns")
    yield from_file(frame, beijing_time(path.stat().st_mtime))


def _file(source: Source, path: Path) -> pd.DataFrame:
    if source.protocol == "csv":
        return read_delimited(path, source.encoding)
    return read_spreadsheet(path, source.sheet) if source.protocol == "xlsx" else read_json(path)
