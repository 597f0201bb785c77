"""The wired application: what every page is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from flask import current_app, has_request_context

from cockpit.frames import Frames
from cockpit.security.grant import EVERYTHING, Grant, grant
from cockpit.security.identity import Identity
from cockpit.security.keys import derived
from cockpit.security.policy import Policy
from cockpit.settings import Settings
from cockpit.state.database import Sessions
from metrics.catalog import Catalog
from metrics.graded_watch import Watch
from metrics.records import Record

EXTENSION = "cockpit"
#: Identities whose bound cockpits are kept.
MOST_BOUND = 2000


@dataclass(frozen=True)
class Cockpit:
    """Settings, catalog, frames, state, clock, identity and grant of one running cockpit.

    In a request it is bound to who asks: catalog and frames hold what that identity may see, and nothing else.
    Outside of one (commands, jobs) it is the program itself; a job done for somebody asks `as_seen_by` first.

    Args:
        watches: what is judged row by row. identity: says who asks now. grant: what that identity may see and do.
        key: the installation's secret; what needs one derives its own (cockpit.security.keys). sights: catalog, frames and grant by role, department and region.
        bound: this cockpit as those who asked lately see it.
    """

    settings: Settings
    catalog: Catalog
    frames: Frames
    clock: Callable[[], datetime]
    state: Sessions
    identity: Callable[[], Identity]
    policy: Policy
    records: dict[str, Record]
    watches: tuple[Watch, ...] = ()
    key: bytes = field(default=b"", repr=False)
    grant: Grant = EVERYTHING
    sights: dict[tuple[str, str, str], tuple[Catalog, Frames, Grant]] = field(default_factory=dict, repr=False)
    bound: dict[Identity, Cockpit] = field(default_factory=dict, repr=False)

    def as_seen_by(self, identity: Identity) -> Cockpit:
        """This cockpit as an identity may see it; only the unbound one (the program's own) can be bound."""
        if identity.kind == "machine":
            return self
        known = self.bound.get(identity)
        if known is not None:
            return known
        key = (identity.role, identity.department, identity.region)
        if key not in self.sights:
            own = grant(identity, self.policy, self.catalog, self.records, derived(self.key, "pseudonyms").hex())
            self.sights[key] = (own.catalog(self.catalog), self.frames.bound(own), own)
        catalog, frames, own = self.sights[key]
        if len(self.bound) >= MOST_BOUND:
            self.bound.clear()
        made = replace(self, catalog=catalog, frames=frames, grant=own, identity=lambda: identity, bound={})
        self.bound[identity] = made
        return made


def current_cockpit() -> Cockpit:
    """The cockpit of the Flask application that serves this request, bound to who asks."""
    cockpit = cast(Cockpit, current_app.extensions[EXTENSION])
    return cockpit.as_seen_by(cockpit.identity()) if has_request_context() else cockpit
