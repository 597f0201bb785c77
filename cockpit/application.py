"""The wired application: what every page is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from cockpit.frames import Frames
from cockpit.settings import Settings
from metrics.catalog import Catalog

EXTENSION = "cockpit"


@dataclass(frozen=True)
class Cockpit:
    """Settings, catalog, frames and clock of one running cockpit."""

    settings: Settings
    catalog: Catalog
    frames: Frames
    clock: Callable[[], datetime]


def current_cockpit() -> Cockpit:
    """The cockpit attached to the Flask application that serves this request."""
    return cast(Cockpit, current_app.extensions[EXTENSION])
