"""To when the data of a record reach, and whether they are demonstration data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from cockpit.frames import Reader
from cockpit.moment import day_and_time


@dataclass(frozen=True)
class Coverage:
    """`as_of` is None when nothing arrived."""

    as_of: datetime | None
    demo: bool

    @property
    def words(self) -> str:
        """`as_of` on screen."""
        return "未入舱" if self.as_of is None else day_and_time(self.as_of)


def coverage(reader: Reader, record: str) -> Coverage:
    """The coverage of a record at the reader's snapshot."""
    batch = reader.tables.batch
    demo = sa.func.max(sa.cast(batch.c.demo, sa.Integer)).label("demo")
    frame = reader.select(
        sa.select(sa.func.max(batch.c.as_of).label("as_of"), demo)
        .where(batch.c.target == record)
        .where(batch.c.status == "ok")
    )
    when = frame["as_of"].iloc[0] if len(frame) else None
    return Coverage(None if pd.isna(when) else pd.Timestamp(when).to_pydatetime(), bool(frame["demo"].eq(1).any()))
