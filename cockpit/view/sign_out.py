"""Signing out: the session here ends first, then the one at the provider it came from (OpenID Connect RP-Initiated Logout)."""

from __future__ import annotations

from typing import cast

from flask import Response, g, redirect, session, url_for
from requests import RequestException

from cockpit.security import sessions
from cockpit.security.gate import session_cookie, unbound
from cockpit.view.login import note
from cockpit.view.plain import plain_page
from cockpit.view.single_sign_on import ID_TOKEN, provider


def logout() -> Response:
    """Ends the session; a copied cookie is dead with it. Who came from the provider goes on to sign out there."""
    cockpit, address = unbound(), ""
    if "session_digest" in g:
        with cockpit.state.begin() as state:
            sessions.end(state, g.session_digest, cockpit.clock(), "退出")
        address = _at_the_provider()
        note(cockpit, cockpit.identity().name, "logout", provider=bool(address))
    session.clear()
    answer = _onward(address) if address else cast(Response, redirect("/login"))
    answer.delete_cookie(session_cookie(cockpit.settings), secure=cockpit.settings.access.tls, httponly=True)
    return answer


def _at_the_provider() -> str:
    """Where the provider ends its own session; "" for who did not come from it, or when it has no such place."""
    token = session.get(ID_TOKEN)
    if token is None:
        return ""
    client = unbound().settings.access.oidc_client
    back = url_for("people.login_login", _external=True)
    try:
        return str(provider().logout_redirect(back, token or None, client_id=client).headers["Location"])
    except (RequestException, RuntimeError):
        return ""


def _onward(address: str) -> Response:
    """A page that goes on by itself: a redirect of the form's answer would be stopped by form-action of the policy."""
    answer = plain_page("sign_out.html", "退出", address=address)
    answer.headers["Refresh"] = f"0; url={address}"
    return answer


ROUTES = (("/logout", logout, ["POST"]),)
