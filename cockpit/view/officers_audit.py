"""The audit officer's pages: the trail, its verification, evidence to take away; and the checks of GB/T 22239."""

from __future__ import annotations

from flask import Response, request

from cockpit.audit.events import EVENTS, RESULTS
from cockpit.audit.record import record, trail
from cockpit.audit.wording import subject, unchanged, worded
from cockpit.errors import AuditBroken
from cockpit.security.gate import unbound
from cockpit.security.selfcheck import run_checks
from cockpit.view.plain import plain_page


def audit() -> Response:
    """The newest entries that fit, and whether the chain holds."""
    own = trail(unbound())
    wanted = {name: request.args.get(name, "")[:120] for name in ("event", "account", "result")}
    try:
        verified = f"通过，共 {own.verify():,} 条"
    except AuditBroken as error:
        verified = f"不通过，{error.place}：{error.problem}"
    entries = own.entries({name: value for name, value in wanted.items() if value})
    record("audit.read", filters={name: value for name, value in wanted.items() if value})
    return plain_page(
        "audit.html",
        "审计",
        entries=entries,
        verified=verified,
        events=EVENTS,
        results=RESULTS,
        wanted=wanted,
        worded=worded,
        unchanged=unchanged,
        subject=subject,
        wide=True,
    )


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
