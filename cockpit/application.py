"""The wired application: what every page is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from cockpit.frames import Frames
from cockpit.security.identity import Identity
from cockpit.settings import Settings
from cockpit.state.database import Sessions
from metrics.catalog import Catalog

EXTENSION = "cockpit"


@dataclass(frozen=True)
class Cockpit:
    """Settings, catalog, frames, state, clock and identity of one running cockpit; `identity` says who asks now."""

    settings: Settings
    catalog: Catalog
    frames: Frames
    clock: Callable[[], datetime]
    state: Sessions
    identity: Callable[[], Identity]


def current_cockpit() -> Cockpit:
    """The cockpit attached to the Flask application that serves this request."""
    return cast(Cockpit, current_app.extensions[EXTENSION])
