"""Every error the cockpit raises on purpose, in one tree.

    CockpitError
    ├── SettingsError            an environment variable or the TOML file is wrong; raised at start-up
    ├── CatalogError             indicators, systems, records: all faults of a load at once
    ├── MappingError             a mapping YAML does not fit its record or its source
    ├── SourceError              a source could not be read
    │   ├── SourceUnreachable    the platform is down, refused us or timed out
    │   ├── SourceShapeError     a column is missing, the header is not what the mapping says
    │   ├── SourceEncodingError  the bytes are not in the declared encoding
    │   └── SourceIncomplete     empty, or cut off before its end
    ├── StoreError               the warehouse could not publish or answer
    │   ├── StoreMissing         nothing was published yet
    │   ├── StoreBusy            another ingest is publishing
    │   └── StoreFull            no room on the disk
    ├── AuditBroken              the chain of the audit does not hold
    ├── Forbidden                somebody asked for what they may not see or do
    ├── BatchBlocked             a quality rule keeps a batch from being published
    ├── ExportError              a file would not hold what it states, or cannot be made
    └── QueryError               somebody asked for what does not exist

A leaf: it imports nothing, so every room may import it.
"""

from __future__ import annotations


class CockpitError(Exception):
    """Says where, what, and what to do.

    Args:
        place: file and line, table, column, row, variable or address.
        problem: what is wrong, with the offending value.
        remedy: what the reader should do now.
    """

    def __init__(self, place: str, problem: str, remedy: str) -> None:
        super().__init__(f"{place}：{problem} → {remedy}")
        self.place = place
        self.problem = problem
        self.remedy = remedy


class SettingsError(CockpitError):
    """A setting is missing or cannot be used."""


class CatalogError(CockpitError):
    """A declaration cannot be used; `problem` lists every fault, one per line."""


class MappingError(CockpitError):
    """A mapping does not fit its record or its source."""


class SourceError(CockpitError):
    """A source could not be read."""


class SourceUnreachable(SourceError):
    """The platform is down, refused us or timed out."""


class SourceShapeError(SourceError):
    """The source does not have the columns its mapping names."""


class SourceEncodingError(SourceError):
    """The bytes of a file are not in the declared encoding."""


class SourceIncomplete(SourceError):
    """A delivery is empty or was cut off before its end."""


class StoreError(CockpitError):
    """The warehouse could not publish or answer."""


class StoreMissing(StoreError):
    """Nothing was published yet."""


class StoreBusy(StoreError):
    """Another ingest is publishing."""


class StoreFull(StoreError):
    """There is no room on the disk."""


class BatchBlocked(CockpitError):
    """A quality rule keeps a batch from being published; `inspection` is what was found."""

    def __init__(self, place: str, problem: str, remedy: str, inspection: object = None) -> None:
        super().__init__(place, problem, remedy)
        self.inspection = inspection


class QueryError(CockpitError):
    """Somebody asked for an indicator, region or period that does not exist."""


class Forbidden(CockpitError):
    """Somebody asked for what they may not see or do; says nothing about whether it exists."""


class ExportError(CockpitError):
    """A file would not hold what it states, or cannot be made."""


class AuditBroken(CockpitError):
    """The chain of the audit does not hold: an entry was changed, removed or inserted."""
