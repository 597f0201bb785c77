"""Sources: what the mapping files say about each dataset of the platform, checked whole before anything is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from cockpit.delivery import OBSERVATION, Dataset
from cockpit.errors import MappingError
from metrics.catalog import Catalog
from metrics.declaration import Declaration, Document, documents
from metrics.observation import COLUMNS
from metrics.quality import Rule, columns_of
from metrics.records import Record

FOLDER = Path(__file__).resolve().parent / "mappings"


class Column(Declaration):
    """Where a column comes from when it is not simply the source's column of the same name.

    Args:
        source: the source's column (`from` in YAML). constant: a fixed text instead.
        unit: unit of the source's numbers, converted to its base. codes: a table of mappings/codes.
        pattern: the first group of this expression is the value. required: missing refuses the row.
    """

    source: str = Field("", alias="from")
    constant: str | None = None
    unit: str = ""
    codes: str = ""
    pattern: str = ""
    required: bool = False


class Source(Declaration):
    """One dataset: where it is, whose it is, how often it changes, which record (or observations) it fills."""

    source: str
    title: str
    owner: str
    protocol: Literal["sql", "csv", "xlsx", "json"]
    table: str = ""
    path: str = ""
    encoding: str = "utf-8"
    sheet: str = ""
    into: str
    cycle: Literal["RT", "D", "W", "M", "Q", "H", "A", "N"]
    demo: bool = False
    incremental: bool = False
    look_back_hours: int = 24
    columns: dict[str, Column] = {}
    summary: str = ""
    share: Literal["unconditional", "conditional", "none"] = "unconditional"
    share_condition: str = ""
    open: Literal["open", "limited", "none"] = "none"
    rules: tuple[Rule, ...] = ()

    @property
    def dataset(self) -> Dataset:
        """What the catalog says of the source, and its rules."""
        return Dataset(
            self.cycle, self.share, self.share_condition, self.open, self.summary, self.protocol,
            not self.incremental, self.rules,
        )  # fmt: skip


Codes = Mapping[str, Mapping[str, str]]


def load_codes(folder: Path = FOLDER / "codes") -> dict[str, dict[str, str]]:
    """Every code table: written form → code."""
    return {
        file.stem: {str(key): str(value) for key, value in yaml.safe_load(file.read_text(encoding="utf-8")).items()}
        for file in sorted(folder.glob("*.yaml"))
    }


def load_sources(
    records: Mapping[str, Record], catalog: Catalog, folder: Path = FOLDER, codes: Codes | None = None
) -> tuple[Source, ...]:
    """Every source of a folder, in file order.

    Raises:
        MappingError: all faults, each with file and line.
    """
    tables = load_codes(folder / "codes") if codes is None else codes
    faults: list[str] = []
    sources: list[Source] = []
    for document in documents(folder, faults):
        source = document.model(Source, faults)
        if source is not None:
            faults += _faults(document, source, records, tables)
            sources.append(source)
    if faults:
        raise MappingError(str(folder), "\n".join(faults), f"改正以上 {len(faults)} 处映射")
    return tuple(sources)


def _faults(document: Document, source: Source, records: Mapping[str, Record], codes: Codes) -> Iterator[str]:
    if source.source != document.file.stem:
        yield f"{document.place(('source',))} 来源 {source.source} 应与文件名一致"
    if source.protocol == "sql" and not source.table:
        yield f"{document.place(('protocol',))} sql 来源没有写明 table"
    if source.protocol != "sql" and not source.path:
        yield f"{document.place(('protocol',))} 文件来源没有写明 path"
    for name, column in source.columns.items():
        if column.codes and column.codes not in codes:
            yield f"{document.place(('columns', name))} 没有代码表 {column.codes}"
    if source.into == OBSERVATION:
        yield from _rule_faults(document, source, COLUMNS)
        return
    record = records.get(source.into)
    if record is None:
        yield f"{document.place(('into',))} 没有记录 {source.into}"
        return
    yield from _rule_faults(document, source, record.columns)
    for name in source.columns:
        if name not in record.columns:
            yield f"{document.place(('columns', name))} 记录 {record.name} 没有列 {name};有:{'、'.join(record.columns)}"


def _rule_faults(document: Document, source: Source, columns: Collection[str]) -> Iterator[str]:
    for number, rule in enumerate(source.rules):
        for name in columns_of(rule):
            if name not in columns:
                yield f"{document.place(('rules', number))} 规则 {rule.check} 没有列 {name};有:{'、'.join(columns)}"
