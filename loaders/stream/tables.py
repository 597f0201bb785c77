"""The tables of the spool, and how its file is written. Times are text of one width, so text order is time order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()
MESSAGES = sa.Table(
    "message",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    *(
        sa.Column(name, sa.Text, nullable=False)
        for name in ("topic", "entity", "event_time", "version", "received_at", "op", "payload")
    ),
    sa.UniqueConstraint("topic", "entity", "event_time", "version"),
    sa.Index("ix_message_read", "topic", "number"),
    # AUTOINCREMENT: the number of a purged message is never given to another one.
    sqlite_autoincrement=True,
)
DEAD = sa.Table(
    "dead",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("topic", "received_at", "reason", "fingerprint")),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.UniqueConstraint("topic", "fingerprint"),
)
#: Counters go on when messages are purged.
TALLY = sa.Table(
    "tally",
    METADATA,
    sa.Column("topic", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("messages", "repeated")),
    sa.Column("newest_event", sa.Text),
    sa.Column("newest_received", sa.Text),
)
HANDED = sa.Table(
    "handed",
    METADATA,
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
)
LINK = sa.Table(
    "link",
    METADATA,
    sa.Column("client", sa.Text, primary_key=True),
    sa.Column("connected", sa.Boolean, nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("since", "seen_at", "problem")),
    *(sa.Column(name, sa.Text) for name in ("heard_at", "gap_from")),
)


def durable(connection: Any, _: object) -> None:
    """Settings of a new connection: readers do not hold up the writer; a commit is on the disk, not on its way there."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def written(moment: datetime) -> str:
    """Beijing time, always with microseconds."""
    return moment.isoformat(timespec="microseconds")


def read(text: str | None) -> datetime | None:
    """The moment of a text; None of none."""
    return None if text is None else datetime.fromisoformat(text)
