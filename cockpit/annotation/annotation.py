"""The annotation: an event that explains a series, bound to an indicator, a region and a period."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from cockpit.state.schema import Stored

#: What an annotation may be, by code; the words stand on screen.
KINDS = {
    "policy": "政策",
    "typhoon": "台风",
    "event": "事件",
    "definition": "口径调整",
    "revision": "修订",
    "other": "其他",
}
#: States: waiting for approval, standing, turned down.
STATES = {"pending": "待审", "approved": "已核", "rejected": "未采用"}
NAME_LENGTH, NOTE_LENGTH = 24, 200


class Annotation(Stored):
    """One annotation; `region` "" means everywhere, `until` is the first day after it."""

    __tablename__ = "annotation"
    __table_args__ = (sa.Index("ix_annotation_indicator_since", "indicator", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(sa.String(80))
    region: Mapped[str] = mapped_column(sa.String(20))
    since: Mapped[date]
    until: Mapped[date]
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(NAME_LENGTH))
    note: Mapped[str] = mapped_column(sa.String(NOTE_LENGTH))
    state: Mapped[str] = mapped_column(sa.String(20))
    author: Mapped[str] = mapped_column(sa.String(80))
    author_title: Mapped[str] = mapped_column(sa.String(80))
    written_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(sa.String(80), default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
