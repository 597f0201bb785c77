"""Who takes a file away, when, and under which number it stands in the audit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from cockpit.security.identity import Identity


@dataclass(frozen=True)
class Mark:
    """The mark of one export."""

    identity: Identity
    now: datetime
    watermark: str

    @property
    def who(self) -> str:
        """The person as the file names them."""
        return "·".join(part for part in (self.identity.title, self.identity.department) if part)


def new_mark(identity: Identity, now: datetime) -> Mark:
    """A mark with a number of its own: the day and 40 random bits."""
    return Mark(identity, now, f"ZS{now:%Y%m%d}-{secrets.token_hex(5).upper()}")
