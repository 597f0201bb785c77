"""What several threads want made at once is made by one of them; the others wait and find it.

After a publication a hundred readers ask for the same page within a second, and threads of one interpreter gain nothing
from drawing it side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary

_guard = Lock()
#: A key's lock lives as long as somebody makes or waits.
_flights: WeakValueDictionary[str, Lock] = WeakValueDictionary()


@contextmanager
def alone(key: str) -> Iterator[bool]:
    """The block runs in one thread at a time per key; yields whether another had to be waited for, who may have made it."""
    with _guard:
        flight = _flights.setdefault(key, Lock())
    waited = not flight.acquire(blocking=False)
    if waited:
        flight.acquire()
    try:
        yield waited
    finally:
        flight.release()
