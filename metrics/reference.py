"""The papers that definitions rest on: the catalog cites a mark (F07), references.yaml says the name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from metrics.declaration import Declaration, Document, refuse

FILE = Path(__file__).with_name("references.yaml")


class Reference(Declaration):
    """Name of a paper in Chinese and in English."""

    zh: str
    en: str


class _References(Declaration):
    references: dict[str, Reference]


@cache
def references() -> Mapping[str, Reference]:
    """Every paper by its mark.

    Raises:
        CatalogError: references.yaml is not as it should be.
    """
    faults: list[str] = []
    told = Document(FILE).model(_References, faults)
    refuse(str(FILE), faults)
    assert told is not None
    return told.references
