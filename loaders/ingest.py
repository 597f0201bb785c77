"""From sources to deliveries: each source read lazily, by its protocol, as chunks of its record or of observations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import sleep

import httpx
import pandas as pd

from cockpit.delivery import OBSERVATION, Chunk, Delivery, Watermark
from cockpit.errors import SettingsError, SourceIncomplete, SourceShapeError, SourceUnreachable
from loaders.configuration import Configuration
from loaders.lineage import Lineage, with_lineage
from loaders.observed import observed, renamed
from loaders.reading import PATIENCE, Outside, Wish
from loaders.recorded import recorded
from loaders.sources import OBSERVED_COLUMNS, OBSERVED_NEEDED, Column, Source
from metrics.catalog import Catalog
from metrics.records import Record

#: Rows of one chunk; a piece may be longer.
ROWS = 50_000


@dataclass(frozen=True)
class Platform:
    """By which declarations sources are read, and what reading needs from outside."""

    configuration: Configuration
    outside: Outside
    records: Mapping[str, Record]
    catalog: Catalog


@contextmanager
def reading(var: Path, secrets: Mapping[str, str], clock: Callable[[], datetime]) -> Iterator[Outside]:
    """What reading needs from outside, for as long as the block runs."""
    with httpx.Client(timeout=PATIENCE, follow_redirects=False) as http:
        outside = Outside(http, secrets, clock, sleep, var)
        try:
            yield outside
        finally:
            for engine in outside.opened.values():
                engine.dispose()


def deliveries(
    sources: Sequence[Source], platform: Platform, watermark: Callable[[str], Watermark | None], now: datetime
) -> Iterator[Delivery]:
    """One delivery per source; nothing is read before its chunks are iterated, where SourceError is raised."""
    for source in sources:
        yield Delivery(
            source.source,
            source.title,
            source.owner,
            _origin(source, platform),
            source.into,
            source.demo,
            _chunks(source, platform, watermark(source.source) if source.incremental else None, now),
            source.dataset,
        )


def _origin(source: Source, platform: Platform) -> str:
    """Where rows come from; a connection that lacks its variable fails when it is read, not before."""
    connection = platform.configuration.connections[source.connection]
    try:
        return connection.protocol.place(connection.parameters, source.dataset_read, platform.outside)
    except (SettingsError, SourceUnreachable):
        return f"{connection.name}({connection.kind})"


def _chunks(source: Source, platform: Platform, since: Watermark | None, now: datetime) -> Iterator[Chunk]:
    """Chunks of at most ROWS rows.

    Raises:
        SourceError: the delivery as a whole is refused. SourceUnreachable: also when a variable is not set.
    """
    try:
        yield from _read(source, platform, since, now)
    except SettingsError as error:
        raise SourceUnreachable(error.place, error.problem, error.remedy) from error


def _read(source: Source, platform: Platform, since: Watermark | None, now: datetime) -> Iterator[Chunk]:
    connection = platform.configuration.connections[source.connection]
    protocol = connection.protocol
    lineage = protocol.lineage if source.lineage is None else source.lineage
    needed, optional = wanted(source, platform.records)
    wish = Wish(needed, optional, lineage, since, source.look_back_hours, now)
    place, count = _origin(source, platform), 0
    for piece in protocol.read(connection.parameters, source.dataset_read, wish, platform.outside):
        if piece.refused is not None and len(piece.refused):
            nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in [*needed, *optional, *lineage.columns]})
            empty = typed(with_lineage(nothing, lineage, 1, now), source, platform)
            yield Chunk(empty.rows, piece.refused)
        if len(piece.rows):
            rows = _complete(piece.rows, needed, optional, lineage, place)
            raw = with_lineage(rows, lineage, count + 1, piece.as_of or now)
            count += len(raw)
            for start in range(0, len(raw), ROWS):
                yield typed(raw.iloc[start : start + ROWS], source, platform)
    if not count and protocol.refuses_empty:
        raise SourceIncomplete(place, "一行也没有", "与数源单位核对；屏上仍是上一批")


def wanted(source: Source, records: Mapping[str, Record]) -> tuple[list[str], list[str]]:
    """The source's columns that the mapping reads: those that must be there, and those that may be absent."""
    names = list(OBSERVED_COLUMNS) if source.into == OBSERVATION else list(records[source.into].columns)
    needed: list[str] = []
    optional: list[str] = []
    for name in names:
        rule = source.columns.get(name, Column())
        if rule.constant is not None:
            continue
        spare = rule.optional or (source.into == OBSERVATION and name not in OBSERVED_NEEDED)
        (optional if spare and not rule.required else needed).append(rule.source or name)
    return list(dict.fromkeys(needed)), [name for name in dict.fromkeys(optional) if name not in needed]


def _complete(
    rows: pd.DataFrame, needed: Sequence[str], optional: Sequence[str], lineage: Lineage, place: str
) -> pd.DataFrame:
    """The rows with every column the mapping reads.

    Raises:
        SourceShapeError: one that must be there is not.
    """
    missing = [name for name in dict.fromkeys([*needed, *lineage.columns]) if name not in rows.columns]
    if missing:
        present = "、".join(str(name) for name in rows.columns)
        raise SourceShapeError(place, f"没有列 {'、'.join(missing)}；有：{present}", "改映射的 columns")
    absent = [name for name in optional if name not in rows.columns]
    return rows.assign(**{name: pd.Series(None, index=rows.index, dtype="str") for name in absent})


def typed(raw: pd.DataFrame, source: Source, platform: Platform) -> Chunk:
    """Rows with lineage, as the mapping says: good rows typed, the others refused with their reasons."""
    codes = platform.configuration.codes
    if source.into == OBSERVATION:
        return observed(renamed(raw, source, codes), source, platform.catalog, codes, platform.configuration.demo)
    return recorded(raw, source, platform.records[source.into], codes)
