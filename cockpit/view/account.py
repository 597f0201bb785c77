"""One's own account: where one is signed in, the second factor."""

from __future__ import annotations

from typing import Any, cast

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from flask import Response, g, redirect, request
from werkzeug.exceptions import BadRequest

from cockpit.audit.record import record
from cockpit.clock import BEIJING
from cockpit.security import sessions
from cockpit.security.gate import unbound
from cockpit.security.keys import fernet_key
from cockpit.security.signing_in import sealed_factor
from cockpit.view.login import go_on, half_signed_in, let_in, note
from cockpit.view.plain import plain_page
from metrics.region import region


def account() -> Response:
    """Who I am to the cockpit, and my sessions."""
    cockpit = unbound()
    who = cockpit.identity()
    role = cockpit.policy.role(who.role)
    told: dict[str, Any] = {
        "who": who,
        "role": role.title if role else "未授权",
        "place": region(who.region).name if who.region else "",
    }
    if "session_digest" not in g:
        return plain_page("account.html", "我的账号", own=False, **told)
    with cockpit.state() as session:
        own = half_signed_in(session, ("full",))
        rows = [row for row, _ in sessions.open_sessions(session, own)]
        return plain_page(
            "account.html", "我的账号", own=own.source == "local", sessions=rows, here=g.session_digest,
            factor=bool(own.factor), wide=True, **told,
        )  # fmt: skip


def end() -> Response:
    """Ends another session of mine."""
    cockpit = unbound()
    wanted = request.form.get("session", "")
    with cockpit.state.begin() as session:
        own = half_signed_in(session, ("full",))
        for row, _ in sessions.open_sessions(session, own):
            if wanted and row.digest.startswith(wanted):
                sessions.end(session, row.digest, cockpit.clock(), "本人结束")
    record("session.end", wanted)
    return cast(Response, redirect("/account"))


def enrol() -> Response:
    """Setting up the second factor: a new secret is shown, and kept once a code proves that it arrived."""
    cockpit = unbound()
    if request.method == "GET":
        with cockpit.state() as session:
            name = half_signed_in(session, ("enrol", "full")).name
        return _shown(name, pyotp.random_base32())
    secret, now, wrong = _sent_secret(), cockpit.clock(), False
    with cockpit.state.begin() as session:
        own = half_signed_in(session, ("enrol", "full"))
        totp, moment = pyotp.TOTP(secret), now.replace(tzinfo=BEIJING)
        if not totp.verify(request.form.get("code", ""), for_time=moment, valid_window=1):
            wrong = True
        else:
            own.factor, own.factor_step = sealed_factor(secret, cockpit.key), totp.timecode(moment) + 1
            sessions.end(session, g.session_digest, now, "启用动态口令")
            cookie, stage = let_in(cockpit, session, own, factor_shown=True)
    note(cockpit, own.name, "factor.change", "refused" if wrong else "ok")
    return _shown(own.name, secret, "动态口令不正确，请重试") if wrong else go_on(cockpit, cookie, stage)


def _sent_secret() -> str:
    """The secret of the form, which only this installation can have sealed, within the last ten minutes."""
    try:
        sealer = Fernet(fernet_key(unbound().key, "enrol"))
        return sealer.decrypt(request.form.get("sealed", "").encode(), ttl=600).decode()
    except InvalidToken as error:
        raise BadRequest from error


def _shown(name: str, secret: str, wrong: str = "") -> Response:
    sealed = Fernet(fernet_key(unbound().key, "enrol")).encrypt(secret.encode()).decode()
    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="舟山数字驾驶舱")
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    status = 400 if wrong else 200
    return plain_page("enrol.html", "启用动态口令", status, spaced=spaced, uri=uri, sealed=sealed, wrong=wrong)


ROUTES = (("/account", account, ["GET"]), ("/account/end", end, ["POST"]), ("/account/enrol", enrol, ["GET", "POST"]))
