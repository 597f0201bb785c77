"""Back-fill: only the rows that changed within a span."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from cockpit.delivery import Chunk, Delivery, Watermark


@dataclass(frozen=True)
class Span:
    """Half-open span of change times (Beijing time); None is open on that side."""

    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    def watermark(self) -> Watermark | None:
        """Where reading begins."""
        return None if self.since is None else Watermark(self.since, 0)

    def within(self, delivery: Delivery) -> Delivery:
        """The delivery with the rows of the span; refused rows stay, because their time may be what is wrong."""
        part = replace(delivery.dataset, whole=False)  # fewer rows than last time are no loss here
        return replace(delivery, chunks=self._chunks(delivery.chunks), dataset=part)

    def _chunks(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        for chunk in chunks:
            at = chunk.rows["_changed_at"]
            chosen = pd.Series(True, index=at.index)
            if self.since is not None:
                chosen &= at >= self.since
            if self.until is not None:
                chosen &= at < self.until
            yield Chunk(chunk.rows[chosen], chunk.rejects)
