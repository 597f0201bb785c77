"""Single sign-on by OpenID Connect: code flow with PKCE, state and nonce, through Authlib. No role comes with it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, current_app, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from cockpit.application import EXTENSION, Cockpit
from cockpit.security.gate import unbound
from cockpit.security.keys import derived
from cockpit.security.stored import Account
from cockpit.view.login import go_on, let_in, note
from cockpit.view.plain import next_address, plain_page

_PROVIDER = "cockpit_oidc"
#: What the provider told of the person, kept in this browser's signed cookie until signing out; a cookie holds so much.
ID_TOKEN, _FITS = "id_token", 2600
_OTHER = re.compile(r"[^a-z0-9._-]+")


def prepare(server: Flask) -> None:
    """Registers the provider of the settings, if there is one; nothing is fetched until somebody signs in."""
    cockpit = cast(Cockpit, server.extensions[EXTENSION])
    server.secret_key = derived(cockpit.key, "flow")
    access = cockpit.settings.access
    if access.oidc_issuer:
        oauth = OAuth(server)
        server.extensions[_PROVIDER] = oauth.register(
            "sso", client_id=access.oidc_client, client_secret=access.oidc_secret,
            server_metadata_url=f"{access.oidc_issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "timeout": 10},
        )  # fmt: skip


def begin() -> Response:
    """Sends the browser to the provider."""
    session["next"] = next_address()
    try:
        return cast(Response, provider().authorize_redirect(url_for("people.single_sign_on_back", _external=True)))
    except RequestException:
        return plain_page("login.html", "登录", 502, wrong="统一身份平台没有应答", next="/", sso=True)


def back() -> Response:
    """What the provider says: a right answer signs in, anything else does not and is audited."""
    cockpit = unbound()
    try:
        told = provider().authorize_access_token()
        facts: dict[str, Any] = told["userinfo"]
        issuer, subject = str(facts["iss"]), str(facts["sub"])
    except (AuthlibBaseError, JoseError, RequestException, KeyError, ValueError) as error:
        note(cockpit, "（统一身份）", "login.fail", "refused", why=type(error).__name__)
        return plain_page("login.html", "登录", 401, wrong="统一身份登录没有成功，请重试", next="/", sso=True)
    with cockpit.state.begin() as database:
        account, new = _account(database, issuer, subject, facts, cockpit.clock())
        if account.disabled_at is None:
            secret, stage = let_in(cockpit, database, account, factor_shown=False)
    if new:
        note(cockpit, account.name, "account.add", about=account.name, source="oidc")
    if account.disabled_at is not None:
        note(cockpit, account.name, "login.fail", "refused", why="账号已停用")
        return plain_page("login.html", "登录", 401, wrong="统一身份登录没有成功，请重试", next="/", sso=True)
    note(cockpit, account.name, "login.ok", source="oidc", stage=stage)
    wanted, token = session.pop("next", "/"), str(told.get("id_token", ""))
    session[ID_TOKEN] = token if len(token) <= _FITS else ""  # a hint; without it the provider asks the person
    return go_on(cockpit, secret, stage, wanted)


def provider() -> Any:
    """The provider of the settings.

    Raises:
        NotFound: there is none.
    """
    provider = current_app.extensions.get(_PROVIDER)
    if provider is None:
        raise NotFound
    return provider


def _account(
    database: Session, issuer: str, subject: str, facts: dict[str, Any], now: datetime
) -> tuple[Account, bool]:
    """The account of a subject, and whether it was made just now; an unknown one is made without any role, never matched to a local one by name."""
    found = database.scalar(sa.select(Account).where(Account.issuer == issuer, Account.subject == subject))
    if found is not None:
        return found, False
    told = str(facts.get("preferred_username") or subject).lower()
    stem = "sso-" + (_OTHER.sub("-", told)[:60].strip("-") or "x")
    taken = set(database.scalars(sa.select(Account.name).where(Account.name.startswith(stem))))
    name = next(n for n in (stem, *(f"{stem}-{i}" for i in range(2, 10000))) if n not in taken)
    made = Account(
        name=name, title=str(facts.get("name") or told)[:60], source="oidc", issuer=issuer[:300], subject=subject[:300],
        password="", password_initial=False, created_at=now,
    )  # fmt: skip
    database.add(made)
    database.flush()
    return made, True


ROUTES = (("/login/sso", begin, ["GET"]), ("/login/sso/back", back, ["GET"]))
