"""Cached frames: a reader is bound to one snapshot, and every key begins with that snapshot and the program's edition.

So nothing is ever invalidated. Keys are our own: `memoize` builds them from repr and has answered wrongly (design §8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import pandas as pd
import sqlalchemy as sa

from cockpit.store.embedded import EmbeddedStore, Generation, Snapshot
from cockpit.store.query import Query, statement
from cockpit.store.tables import Tables

Value = TypeVar("Value")


class Keeper(Protocol):
    """What a cache must do."""

    def get(self, key: str) -> Any:
        """The kept value, or None."""

    def set(self, key: str, value: Any) -> Any:
        """Keeps a value."""


class Frames:
    """Readers over a store and a cache; `edition` names the program and catalog whose answers may be kept together."""

    def __init__(self, store: EmbeddedStore, cache: Keeper, edition: str = "") -> None:
        self._store, self._cache, self._edition = store, cache, edition

    def reader(self, snapshot: int | None = None) -> Reader:
        """A reader bound to the snapshot that is current now, or to an earlier one that is still kept.

        Raises:
            StoreMissing: nothing was published yet.
            QueryError: the earlier snapshot is not kept any more.
        """
        generation = self._store.generation() if snapshot is None else self._store.generation_of(snapshot)
        return Reader(generation, self._store.tables, self._cache, self._edition)


class Reader:
    """Reads one snapshot, whatever is published meanwhile."""

    def __init__(self, generation: Generation, tables: Tables, cache: Keeper, edition: str) -> None:
        self._generation, self.tables, self._cache = generation, tables, cache
        self._prefix = f"{edition}-{generation.snapshot.id}-{generation.snapshot.published_at:%Y%m%d%H%M%S%f}"

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot all answers come from."""
        return self._generation.snapshot

    def observations(self, query: Query) -> pd.DataFrame:
        """Observations (metrics.observation.COLUMNS)."""
        return self.select(statement(self.tables, query))

    def select(self, chosen: sa.Select) -> pd.DataFrame:
        """The rows of any select over `tables`."""
        compiled = chosen.compile(dialect=self._generation.engine.dialect)
        return self.remember(
            f"select|{compiled}|{sorted(compiled.params.items())!r}", lambda: self._generation.read(chosen)
        )

    def remember(self, key: str, make: Callable[[], Value]) -> Value:
        """The value of a key at this snapshot, made once."""
        kept = self.kept(key)
        if kept is None:
            kept = make()
            self.keep(key, kept)
        return kept

    def kept(self, key: str) -> Any:
        """What was kept under a key at this snapshot, or None."""
        return self._cache.get(self._name(key))

    def keep(self, key: str, value: Any) -> None:
        """Keeps a value under a key at this snapshot."""
        self._cache.set(self._name(key), value)

    def _name(self, key: str) -> str:
        return f"{self._prefix}-{hashlib.sha256(key.encode()).hexdigest()}"
