"""What a loader hands to the store: one batch of one source, typed, in chunks.

A leaf: loaders make it, the store publishes it, neither imports the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

#: Lineage columns of every chunk, beside the columns of its record:
#: `_changed_at` (datetime64[us]) when the source changed the row (dsc_biz_timestamp, or the file's time);
#: `_sequence` (int64) breaks ties (dsc_biz_record_id, or the row number);
#: `_operation` (str) I, U or D; `_row` (int64) row number in the delivery, from 1.
LINEAGE = ("_changed_at", "_sequence", "_operation", "_row")

#: Columns of a reject: row number, column, value as delivered, reason, whole row as JSON text.
REJECT = ("row", "column_name", "value", "reason", "raw")

#: Target of deliveries that carry observations instead of the rows of a record.
OBSERVATION = "observation"


@dataclass(frozen=True)
class Chunk:
    """Some rows of a delivery.

    Args:
        rows: columns of the record (dtypes by its declaration) + LINEAGE.
        rejects: columns REJECT; all text but `row` (int64).
    """

    rows: pd.DataFrame
    rejects: pd.DataFrame


@dataclass(frozen=True)
class Watermark:
    """How far a source was read: rows at or before it need no reading again."""

    changed_at: datetime
    sequence: int


@dataclass(frozen=True)
class Dataset:
    """What the catalog says of a source, and the rules its batches must follow.

    Args:
        cycle: update cycle (RT D W M Q H A N). share: unconditional, conditional or none, with its condition.
        open_: open, limited or none. summary: what it holds. protocol: how it is read.
        whole: True when every delivery holds all rows, so that a shorter one has lost some.
        rules: of metrics.quality.Rule (a delivery knows no other room).
    """

    cycle: str = "N"
    share: str = "unconditional"
    share_condition: str = ""
    open_: str = "none"
    summary: str = ""
    protocol: str = ""
    whole: bool = False
    rules: tuple[object, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """One batch of one source, not read yet: iterating `chunks` reads it and may raise SourceError.

    Args:
        source: code of the source (its mapping's name).
        title: the source's Chinese title.
        owner: department that answers for it.
        origin: where rows come from, for lineage (table, file or address, without secrets).
        target: a record's name, or OBSERVATION.
        demo: True when the rows are 演示数据.
        chunks: the rows, each chunk at most 100,000.
        dataset: what the catalog says of the source.
    """

    source: str
    title: str
    owner: str
    origin: str
    target: str
    demo: bool
    chunks: Iterator[Chunk]
    dataset: Dataset = Dataset()
