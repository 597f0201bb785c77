"""Trying again: what waiting can heal is asked for again with back-off and jitter, and from where it broke.

Opening a source and each later page of it have their own patience, so that a source of a thousand pages is not given up
for one page, and nothing that came is asked for twice. A missing column or a wrong encoding does not heal by waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from cockpit.errors import SourceIncomplete, SourceUnreachable

T = TypeVar("T")
#: Errors that waiting can heal: nobody answered or we were refused; the answer broke off or was not all of it.
HEALING = (SourceUnreachable, SourceIncomplete)


@dataclass(frozen=True)
class Patience:
    """How often and how long: `attempts` tries, pauses doubling from `first` to `longest` seconds plus up to `jitter`."""

    attempts: int = 4
    first: float = 1.0
    longest: float = 30.0
    jitter: float = 1.0
    wait: Callable[[float], None] = tenacity.nap.sleep

    def again(self, ask: Callable[[], T]) -> T:
        """What is asked for, asked again while the error can heal.

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
        return trying(ask)


#: No patience: whoever reads a sample sees the first error.
ONCE = Patience(attempts=1)
