"""Auditing from anywhere in a request: who, from where and when are filled in.

from cockpit.audit.record import record
record("export", "指标表格.xlsx", rows=1200, sha256="…", filters=query)
"""

from __future__ import annotations

from flask import has_request_context, request

from cockpit.application import Cockpit, current_cockpit
from cockpit.audit.leaving import taken_before
from cockpit.audit.trail import Actor, Trail
from cockpit.security.identity import Identity
from cockpit.security.keys import derived


def record(event: str, about: str = "", result: str = "ok", **detail: object) -> int:
    """Adds an entry about who asks now; `about` is the object, see EVENTS for the events."""
    cockpit = current_cockpit()
    if has_request_context():
        taken_before(event)
    return trail(cockpit).append(cockpit.clock(), actor(cockpit.identity()), event, about, result, **detail)


def trail(cockpit: Cockpit) -> Trail:
    """The audit trail of a cockpit."""
    return Trail(cockpit.state, derived(cockpit.key, "audit"))


def actor(identity: Identity) -> Actor:
    """An identity as the audit names it, with the address it asks from."""
    address = (request.remote_addr or "") if has_request_context() else ""
    return Actor(identity.name or "（未登录）", identity.department, address, identity.session)
