"""Cached frames: a reader is bound to one snapshot and one grant; every key begins with both and the program's edition.

So nothing is ever invalidated, and nobody is answered with another's rows. The policy is enforced here and nowhere
else: the tables a reader hands out hold only what its grant may see, and a select over any other table is refused. Keys are our own: `memoize` builds them from repr and has answered wrongly (design §8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol, TypeVar

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from cockpit.errors import Forbidden
from cockpit.security.detail import Narrowed, about, narrowed
from cockpit.security.grant import EVERYTHING, Grant
from cockpit.single_flight import alone
from cockpit.store.embedded import EmbeddedStore, Generation, Snapshot
from cockpit.store.query import Query, statement
from cockpit.store.tables import Readable, Tables

Value = TypeVar("Value")


class Keeper(Protocol):
    """What a cache must do."""

    def get(self, key: str) -> Any:
        """The kept value, or None."""

    def set(self, key: str, value: Any) -> Any:
        """Keeps a value."""


class Frames:
    """Readers over a store and a cache; `edition` names the program and catalog whose answers may be kept together.

    Bound to a grant; without one it is the program itself that reads (ingest, commands, jobs).
    """

    def __init__(self, store: EmbeddedStore, cache: Keeper, edition: str = "", grant: Grant = EVERYTHING) -> None:
        self._store, self._cache, self._edition, self._grant = store, cache, edition, grant
        self._narrowed = None if grant.all_seeing else narrowed(store.tables, grant, store.records)

    def bound(self, grant: Grant) -> Frames:
        """The same frames, as a grant may see them."""
        return Frames(self._store, self._cache, self._edition, grant)

    def reader(self, snapshot: int | None = None) -> Reader:
        """A reader bound to the snapshot that is current now, or to an earlier one that is still kept.

        Raises:
            StoreMissing: nothing was published yet.
            QueryError: the earlier snapshot is not kept any more.
        """
        generation = self._store.generation() if snapshot is None else self._store.generation_of(snapshot)
        return self._reader(generation)

    def reader_at(self, day: date) -> Reader:
        """A reader that knows what was known at the end of a day.

        A snapshot of that day that is still kept is read as it is; else the current file answers by vintages, and
        `records_stand` says that rows of records are only known as they are now.

        Raises:
            StoreMissing: nothing was published yet.
        """
        end = datetime.combine(day + timedelta(days=1), time.min)
        now = self._store.generation()
        if now.snapshot.published_at < end:
            return self._reader(now)
        kept = self._store.generation_before(end)
        return self._reader(now, day) if kept is None else self._reader(kept)

    def _reader(self, generation: Generation, day: date | None = None) -> Reader:
        return Reader(generation, self._store.tables, self._narrowed, self._cache, self._edition, self._grant, day)


class Reader:
    """Reads one snapshot, whatever is published meanwhile; `tables` hold what its grant may see."""

    def __init__(
        self, generation: Generation, whole: Tables, own: Narrowed | None, cache: Keeper, edition: str, grant: Grant,
        day: date | None = None,
    ) -> None:  # fmt: skip
        self._day = day
        self._near: dict[str, Any] = {}
        self._generation, self._whole, self._own, self._cache, self._grant = generation, whole, own, cache, grant
        self.tables: Readable = whole if own is None else own
        self.edition = edition
        moment = f"{generation.snapshot.published_at:%Y%m%d%H%M%S%f}"
        told = f"-{day:%Y%m%d}" if day else ""
        self._edition = edition
        self._handed = [] if own is None else [own]
        self._prefix = f"{edition}-{grant.digest}-{generation.snapshot.id}-{moment}{told}"

    @property
    def records_stand(self) -> bool:
        """Whether rows of records are those of the time that is asked about."""
        return self._day is None

    @property
    def whole(self) -> Tables:
        """Every table, for the program itself.

        Raises:
            Forbidden: this reader is bound to a grant that does not see everything.
        """
        if self._own is not None:
            raise Forbidden("数据表", "只有程序本身能看全部", "经 reader.tables 取表")
        return self._whole

    def about(self, indicator: str) -> Readable:
        """`tables` with the observations of one indicator alone, which are found sooner."""
        if self._own is None:
            return self._whole
        self._handed.append(about(self._whole, self._own, self._grant, indicator))
        return self._handed[-1]

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot all answers come from."""
        return self._generation.snapshot

    def observations(self, query: Query, keep: bool = True) -> pd.DataFrame:
        """Observations (metrics.observation.COLUMNS) that the grant may see; of others there is no trace.

        Args:
            keep: whether the frame is kept for whoever asks next.
        """
        grant = self._grant
        query = query if self._day is None else replace(query, as_of=self._day)
        seen = query if grant.all_seeing else replace(query, indicators=tuple(filter(grant.may_see, query.indicators)))
        starred = () if seen.dimension == "" else grant.small  # only parts are small groups (small_groups.groups)
        if all(grant.visible_regions(code) is None and code not in starred for code in seen.indicators):
            return self._told(statement(self._whole, seen), keep)
        chosen = statement(self.tables, seen)
        self._check(chosen)
        return self._told(chosen, keep)

    def select(self, chosen: sa.Select) -> pd.DataFrame:
        """The rows of any select over `tables`.

        Raises:
            Forbidden: it reads from a table that was not handed out by this reader.
        """
        self._check(chosen)
        return self._told(chosen, True)

    def batches(self, chosen: sa.Select, rows: int) -> Iterator[pa.RecordBatch]:
        """The rows of a select over `tables` in batches of at most so many; nothing is kept.

        Raises:
            Forbidden: it reads from a table that was not handed out by this reader.
        """
        self._check(chosen)
        return self._generation.batches(chosen, rows)

    def _check(self, chosen: sa.Select) -> None:
        if self._own is None:
            return
        strange = next(_tables(chosen, frozenset().union(*(own.handed_out for own in self._handed))), None)
        if strange is not None:
            raise Forbidden(strange.name, "这张表没有按您的权限收窄", "经 reader.tables 取表")

    def _told(self, chosen: sa.Select, keep: bool) -> pd.DataFrame:
        """A statement is put into words once: they are its key, and what is asked when nothing is kept under it."""
        words = self._generation.words(chosen)
        if not keep:
            return self._generation.told(words)
        return self.remember(f"select|{words.text}|{words.values!r}", lambda: self._generation.told(words))

    def remember(self, key: str, make: Callable[[], Value]) -> Value:
        """The value of a key at this snapshot, made once; asked again, this reader need not unpack it again."""
        name = self._name(key)
        if name not in self._near:
            self._near[name] = self._once(name, make)
        near = self._near[name]
        # A shallow copy is the caller's own: pandas copies what is written to.
        return near.copy(deep=False) if isinstance(near, pd.DataFrame) else near

    def lasting(self, key: str, make: Callable[[], Value]) -> Value:
        """The value of a key that names all that the value is made from: the next snapshot need not make it again."""
        return self._once(f"{self._edition}-{hashlib.sha256(key.encode()).hexdigest()}", make)

    def kept(self, key: str) -> Any:
        """What was kept under a key at this snapshot, or None."""
        return self._cache.get(self._name(key))

    def keep(self, key: str, value: Any) -> None:
        """Keeps a value under a key at this snapshot."""
        self._cache.set(self._name(key), value)

    def alone(self, key: str) -> AbstractContextManager[bool]:
        """While one thread makes what is kept under a key, others that want it wait; tells whether this one did."""
        return alone(self._name(key))

    def _once(self, name: str, make: Callable[[], Value]) -> Value:
        """What the cache calls so, made by the first who wants it."""
        kept = self._cache.get(name)
        if kept is not None:
            return kept
        with alone(name) as waited:
            kept = self._cache.get(name) if waited else None
            if kept is None:
                kept = make()
                self._cache.set(name, kept)
        return kept

    def _name(self, key: str) -> str:
        return f"{self._prefix}-{hashlib.sha256(key.encode()).hexdigest()}"


def _tables(statement: sa.Select, handed: frozenset[int]) -> Iterator[sa.TableClause]:
    """The tables a statement reads, however deep; what was handed out is not looked into."""
    waiting: list[sa.ClauseElement] = [statement]
    seen = set(handed)
    while waiting:
        element = waiting.pop()
        if id(element) in seen:
            continue
        seen.add(id(element))
        if isinstance(element, sa.TableClause):
            yield element
        elif isinstance(element, sa.ColumnClause) and element.table is not None:
            waiting.append(element.table)
        else:
            waiting += element.get_children()
