"""What every protocol is given and gives: the nouns between a declared source and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pandas as pd

from cockpit.clock import BEIJING
from cockpit.delivery import Watermark
from loaders.lineage import Lineage
from loaders.patience import ONCE, Patience
from metrics.declaration import Declaration

#: Seconds a server may take to connect, and to go on answering.
PATIENCE = httpx.Timeout(30.0, connect=10.0)


@dataclass(frozen=True)
class Outside:
    """What reading needs from outside.

    Args:
        http: connection pool. secrets: the environment. clock: Beijing time without zone. wait: sleeps seconds.
        var: folder of the installation. opened: what protocols keep open between sources (engines), by address.
        patience: with the pages after the first; the first is asked for again by whoever opened the source.
    """

    http: httpx.Client
    secrets: Mapping[str, str]
    clock: Callable[[], datetime]
    wait: Callable[[float], None]
    var: Path
    opened: dict[str, Any] = field(default_factory=dict)
    patience: Patience = ONCE

    def utc(self) -> datetime:
        """The clock in UTC."""
        return self.clock().replace(tzinfo=BEIJING).astimezone(UTC)

    def millis(self) -> int:
        """The clock in milliseconds, as signatures want it."""
        return int(self.utc().timestamp() * 1000)


@dataclass(frozen=True)
class Wish:
    """What is wanted of a dataset.

    Args:
        columns: the source's columns that the mapping reads; a protocol may give more, and an empty list wishes all. optional: those that may be absent.
        lineage: its columns of change. since: rows at or before it need not come again, None for all.
        look_back_hours: how far before `since` late rows are looked for. now: Beijing time of this reading.
    """

    columns: list[str]
    optional: list[str]
    lineage: Lineage
    since: Watermark | None
    look_back_hours: int
    now: datetime


@dataclass(frozen=True)
class Piece:
    """Rows as delivered.

    Args:
        rows: text columns (str, missing stays missing). as_of: when the source says they are from, if it does.
        refused: what could not even be read as rows (cockpit.delivery.REJECT), if there is such.
    """

    rows: pd.DataFrame
    as_of: datetime | None = None
    refused: pd.DataFrame | None = None


@dataclass(frozen=True)
class Protocol:
    """One way of reading.

    Args:
        connection, dataset: declarations of its parameters. lineage: its columns of change unless a mapping says others.
        place: where rows come from, without secrets.
        read: the pieces of a dataset; raises SourceError. A source is whole or not at all: it raises before it ends
            when not everything came.
        refuses_empty: a delivery without any row is refused, because it is a failure far more often than the truth.
    """

    connection: type[Declaration]
    dataset: type[Declaration]
    lineage: Lineage
    place: Callable[[Any, Any, Outside], str]
    read: Callable[[Any, Any, Wish, Outside], Iterator[Piece]]
    refuses_empty: bool = True
