"""The spool: every message of a stream on our own disk, once, before the broker is told that we have it.

At least once becomes exactly once by uniqueness of (topic, entity, event time, version). Numbers of messages grow in
the order of commits, because SQLite lets one writer in at a time: whoever has read up to a number misses nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from cockpit.errors import StoreError, StoreFull
from loaders.stream.message import DeadLetter, Message, Topic, parse
from loaders.stream.tables import DEAD, HANDED, LINK, MESSAGES, METADATA, TALLY, durable, read, written


@dataclass(frozen=True)
class StreamState:
    """How a topic fares.

    Args:
        messages: kept since the spool began; repeated: came again and were dropped. dead: lie there unread.
        waiting: not handed on yet. newest_event, newest_received: Beijing time; None before the first message.
        lag_seconds: from the newest event to now.
    """

    topic: str
    messages: int
    repeated: int
    dead: int
    waiting: int
    newest_event: datetime | None
    newest_received: datetime | None
    lag_seconds: float | None


@dataclass(frozen=True)
class Link:
    """How a subscriber fares; one not seen for half a minute is not running, whatever `connected` says.

    Args:
        since: of `connected`. seen_at: its last sign of life. heard_at: its last moment with the broker, if any.
        problem: why it is not connected, or empty.
        gap_from: from then until it came back the broker kept nothing for us; None while that never happened.
    """

    client: str
    connected: bool
    since: datetime
    seen_at: datetime
    heard_at: datetime | None
    problem: str
    gap_from: datetime | None


class Spool:
    """A spool in a file; several processes may read it while one writes.

    Raises:
        StoreFull: no room on the disk. StoreError: the file cannot be opened, read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        sa.event.listen(self._engine, "connect", durable)
        with self._changing() as connection:
            METADATA.create_all(connection)

    def keep(self, batch: Sequence[Message | DeadLetter]) -> None:
        """Write messages and dead letters in one transaction; on return they are on the disk."""
        messages = [entry for entry in batch if isinstance(entry, Message)]
        letters = [entry for entry in batch if isinstance(entry, DeadLetter)]
        with self._changing() as connection:
            _keep_messages(connection, messages)
            _keep_letters(connection, letters)

    def newest(self, topic: str) -> int:
        """Number of the newest message of a topic; 0 when there is none."""
        chosen = sa.select(sa.func.max(MESSAGES.c.number)).where(MESSAGES.c.topic == topic)
        return max(self._number(chosen), self.handed_on(topic))

    def page(self, topic: str, after: int, until: int, limit: int) -> Sequence[sa.Row[Any]]:
        """Messages (number, event_time, op, payload) with after < number ≤ until, in order of number.

        Left out: one whose entity and event time also have a greater version, so that the greatest version counts in
        whatever order they came.
        """
        later = MESSAGES.alias()
        same = [later.c[name] == MESSAGES.c[name] for name in ("topic", "entity", "event_time")]
        chosen = (
            sa.select(*(MESSAGES.c[name] for name in ("number", "event_time", "op", "payload")))
            .where(MESSAGES.c.topic == topic, MESSAGES.c.number > after, MESSAGES.c.number <= until)
            .where(~sa.exists().where(*same, later.c.version > MESSAGES.c.version))
            .order_by(MESSAGES.c.number)
            .limit(limit)
        )
        with self._reading() as connection:
            return connection.execute(chosen).all()

    def handed_on(self, topic: str) -> int:
        """Up to which number messages were handed on; 0 when none was."""
        return self._number(sa.select(sa.func.max(HANDED.c.number)).where(HANDED.c.topic == topic))

    def hand_on(self, topic: str, number: int, now: datetime) -> None:
        """Messages up to a number stand in the store now."""
        with self._changing() as connection:
            row = {"topic": topic, "number": number, "at": written(now)}
            connection.execute(insert(HANDED).values(row).on_conflict_do_nothing())

    def purge(self, before: datetime, dead_before: datetime) -> int:
        """Forget messages handed on before a moment, and dead letters received before another; how many went."""
        old = sa.select(HANDED.c.topic, sa.func.max(HANDED.c.number).label("number"))
        old = old.where(HANDED.c.at < written(before)).group_by(HANDED.c.topic)
        count = 0
        with self._changing() as connection:
            connection.execute(sa.delete(DEAD).where(DEAD.c.received_at < written(dead_before)))
            for topic, number in connection.execute(old).all():
                gone = MESSAGES.c.topic == topic, MESSAGES.c.number <= number
                count += connection.execute(sa.delete(MESSAGES).where(*gone)).rowcount
                connection.execute(sa.delete(HANDED).where(HANDED.c.topic == topic, HANDED.c.number < number))
        return count

    def dead_letters(self, topic: str, limit: int = 100) -> list[tuple[DeadLetter, int]]:
        """The newest dead letters of a topic, and how often each came."""
        newest = DEAD.c.received_at.desc(), DEAD.c.number.desc()
        chosen = sa.select(DEAD).where(DEAD.c.topic == topic).order_by(*newest).limit(limit)
        with self._reading() as connection:
            return [(_letter(row), row.times) for row in connection.execute(chosen)]

    def revive(self, topic: Topic) -> int:
        """Read the dead letters of a topic again, after its declaration was put right; how many are messages now."""
        with self._changing() as connection:
            # A deletion of nothing takes the write lock before anything is read.
            connection.execute(sa.delete(DEAD).where(sa.false()))
            count = 0
            for row in connection.execute(sa.select(DEAD).where(DEAD.c.topic == topic.topic)).all():
                entry = parse(topic, row.raw, datetime.fromisoformat(row.received_at))
                if isinstance(entry, Message):
                    _keep_messages(connection, [entry])
                    connection.execute(sa.delete(DEAD).where(DEAD.c.number == row.number))
                    count += 1
        return count

    def state(self, topic: str, now: datetime) -> StreamState:
        """Counts and lag of a topic."""
        unread = MESSAGES.c.topic == topic, MESSAGES.c.number > self.handed_on(topic)
        waiting = self._number(sa.select(sa.func.count()).where(*unread))
        dead = self._number(sa.select(sa.func.count()).where(DEAD.c.topic == topic))
        with self._reading() as connection:
            row = connection.execute(sa.select(TALLY).where(TALLY.c.topic == topic)).one_or_none()
        if row is None:
            return StreamState(topic, 0, 0, dead, waiting, None, None, None)
        event, received = datetime.fromisoformat(row.newest_event), datetime.fromisoformat(row.newest_received)
        lag = (now - event).total_seconds()
        return StreamState(topic, row.messages, row.repeated, dead, waiting, event, received, lag)

    def note(self, link: Link) -> None:
        """Write down how a subscriber fares."""
        row = {name: written(value) if isinstance(value, datetime) else value for name, value in asdict(link).items()}
        with self._changing() as connection:
            connection.execute(insert(LINK).values(row).on_conflict_do_update(["client"], set_=row))

    def link(self, client: str) -> Link | None:
        """How a subscriber fares; None when it never ran."""
        with self._reading() as connection:
            row = connection.execute(sa.select(LINK).where(LINK.c.client == client)).one_or_none()
        if row is None:
            return None
        since, seen_at = datetime.fromisoformat(row.since), datetime.fromisoformat(row.seen_at)
        return Link(row.client, row.connected, since, seen_at, read(row.heard_at), row.problem, read(row.gap_from))

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def _number(self, chosen: sa.Select[Any]) -> int:
        with self._reading() as connection:
            return int(connection.execute(chosen).scalar_one() or 0)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise _refusal(self.path, error) from error

    @contextmanager
    def _changing(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise _refusal(self.path, error) from error


def _keep_messages(connection: sa.Connection, messages: Sequence[Message]) -> None:
    for topic, group in _by_topic(messages).items():
        rows = [
            {**asdict(message), "event_time": written(message.event_time), "received_at": written(message.received_at)}
            for message in group
        ]
        new = connection.execute(insert(MESSAGES).on_conflict_do_nothing(), rows).rowcount
        _tally(connection, topic, new, len(rows) - new, group)


def _tally(connection: sa.Connection, topic: str, new: int, repeated: int, group: Sequence[Message]) -> None:
    event = written(max(message.event_time for message in group))
    received = written(max(message.received_at for message in group))
    first = insert(TALLY).values(
        topic=topic, messages=new, repeated=repeated, newest_event=event, newest_received=received
    )
    more = {
        "messages": TALLY.c.messages + new,
        "repeated": TALLY.c.repeated + repeated,
        "newest_event": sa.func.max(TALLY.c.newest_event, event),
        "newest_received": sa.func.max(TALLY.c.newest_received, received),
    }
    connection.execute(first.on_conflict_do_update(["topic"], set_=more))


def _keep_letters(connection: sa.Connection, letters: Sequence[DeadLetter]) -> None:
    for letter in letters:
        row = {
            "topic": letter.topic, "received_at": written(letter.received_at), "reason": letter.reason,
            "fingerprint": hashlib.sha256(letter.raw).hexdigest(), "raw": letter.raw, "times": 1,
        }  # fmt: skip
        again = {"times": DEAD.c.times + 1, "received_at": row["received_at"], "reason": row["reason"]}
        first = insert(DEAD).values(row)
        connection.execute(first.on_conflict_do_update(["topic", "fingerprint"], set_=again))


def _by_topic(messages: Sequence[Message]) -> dict[str, list[Message]]:
    groups: dict[str, list[Message]] = {}
    for message in messages:
        groups.setdefault(message.topic, []).append(message)
    return groups


def _letter(row: sa.Row[Any]) -> DeadLetter:
    return DeadLetter(row.topic, datetime.fromisoformat(row.received_at), row.reason, row.raw)


def _refusal(path: Path, error: sa.exc.DBAPIError) -> StoreError:
    reason = str(error.orig)
    if "disk is full" in reason:
        return StoreFull(str(path), "盘满，收到的消息写不下", "腾出空间；没有写下的消息代理会再送")
    return StoreError(str(path), f"消息暂存库不能用：{reason}", "核对路径、权限与磁盘；文件损坏时移开它，重新订阅")
