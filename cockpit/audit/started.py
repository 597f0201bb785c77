"""What changed between two starts, or was published, stands in the audit: the policy, the settings, the data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from datetime import datetime

from cockpit.application import Cockpit
from cockpit.audit.trail import Actor, Trail
from cockpit.security.doors import FILE as DOORS
from cockpit.security.policy import FILE as POLICY
from cockpit.security.policy import Policy
from cockpit.settings import Settings

PROGRAM = Actor("（程序）", address="本机")
#: Settings that hold secrets, or may (a password within an address): only that they changed is told.
_SECRET = ("access", "metrics_token", "store_url", "state_url", "cache_url", "platform_url")


def note_start(trail: Trail, settings: Settings, policy: Policy, now: datetime) -> None:
    """Records a policy, doors or settings other than at the last start; at the first start, what they are."""
    rules = {name: _digest(file.read_bytes()) for name, file in (("policy", POLICY), ("doors", DOORS))}
    _note(trail, now, "policy.change", {"version": policy.version, **rules})
    told = {f.name: str(getattr(settings, f.name)) for f in fields(settings) if f.name not in _SECRET}
    hidden = {f"{name}_digest": _keyed(trail, settings, name) for name in _SECRET}
    _note(trail, now, "config.change", told | hidden)


def note_publication(cockpit: Cockpit, trail: Trail) -> None:
    """Records which snapshot was published."""
    snapshot = cockpit.frames.reader().snapshot
    trail.append(
        cockpit.clock(), PROGRAM, "publish", f"快照 {snapshot.id}", at=f"{snapshot.published_at:%Y/%m/%d %H:%M:%S}"
    )


def _note(trail: Trail, now: datetime, event: str, told: dict[str, str]) -> None:
    last = trail.entries({"event": event}, 1)
    known: dict[str, str] = json.loads(last[0].detail)["after"] if last else {}
    changed = {name: known.get(name, "") for name, value in told.items() if known.get(name) != value}
    if changed:
        about = "、".join(sorted(changed)) if last else "首次启动"
        trail.append(now, PROGRAM, event, about, after=told, before=changed if last else {})


def _keyed(trail: Trail, settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    plain = repr(asdict(value)) if name == "access" else str(value)
    return _digest(trail.key + plain.encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
