"""Troubles a demonstration server is told to have, one protocol at a time, for so many answers."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

#: Every trouble a server can be told to have.
FAULTS = (
    "expired_signature", "inner_failure", "short_page", "changing_total", "half_answer", "slow", "down", "duplicate",
    "out_of_order", "schema_drift", "unit_jump", "swapped_region",
)  # fmt: skip


@dataclass
class Faults:
    """The troubles switched on now: protocol → (fault, answers left, good answers before)."""

    _told: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, protocol: str, fault: str, times: int, after: int = 0) -> None:
        """Switches a trouble on for some answers of a protocol, `after` good ones first; 0 times switches it off."""
        with self._lock:
            self._told[protocol] = (fault, times, after)

    def active(self, protocol: str) -> str:
        """The trouble of this answer, or "" ; each asking counts as one answer."""
        with self._lock:
            fault, times, after = self._told.get(protocol, ("", 0, 0))
            if times <= 0:
                return ""
            self._told[protocol] = (fault, times, after - 1) if after > 0 else (fault, times - 1, 0)
            return "" if after > 0 else fault

    def shown(self) -> dict[str, tuple[str, int]]:
        """What is switched on, by protocol."""
        with self._lock:
            return {protocol: (fault, times) for protocol, (fault, times, _) in self._told.items() if times > 0}
