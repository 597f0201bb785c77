"""The audit officer's pages: the trail, its verification, evidence to take away; and the checks of GB/T 22239."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request

from cockpit.audit.events import EVENTS, RESULTS
from cockpit.audit.leaf import Leaf, leaf
from cockpit.audit.record import record, trail
from cockpit.audit.wording import subject, unchanged, worded
from cockpit.errors import AuditBroken
from cockpit.security.gate import unbound
from cockpit.security.selfcheck import run_checks
from cockpit.view.plain import plain_page

#: No database has a greater number of an entry.
_LAST = 2**62


def audit() -> Response:
    """A leaf of entries, the newest first, and whether the chain holds."""
    own = trail(unbound())
    asked = {name: request.args.get(name, "")[:120] for name in ("event", "account", "result")}
    wanted = {name: value for name, value in asked.items() if value}
    try:
        verified = f"通过，共 {own.verify():,} 条"
    except AuditBroken as error:
        verified = f"不通过，{error.place}：{error.problem}"
    shown = leaf(own.state, wanted, _number("before"), _number("after"))
    record("audit.read", filters=wanted)
    return plain_page(
        "audit.html", "审计", entries=shown.entries, turns=_turns(shown, wanted), verified=verified, events=EVENTS,
        results=RESULTS, wanted=asked, worded=worded, unchanged=unchanged, subject=subject, wide=True,
    )  # fmt: skip


def _number(name: str) -> int:
    """The number of an entry in the address; 0 where there is none that can be one."""
    return min(max(request.args.get(name, 0, type=int), 0), _LAST)


def _turns(shown: Leaf, wanted: dict[str, str]) -> list[tuple[str, str]]:
    """Address and words of the ways on from a leaf, its filters kept."""
    if not shown.entries:
        return []
    newest, oldest = shown.entries[0].id, shown.entries[-1].id
    newer = [("最新", {}), (f"比第 {newest} 条新的", {"after": newest})] if shown.newer else []
    older = [(f"比第 {oldest} 条旧的", {"before": oldest})] if shown.older else []
    return [("/officers/audit?" + urlencode({**wanted, **more}), words) for words, more in [*newer, *older]]


def evidence() -> Response:
    """The whole trail as lines of JSON."""
    cockpit = unbound()
    record("audit.export")
    name = f"attachment; filename=audit-{cockpit.clock():%Y%m%d%H%M%S}.jsonl"
    return Response(trail(cockpit).evidence(), mimetype="application/x-ndjson", headers={"Content-Disposition": name})


def selfcheck() -> Response:
    """The checks with their evidence."""
    checks = run_checks(unbound())
    applies = [check for check in checks if check.result != "n/a"]
    passed = sum(check.result == "pass" for check in applies)
    return plain_page("selfcheck.html", "自查", checks=checks, applies=len(applies), passed=passed, wide=True)


ROUTES = (
    ("/officers/audit", audit, ["GET"]), ("/officers/audit/evidence", evidence, ["GET"]),
    ("/officers/selfcheck", selfcheck, ["GET"]),
)  # fmt: skip
