"""Sources: what the mapping files say about each dataset of the platform, checked whole before anything is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field

from cockpit.delivery import OBSERVATION, Dataset
from cockpit.errors import MappingError
from loaders.connections import Connection, load_connections
from loaders.coordinates import Crs, has_coordinates
from loaders.lineage import Lineage
from metrics.catalog import Catalog
from metrics.declaration import Declaration, Document, documents
from metrics.observation import COLUMNS
from metrics.quality import Rule, columns_of
from metrics.records import Record
from metrics.unit import conversion

#: The mappings that come with the cockpit, and the connections they name.
FOLDER = Path(__file__).resolve().parent / "mappings"
CONNECTIONS = Path(__file__).resolve().parent / "connections"
#: Columns of an observation's source (the statistics table), and those it must have.
OBSERVED_COLUMNS = (
    "indicator_code", "region_code", "period", "basis", "dimension", "member", "value", "numerator", "denominator",
    "value_text", "unit", "status", "quality", "vintage", "note",
)  # fmt: skip
OBSERVED_NEEDED = ("indicator_code", "region_code", "period", "basis", "value", "unit", "status", "vintage")


class Column(Declaration):
    """Where a column comes from when it is not simply the source's column of the same name.

    Args:
        source: the source's column (`from` in YAML). constant: a fixed text instead.
        unit: unit of the source's numbers, converted to its base. codes: a table of mappings/codes.
        pattern: the first group of this expression is the value. required: missing refuses the row.
        optional: a delivery may lack the column; then it is missing in every row.
    """

    source: str = Field("", alias="from")
    constant: str | None = None
    unit: str = ""
    codes: str = ""
    pattern: str = ""
    required: bool = False
    optional: bool = False


class Source(Declaration):
    """One dataset: where it is, whose it is, how often it changes, which record (or observations) it fills.

    Args:
        connection: name of a declared connection. read: what to read there, in the terms of its protocol.
        lineage: the source's columns of change, when they are not the protocol's own; {} for none.
        crs: system of the source's coordinates; gcj02 (map services) is converted at ingest, and the catalog says so.
        protocol, dataset_read: filled when the file is loaded: the connection's kind, and `read` as its declaration.
    """

    source: str
    title: str
    owner: str
    connection: str
    read: dict[str, Any] = {}
    lineage: Lineage | None = None
    into: str
    cycle: Literal["RT", "D", "W", "M", "Q", "H", "A", "N"]
    crs: Crs = "cgcs2000"
    demo: bool = False
    incremental: bool = False
    look_back_hours: int = Field(24, ge=0)
    columns: dict[str, Column] = {}
    summary: str = ""
    share: Literal["unconditional", "conditional", "none"] = "unconditional"
    share_condition: str = ""
    open: Literal["open", "limited", "none"] = "none"
    rules: tuple[Rule, ...] = ()
    protocol: str = ""
    dataset_read: Any = None

    @property
    def dataset(self) -> Dataset:
        """What the catalog says of the source, and its rules."""
        moved = "" if self.crs == "cgcs2000" else "坐标原为 GCJ-02，入舱时换算为 CGCS2000"
        summary = "；".join(words for words in (self.summary, moved) if words)
        return Dataset(
            self.cycle, self.share, self.share_condition, self.open, summary, self.protocol,
            not self.incremental, self.rules,
        )  # fmt: skip


Codes = Mapping[str, Mapping[str, str]]


def load_codes(folder: Path = FOLDER / "codes", *more: Path) -> dict[str, dict[str, str]]:
    """Every code table: written form → code; a table of a later folder replaces one of an earlier."""
    return {
        file.stem: {str(key): str(value) for key, value in yaml.safe_load(file.read_text(encoding="utf-8")).items()}
        for place in (folder, *more)
        for file in sorted(place.glob("*.yaml"))
    }


def load_sources(
    records: Mapping[str, Record],
    catalog: Catalog,
    folder: Path = FOLDER,
    codes: Codes | None = None,
    connections: Mapping[str, Connection] | None = None,
    demonstration: bool = True,
) -> tuple[Source, ...]:
    """Every source of a folder, in file order; `like: NAME` takes what it does not say from a supplied mapping.

    Args:
        demonstration: also that it is demonstration data; a city's own source is that only where it says so itself.

    Raises:
        MappingError: all faults, each with file and line.
    """
    tables = load_codes(folder / "codes") if codes is None else codes
    known = load_connections([CONNECTIONS]) if connections is None else connections
    faults: list[str] = []
    sources: list[Source] = []
    for document in documents(folder, faults):
        source = document.model(Source, faults, content=_completed(document, faults, demonstration))
        if source is not None:
            read = _dataset(document, source, known, faults)
            faults += _faults(document, source, records, tables)
            sources.append(source.model_copy(update=read))
    if faults:
        raise MappingError(str(folder), "\n".join(faults), f"改正以上 {len(faults)} 处映射")
    return tuple(sources)


def _completed(document: Document, faults: list[str], demonstration: bool) -> Any:
    """The content, completed from the supplied mapping it is `like`; columns are completed one by one."""
    content = document.content
    if not isinstance(content, dict):
        return content
    faults += [
        f"{document.place((name,))} {name} 不写在映射里；协议由连接的 kind 决定"
        for name in ("protocol", "dataset_read")
        if name in content
    ]
    if "like" not in content:
        return content
    told = {key: value for key, value in content.items() if key != "like"}
    pattern = FOLDER / f"{content['like']}.yaml"
    if not pattern.is_file():
        faults.append(f"{document.place(('like',))} 没有随附的映射 {content['like']}")
        return told
    supplied = Document(pattern).content
    if not demonstration:
        supplied = {key: value for key, value in supplied.items() if key != "demo"}
    columns = supplied.get("columns", {}) | told.get("columns", {})
    return supplied | told | ({"columns": columns} if columns else {})


def _dataset(
    document: Document, source: Source, connections: Mapping[str, Connection], faults: list[str]
) -> dict[str, Any]:
    """The protocol of a source, and what to read as the protocol declares it."""
    connection = connections.get(source.connection)
    if connection is None:
        there = "、".join(connections)
        faults.append(f"{document.place(('connection',))} 没有连接 {source.connection}；有：{there}")
        return {}
    read = document.model(connection.protocol.dataset, faults, ("read",), source.read)
    return {"protocol": connection.kind, "dataset_read": read}


def _faults(document: Document, source: Source, records: Mapping[str, Record], codes: Codes) -> Iterator[str]:
    if source.source != document.file.stem:
        yield f"{document.place(('source',))} 来源 {source.source} 应与文件名一致"
    if source.incremental and source.lineage is not None and not source.lineage.changed_at:
        yield f"{document.place(('incremental',))} 增量来源要写明 lineage.changed_at"
    for name, column in source.columns.items():
        if column.codes and column.codes not in codes:
            yield f"{document.place(('columns', name))} 没有代码表 {column.codes}"
    record = records.get(source.into)
    if record is None and source.into != OBSERVATION:
        yield f"{document.place(('into',))} 没有记录 {source.into}"
        return
    known: Collection[str] = list(record.columns) if record else OBSERVED_COLUMNS
    if source.crs != "cgcs2000" and not has_coordinates(known):
        yield f"{document.place(('crs',))} {source.into} 没有坐标（lon、lat 或 geom），不用写 crs"
    yield from _rule_faults(document, source, record.columns if record else COLUMNS)
    if record is not None:
        yield from _unit_faults(document, source, record)
    for name in source.columns:
        if name not in known:
            yield f"{document.place(('columns', name))} 记录 {source.into} 没有列 {name}；有：{'、'.join(known)}"


def _unit_faults(document: Document, source: Source, record: Record) -> Iterator[str]:
    """Units that lead to another base than the record's: 米 are no 节."""
    for name, column in source.columns.items():
        kept = record.columns[name].unit if name in record.columns else ""
        if column.unit and kept and conversion(column.unit)[0] != conversion(kept)[0]:
            yield f"{document.place(('columns', name))} 单位 {column.unit} 换算不到记录的单位 {kept}"


def _rule_faults(document: Document, source: Source, columns: Collection[str]) -> Iterator[str]:
    for number, rule in enumerate(source.rules):
        for name in columns_of(rule):
            if name not in columns:
                yield f"{document.place(('rules', number))} 规则 {rule.check} 没有列 {name}；有：{'、'.join(columns)}"
