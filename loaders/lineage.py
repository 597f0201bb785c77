"""The lineage of delivered rows: when a row changed, in which order, and whether it was inserted, updated or deleted."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from loaders.typed import moments, plain

#: Columns of the platform that carry it (domain/source_tables.md A2).
PLATFORM = ("dsc_biz_timestamp", "dsc_biz_record_id", "dsc_biz_operation")
_OPERATIONS = {"i": "I", "insert": "I", "u": "U", "update": "U", "d": "D", "delete": "D"}


def from_platform(raw: pd.DataFrame, first_row: int, fallback: datetime) -> pd.DataFrame:
    """Adds `_row`, `_changed_at`, `_sequence`, `_operation` from the dsc_* columns; an unknown operation is an update."""
    changed, _ = moments(raw["dsc_biz_timestamp"])
    sequence = pd.to_numeric(plain(raw["dsc_biz_record_id"]), errors="coerce")
    order = pd.Series(range(first_row, first_row + len(raw)), index=raw.index)
    return raw.assign(
        _row=order,
        _changed_at=changed.fillna(pd.Timestamp(fallback)).astype("datetime64[us]"),
        _sequence=sequence.fillna(order).astype("int64"),
        _operation=plain(raw["dsc_biz_operation"]).str.lower().map(_OPERATIONS).fillna("U").astype("str"),
    )


def from_file(raw: pd.DataFrame, changed_at: datetime) -> pd.DataFrame:
    """Lineage of a file's rows: the file's time, the row number, always an update."""
    order = pd.Series(range(1, len(raw) + 1), index=raw.index, dtype="int64")
    moment = pd.Series(pd.Timestamp(changed_at), index=raw.index).astype("datetime64[us]")
    return raw.assign(_row=order, _changed_at=moment, _sequence=order, _operation="U")
