"""Cached frames: a reader is bound to one snapshot, and every key begins with that snapshot's id.

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
    """Readers over a store and a cache."""

    def __init__(self, store: EmbeddedStore, cache: Keeper) -> None:
        self._store, self._cache = store, cache

    def reader(self) -> Reader:
        """A reader bound to the snapshot that is current now.

        Raises:
            StoreMissing: nothing was published yet.
        """
        return Reader(self._store.generation(), self._store.tables, self._cache)


class Reader:
    """Reads one snapshot, whatever is published meanwhile."""

    def __init__(self, generation: Generation, tables: Tables, cache: Keeper) -> None:
        self._generation, self.tables, self._cache = generation, tables, cache

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
        name = f"{self.snapshot.id}-{hashlib.sha256(key.encode()).hexdigest()}"
        kept = self._cache.get(name)
        if kept is None:
            kept = make()
            self._cache.set(name, kept)
        return kept
