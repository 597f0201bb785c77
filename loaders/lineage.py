"""The lineage of delivered rows: when a row changed, in which order, and whether it was inserted, updated or deleted."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from loaders.typed import moments, plain
from metrics.declaration import Declaration


class Lineage(Declaration):
    """The source's columns that carry it; the empty name: there is none.

    Args:
        changed_at: when a row changed; without it, every row is as old as its delivery.
        sequence: number that orders changes of one moment. operation: I, U or D.
    """

    changed_at: str = ""
    sequence: str = ""
    operation: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are named."""
        return tuple(name for name in (self.changed_at, self.sequence, self.operation) if name)


#: Columns of the platform that carry it (domain/source_tables.md A2), and of sources that carry none.
PLATFORM = Lineage(changed_at="dsc_biz_timestamp", sequence="dsc_biz_record_id", operation="dsc_biz_operation")
NONE = Lineage()
_OPERATIONS = {"i": "I", "insert": "I", "u": "U", "update": "U", "d": "D", "delete": "D"}


def with_lineage(raw: pd.DataFrame, told: Lineage, first_row: int, as_of: datetime) -> pd.DataFrame:
    """Adds `_row`, `_changed_at`, `_sequence`, `_operation`; an unknown operation is an update.

    Args:
        first_row: number of the first row in its delivery, from 1. as_of: time of rows that tell none (Beijing time).
    """
    order = pd.Series(range(first_row, first_row + len(raw)), index=raw.index, dtype="int64")
    changed = pd.Series(pd.Timestamp(as_of), index=raw.index).astype("datetime64[us]")
    if told.changed_at:
        changed = moments(raw[told.changed_at])[0].fillna(pd.Timestamp(as_of)).astype("datetime64[us]")
    sequence = order
    if told.sequence:
        sequence = pd.to_numeric(plain(raw[told.sequence]), errors="coerce").fillna(order).astype("int64")
    operation = pd.Series("U", index=raw.index, dtype="str")
    if told.operation:
        operation = plain(raw[told.operation]).str.lower().map(_OPERATIONS).fillna("U").astype("str")
    return raw.assign(_row=order, _changed_at=changed, _sequence=sequence, _operation=operation)


def from_platform(raw: pd.DataFrame, first_row: int, fallback: datetime) -> pd.DataFrame:
    """Lineage from the platform's dsc_* columns."""
    return with_lineage(raw, PLATFORM, first_row, fallback)
