"""Records: the tables of events and entities that the warehouse keeps, declared in metrics/records/*.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from metrics.access import RecordAccess
from metrics.declaration import Declaration, documents, refuse

FOLDER = Path(__file__).resolve().parent / "records"


class Column(Declaration):
    """One column: its type, its Chinese meaning, and the unit its numbers are kept in.

    least, most: what lies beyond them cannot be (a sog of 150 came in tenths of a knot); below: it must stay under;
    absent: the number by which sources say that there is none (a heading of 511).
    """

    type: Literal["text", "integer", "number", "datetime", "date"]
    title: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    below: float | None = None
    absent: float | None = None


class Derived(Declaration):
    """A column that readers see: the first of several columns that is not missing, or the beginning of the hour that
    a column names by its end (traps.md 33)."""

    coalesce: tuple[str, ...] = ()
    hour_ending: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns it is made from."""
        return self.coalesce or (self.hour_ending,)


class Record(Declaration):
    """A table of rows with a business key; `region` names the column with the region code.

    access: who may see it; a record that says nothing is seen by nobody.
    """

    record: str
    title: str
    key: tuple[str, ...]
    region: str | None = None
    access: RecordAccess | None = None
    columns: dict[str, Column]
    derived: dict[str, Derived] = {}

    @property
    def name(self) -> str:
        """The record's name."""
        return self.record

    def has(self, column: str) -> bool:
        """Whether readers of the record see such a column."""
        return column in self.columns or column in self.derived


def load_records(folder: Path = FOLDER) -> dict[str, Record]:
    """Every record of a folder, by name.

    Raises:
        CatalogError: all faults, each with file and line.
    """
    faults: list[str] = []
    records: dict[str, Record] = {}
    for document in documents(folder, faults):
        record = document.model(Record, faults)
        if record is None:
            continue
        wanted = [*record.key, *([record.region] if record.region else [])]
        wanted += [*record.access.keys, *record.access.names] if record.access else []
        wanted += [name for derived in record.derived.values() for name in derived.sources]
        faults += [f"{document.place()} 没有列 {name}" for name in wanted if name not in record.columns]
        if record.name in records:
            faults.append(f"{document.place(('record',))} 记录 {record.name} 重复声明")
        records[record.name] = record
    refuse(str(folder), faults)
    return records
