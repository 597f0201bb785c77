"""What the catalog cites by a mark and screens call by a name: papers (F07) and tables of the platform (sec_event)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from metrics.declaration import Declaration, Document, refuse
from metrics.records import Record


class Named(Declaration):
    """A name in Chinese and in English."""

    zh: str
    en: str


class _Names(Declaration):
    names: dict[str, Named]


def references() -> Mapping[str, Named]:
    """Every paper that definitions rest on, by its mark.

    Raises:
        CatalogError: references.yaml is not as it should be.
    """
    return _names("references.yaml")


def source_tables() -> Mapping[str, Named]:
    """Every table that a system waits for and that has no record yet, by its code.

    Raises:
        CatalogError: source_tables.yaml is not as it should be.
    """
    return _names("source_tables.yaml")


def table_name(code: str, records: Mapping[str, Record]) -> str:
    """The Chinese name of a table: its record's title, or the name it is waited for by."""
    return records[code].title if code in records else source_tables()[code].zh


@cache
def _names(file: str) -> Mapping[str, Named]:
    path = Path(__file__).with_name(file)
    faults: list[str] = []
    told = Document(path).model(_Names, faults)
    refuse(str(path), faults)
    assert told is not None
    return told.names
