"""Deliveries that try again: opening a source is repeated while the error can heal; its later pages see to themselves.

What still breaks after the first rows is refused whole, and the next round reads it anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

from cockpit.delivery import Chunk, Delivery
from loaders.patience import Patience


def patient(make: Callable[[], Delivery], patience: Patience, heard: Callable[[Exception | None], None]) -> Delivery:
    """A delivery that is made anew for every try; `heard` is told once how reading ended (None = to its end)."""

    def read() -> Iterator[Chunk]:
        try:
            yield from patience.again(lambda: _begun(make().chunks))
        except Exception as error:
            heard(error)
            raise
        heard(None)

    return replace(make(), chunks=read())


def _begun(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The chunks of a source, its first one read."""
    return itertools.chain(list(itertools.islice(chunks, 1)), chunks)
