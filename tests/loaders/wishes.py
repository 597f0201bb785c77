"""What tests wish of a dataset, and what reading needs from outside."""

from __future__ import annotations

from datetime import datetime

import httpx

from loaders.lineage import PLATFORM
from loaders.reading import Outside, Wish

NOW = datetime(2026, 11, 23, 12)


def wish(*columns, optional=(), lineage=PLATFORM, since=None, look_back=0):
    """All rows of some columns."""
    return Wish(list(columns), list(optional), lineage, since, look_back, NOW)


def outside(var, secrets=None, http=None, clock=lambda: NOW):
    """A world whose clock stands still and in which waiting takes no time."""
    return Outside(http or httpx.Client(timeout=1.0, trust_env=False), secrets or {}, clock, lambda _: None, var)
