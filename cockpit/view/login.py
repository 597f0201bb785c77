"""Signing in with a password, the second factor, the change of a password that has to be changed."""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa
from flask import Response, g, redirect, request
from flask import session as flow
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests, Unauthorized

from cockpit.application import Cockpit
from cockpit.audit.record import trail
from cockpit.audit.trail import Actor
from cockpit.errors import QueryError
from cockpit.security import devices, sessions
from cockpit.security.accounts import change_password, end_sessions
from cockpit.security.gate import DEVICE_COOKIE, session_cookie, unbound
from cockpit.security.passwords import RULES, matches
from cockpit.security.signing_in import REFUSED, WINDOW, check_code, check_password, locked, throttled
from cockpit.security.stored import Account, WebSession
from cockpit.view.plain import next_address, plain_page

_OWED = {"factor": "/login/factor", "password": "/login/password", "enrol": "/account/enrol", "full": ""}


def login() -> Response:
    """The form, and what it sends."""
    cockpit = unbound()
    if request.method == "GET":
        return _form()
    address, now = request.remote_addr or "", cockpit.clock()
    name = request.form.get("name", "")
    with cockpit.state.begin() as session:
        if throttled(session, address, now):
            note(cockpit, name, "login.fail", "refused", why="地址尝试过多")
            raise TooManyRequests(retry_after=int(WINDOW.total_seconds()))
        attempt = check_password(session, name, request.form.get("password", ""), address, now)
        closed = attempt.account is None and locked(session, name.strip().lower(), now)
        if attempt.account is not None:
            secret, stage = let_in(cockpit, session, attempt.account, factor_shown=False)
            flow.clear()  # whoever sat here before may have come from the provider
    if attempt.account is None:
        note(cockpit, name, "login.lock" if closed else "login.fail", "refused", why=attempt.why)
        return _form(REFUSED, 401)
    note(cockpit, attempt.account.name, "login.ok", stage=stage)
    return go_on(cockpit, secret, stage)


def factor() -> Response:
    """The code of the second factor; a right one opens a new session in place of the half one."""
    cockpit = unbound()
    if request.method == "GET":
        return plain_page("factor.html", "动态口令", next=next_address())
    with cockpit.state.begin() as session:
        account = half_signed_in(session)
        address, now = request.remote_addr or "", cockpit.clock()
        right = check_code(session, account, request.form.get("code", ""), cockpit.key, address, now)
        if right:
            sessions.end(session, g.session_digest, now, "动态口令通过")
            secret, stage = let_in(cockpit, session, account, factor_shown=True)
        closed = not right and locked(session, account.name, now)
        if closed:
            end_sessions(session, account, "动态口令错误过多", now)
    event = "login.ok" if right else "login.lock" if closed else "login.fail"
    note(cockpit, account.name, event, "ok" if right else "refused", factor="动态")
    if not right:
        return plain_page("factor.html", "动态口令", 401, next=next_address(), wrong="动态口令不正确，或账号暂时锁定")
    return go_on(cockpit, secret, stage)


def password() -> Response:
    """Changing one's password, by wish or because it is due."""
    cockpit = unbound()
    rules = RULES[cockpit.settings.access.passwords]
    told = f"至少 {rules.least} 个字符" + (f"，四类字符中至少 {rules.classes} 类" if rules.classes > 1 else "")
    if request.method == "GET":
        return plain_page("password.html", "更换口令", rules=told, next=next_address())
    now, wrong = cockpit.clock(), ""
    with cockpit.state.begin() as session:
        account = half_signed_in(session, ("password", "full"))
        try:
            if not matches(account.password, request.form.get("old", "")):
                raise QueryError("口令", "当前口令不正确", "再输一次")
            with session.begin_nested():
                change_password(session, account, request.form.get("new", ""), cockpit.settings.access.passwords, now)
            end_sessions(session, account, "口令更换", now)
            secret, stage = let_in(cockpit, session, account, factor_shown=True)
        except QueryError as error:
            wrong = error.problem
    note(cockpit, account.name, "password.change", "refused" if wrong else "ok")
    if wrong:
        return plain_page("password.html", "更换口令", 400, rules=told, next=next_address(), wrong=wrong)
    return go_on(cockpit, secret, stage)


def device() -> Response:
    """Pairing a wall screen with its code."""
    cockpit = unbound()
    if request.method == "GET":
        return plain_page("device.html", "大屏配对")
    address, now = request.remote_addr or "", cockpit.clock()
    with cockpit.state.begin() as session:
        if throttled(session, address, now):
            raise TooManyRequests(retry_after=int(WINDOW.total_seconds()))
        try:
            row, secret = devices.pair(session, request.form.get("code", ""), now, address, request.user_agent.string)
        except QueryError as error:
            check_password(session, "（大屏配对）", "", address, now)  # a wrong code counts against the address
            return plain_page("device.html", "大屏配对", 401, wrong=error.problem)
    note(cockpit, f"wall-{row.id}", "device.pair", about=row.title)
    answer = cast(Response, redirect("/wall/city"))
    answer.set_cookie(
        DEVICE_COOKIE, secret, httponly=True, samesite="Lax", secure=cockpit.settings.access.tls, max_age=400 * 86400
    )
    return answer


def let_in(cockpit: Cockpit, session: Session, account: Account, factor_shown: bool) -> tuple[str, str]:
    """A new session of an account; its secret and its stage. The one that this browser showed ends with it."""
    now = cockpit.clock()
    if "session_digest" in g:
        sessions.end(session, g.session_digest, now, "重新登录")
    stage = sessions.stage_of(account, cockpit.policy, cockpit.settings.access, now, factor_shown)
    secret = sessions.begin(session, account, stage, now, request.remote_addr or "", request.user_agent.string)
    return secret, stage


def go_on(cockpit: Cockpit, secret: str, stage: str, wanted: str = "") -> Response:
    """On to what is owed, or to where one wanted to go, with the session's cookie."""
    answer = cast(Response, redirect(_OWED[stage] or wanted or next_address()))
    name, tls = session_cookie(cockpit.settings), cockpit.settings.access.tls
    answer.set_cookie(name, secret, httponly=True, samesite="Lax", secure=tls)
    return answer


def half_signed_in(session: Session, stages: tuple[str, ...] = ("factor",)) -> Account:
    """The account of this request's session, when it stands at one of some stages.

    Raises:
        Unauthorized (401): there is none.
    """
    if g.get("stage") not in stages:
        raise Unauthorized
    account = session.scalar(
        sa.select(Account).join(WebSession, WebSession.account_id == Account.id)
        .where(WebSession.digest == g.session_digest)
    )  # fmt: skip
    if account is None:
        raise Unauthorized
    return account


def note(cockpit: Cockpit, name: str, event: str, result: str = "ok", about: str = "", **detail: object) -> None:
    """An entry about somebody who is not signed in yet."""
    actor = Actor(name.strip() or "（空）", "", request.remote_addr or "")
    trail(cockpit).append(cockpit.clock(), actor, event, about, result, **detail)


def _form(wrong: str = "", status: int = 200) -> Response:
    sso = bool(unbound().settings.access.oidc_issuer)
    return plain_page("login.html", "登录", status, wrong=wrong, next=next_address(), sso=sso)


ROUTES = (
    ("/login", login, ["GET", "POST"]), ("/login/factor", factor, ["GET", "POST"]),
    ("/login/password", password, ["GET", "POST"]), ("/device", device, ["GET", "POST"]),
)  # fmt: skip
