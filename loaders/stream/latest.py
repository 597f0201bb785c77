"""From the spool to the ingest: messages as text frames, in the order in which they came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from loaders.stream.spool import Spool

ROWS = 50_000


def read_stream(spool: Spool, topic: str, since: int, until: int | None = None) -> Iterator[pd.DataFrame]:
    """Messages of a topic with since < number ≤ until, as frames of at most ROWS rows, all columns text.

    The columns of the payload, and dsc_biz_timestamp (event time with offset), dsc_biz_record_id (number in the
    spool), dsc_biz_operation (I, U, D): the latest by key, without deletions, is the state of the stream.

    Args:
        since: number up to which messages were handed on (`spool.handed_on`), or 0 for all that are still there.
        until: number to stop at (`spool.newest` of before), to be handed on afterwards; None reads up to now.

    Raises:
        StoreError: the spool cannot be read.
    """
    end = spool.newest(topic) if until is None else until
    while rows := spool.page(topic, since, end, ROWS):
        yield _frame(rows)
        since = rows[-1].number


def _frame(rows: Sequence[sa.Row[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records([json.loads(row.payload) for row in rows])
    frame = frame.assign(
        # Deliveries round times to microseconds and to Beijing time; the offset says that it is.
        dsc_biz_timestamp=[f"{row.event_time}+08:00" for row in rows],
        dsc_biz_record_id=[str(row.number) for row in rows],
        dsc_biz_operation=[row.op for row in rows],
    )
    return frame.astype("str").where(lambda values: values.notna())
