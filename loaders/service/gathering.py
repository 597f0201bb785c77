"""Deliveries of chosen sources, patient and within a span; one that fails never keeps another from being read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from cockpit.delivery import Delivery, Watermark
from cockpit.errors import SourceUnreachable
from loaders.ingest import Platform, deliveries
from loaders.patience import Patience
from loaders.service.breaker import Breakers
from loaders.service.patience import patient
from loaders.service.span import Span
from loaders.sources import Source


@dataclass(frozen=True)
class Gathering:
    """How sources are read.

    Args:
        heard: told of every source how its reading ended (None = to its end).
    """

    platform: Platform
    watermark: Callable[[str], Watermark | None]
    patience: Patience = Patience()
    span: Span = Span()
    breakers: Breakers = field(default_factory=Breakers)
    heard: Callable[[str, Exception | None], None] = lambda _source, _error: None

    def deliveries(self, sources: Sequence[Source], now: datetime) -> Iterator[Delivery]:
        """One delivery per source, read when its chunks are iterated."""
        for source in sources:
            line = connection(source, self.platform)
            patience = self._patience(source, line, now)
            make = partial(self._made, source, patience, now)
            told = partial(self._told, source.source, line, now)
            ready = patient(make, patience, told)
            yield self.span.within(ready) if self.span else ready

    def _made(self, source: Source, patience: Patience, now: datetime) -> Delivery:
        outside = replace(self.platform.outside, patience=patience)
        platform = replace(self.platform, outside=outside)
        mark = (lambda _: self.span.watermark()) if self.span else self.watermark
        return next(deliveries([source], platform, mark, now))

    def _patience(self, source: Source, line: str, now: datetime) -> Patience:
        """A file that was not sent does not come in seconds; a connection that failed just now gets one try."""
        hopeless = _is_folder(source, self.platform) or line in self.breakers.states(now)
        return replace(self.patience, attempts=1) if hopeless else self.patience

    def _told(self, source: str, line: str, now: datetime, error: Exception | None) -> None:
        if error is None:
            self.breakers.succeeded(line)
        elif isinstance(error, SourceUnreachable):
            self.breakers.failed(line, now)
        self.heard(source, error)


def connection(source: Source, platform: Platform) -> str:
    """What a source shares with others when it does not answer: its connection, or its own file in a folder."""
    return f"{source.connection}/{source.source}" if _is_folder(source, platform) else source.connection


def _is_folder(source: Source, platform: Platform) -> bool:
    return platform.configuration.connections[source.connection].kind == "folder"
