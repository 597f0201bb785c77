"""Deliveries that try again: opening a source is repeated with back-off and jitter while the error can heal.

Only until the first rows are there: a delivery that breaks later is refused whole, and the next round reads it anew.
A missing column or a wrong encoding does not heal by waiting and fails at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import tenacity

from cockpit.delivery import Chunk, Delivery
from cockpit.errors import SourceUnreachable

#: Errors that waiting can heal.
HEALING = (SourceUnreachable,)


@dataclass(frozen=True)
class Patience:
    """How often and how long: `attempts` tries, pauses doubling from `first` to `longest` seconds plus up to `jitter`."""

    attempts: int = 4
    first: float = 1.0
    longest: float = 30.0
    jitter: float = 1.0
    wait: Callable[[float], None] = tenacity.nap.sleep

    def opened(self, open_: Callable[[], Iterator[Chunk]]) -> Iterator[Chunk]:
        """The chunks of a source, its first one read.

        Raises:
            SourceError: the last one, when patience is over or the error cannot heal.
        """
        pause = tenacity.wait_exponential(multiplier=self.first, max=self.longest)
        trying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.attempts),
            wait=pause + tenacity.wait_random(0, self.jitter),
            retry=tenacity.retry_if_exception_type(HEALING),
            sleep=self.wait,
            reraise=True,
        )
        return trying(lambda: _begun(open_()))


def _begun(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    return itertools.chain(list(itertools.islice(chunks, 1)), chunks)


def patient(make: Callable[[], Delivery], patience: Patience, heard: Callable[[Exception | None], None]) -> Delivery:
    """A delivery that is made anew for every try; `heard` is told once how reading ended (None = to its end)."""

    def read() -> Iterator[Chunk]:
        try:
            yield from patience.opened(lambda: make().chunks)
        except Exception as error:
            heard(error)
            raise
        heard(None)

    return replace(make(), chunks=read())
