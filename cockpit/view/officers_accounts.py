"""The system officer's pages: accounts without rights, sessions, wall screens. No data, no audit, no grants."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response, g, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from cockpit.application import Cockpit
from cockpit.audit.record import record
from cockpit.errors import QueryError
from cockpit.security import devices as screens
from cockpit.security import sessions as doors
from cockpit.security.accounts import account_of, add_account, disable, enable, reset_password, unlock
from cockpit.security.gate import unbound
from cockpit.security.signing_in import locked
from cockpit.security.stored import Account, WallDevice
from cockpit.view.plain import plain_page

#: Rights of the other two officers: they and the system officer must not become one.
APART = frozenset({"grants", "policy", "audit"})


def accounts() -> Response:
    """The list, and what the system officer may do with it."""
    cockpit, shown, wrong = unbound(), None, ""
    if request.method == "POST":
        try:
            with cockpit.state.begin() as session:
                shown = _change(cockpit, session)
        except QueryError as error:
            wrong = error.problem
        act, name = request.form.get("act", ""), request.form.get("name", "")
        event = {"add": "account.add", "reset": "password.change"}.get(act, "account.change")
        record(event, name, "refused" if wrong else "ok", act=act)
    with cockpit.state() as session:
        found = session.scalars(sa.select(Account).order_by(Account.name)).all()
        closed = {a.name for a in found if locked(session, a.name, cockpit.clock())}
    roles = {name: role.title for name, role in cockpit.policy.roles.items()}
    return plain_page(
        "accounts.html", "账号", 400 if wrong else 200, accounts=found, locked=closed, roles=roles, shown=shown,
        wrong=wrong, wide=True,
    )  # fmt: skip


def _change(cockpit: Cockpit, session: Session) -> tuple[str, str] | None:
    """Does what was asked; the name and first password to show once, where there is one."""
    act, name, now = request.form.get("act", ""), request.form.get("name", ""), cockpit.clock()
    if act == "add":
        return name, add_account(session, name, request.form.get("title", ""), now)[1]
    account = account_of(session, name)
    if act == "disable":
        disable(session, account, now)
    elif act == "enable":
        enable(account)
    elif act == "unlock":
        unlock(session, account)
    elif act == "reset":
        own_hands(cockpit, account)
        return name, reset_password(session, account, now)
    else:
        raise BadRequest
    return None


def own_hands(cockpit: Cockpit, account: Account) -> None:
    """Goes on only with accounts that hold no other officer's rights: whoever resets a password could sign in with it.

    Raises:
        QueryError: it is a security or audit officer's; on the host it can be done.
    """
    role = cockpit.policy.role(account.role)
    if role is not None and APART & set(role.rights):
        raise QueryError("口令", "安全、审计管理员的口令不能在网页上重置", "在服务器上运行 python -m cockpit user reset 账号")


def sessions() -> Response:
    """Who is signed in; one or all can be ended."""
    cockpit = unbound()
    wanted, every = request.form.get("session", ""), request.form.get("act") == "all"
    if request.method == "POST":
        with cockpit.state.begin() as session:
            for row, _ in doors.open_sessions(session):
                if row.digest != g.get("session_digest") and (every or wanted and row.digest.startswith(wanted)):
                    doors.end(session, row.digest, cockpit.clock(), "管理员结束")
        record("session.end", "全部" if every else wanted)
    with cockpit.state() as session:
        return plain_page("sessions.html", "登录", sessions=doors.open_sessions(session), wide=True)


def devices() -> Response:
    """Wall screens: new ones with their code, and revoking."""
    cockpit, shown, wrong = unbound(), None, ""
    if request.method == "POST":
        try:
            with cockpit.state.begin() as session:
                if request.form.get("act") == "add":
                    row, code = screens.add_device(session, request.form.get("title", ""), cockpit.clock())
                    shown = (row.title, code)
                else:
                    row = screens.revoke(session, int(request.form.get("id", "0") or 0), cockpit.clock())
            record("device.change", f"{row.id} {row.title}", act=request.form.get("act", ""))
        except QueryError as error:
            wrong = error.problem
        except ValueError as error:
            raise BadRequest from error
    with cockpit.state() as session:
        rows = session.scalars(sa.select(WallDevice).order_by(WallDevice.id.desc())).all()
    return plain_page(
        "devices.html", "大屏", 400 if wrong else 200, devices=rows, shown=shown, wrong=wrong, wide=True
    )  # fmt: skip


ROUTES = (
    ("/officers/accounts", accounts, ["GET", "POST"]), ("/officers/sessions", sessions, ["GET", "POST"]),
    ("/officers/devices", devices, ["GET", "POST"]),
)  # fmt: skip
