"""The gate before every request: who asks, from which page, through which door. Shut unless declared open."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, g, redirect, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import Forbidden as HTTPForbidden
from werkzeug.exceptions import NotFound, Unauthorized

from cockpit.application import EXTENSION, Cockpit
from cockpit.audit.record import actor, trail
from cockpit.security import sessions
from cockpit.security.access import LOOPBACK
from cockpit.security.callback_body import check_body
from cockpit.security.doors import doors, opens
from cockpit.security.identity import NOBODY, VISITOR, Identity
from cockpit.security.keys import demonstration, derived

SESSION_COOKIE, DEVICE_COOKIE, VISITOR_COOKIE = "cockpit_session", "cockpit_device", "cockpit_visitor"
UPDATE = "/_dash-update-component"
#: Further ways to say who asks (API keys): functions that look at the request; the first that knows decides.
RESOLVERS = "cockpit_resolvers"
Resolver = Callable[[Cockpit], Identity | None]


def register(server: Flask) -> None:
    """Puts the gate before everything else; call it before any other before_request."""
    server.extensions.setdefault(RESOLVERS, [])
    server.before_request(gate)


def unbound() -> Cockpit:
    """The cockpit as the program itself sees it: for the gate and the pages that manage people."""
    return cast(Cockpit, current_app.extensions[EXTENSION])


def gate() -> Response | None:
    """Lets a request on, sends it to the sign-in page, or refuses it."""
    cockpit = unbound()
    identity = g.identity = identify(cockpit)
    rule = request.url_rule.rule if request.url_rule else None
    if rule is None:
        raise NotFound
    seen = cockpit.as_seen_by(identity)
    check_origin()
    word = doors().routes.get(rule)
    if not opens(word, identity, seen.grant):
        return refuse(cockpit, identity, word)
    if rule == UPDATE:
        output = check_body(request.get_json(silent=True))
        if not opens(doors().callbacks.get(output), identity, seen.grant):
            return refuse(cockpit, identity, doors().callbacks.get(output))
    return None


def who() -> Identity:
    """Who asks in this request: what the gate found, or, where no gate was passed (tests, warming), the default."""
    if "identity" in g:
        return cast(Identity, g.identity)
    return VISITOR if demonstration(unbound().settings) else NOBODY


def identify(cockpit: Cockpit) -> Identity:
    """Who asks: an API key, a signed-in person, a paired screen, a visitor of the demonstration, or nobody."""
    for resolver in cast(list[Resolver], current_app.extensions[RESOLVERS]):
        found = resolver(cockpit)
        if found is not None:
            return found
    return _person(cockpit) or _device(cockpit) or _visitor(cockpit) or NOBODY


def _person(cockpit: Cockpit) -> Identity | None:
    secret = request.cookies.get(SESSION_COOKIE)
    if not secret:
        return None
    with cockpit.state.begin() as session:
        found = sessions.signed_in(session, secret, cockpit.settings.access, cockpit.clock())
    if found is None:
        return None
    g.session_digest, g.stage = found.digest, found.stage
    return found.identity if found.stage == "full" else NOBODY


def _device(cockpit: Cockpit) -> Identity | None:
    secret = request.cookies.get(DEVICE_COOKIE)
    if not secret:
        return None
    with cockpit.state() as session:
        return sessions.device(session, secret, request.remote_addr or "", request.user_agent.string)


def _visitor(cockpit: Cockpit) -> Identity | None:
    """A visitor of the demonstration: only on loopback, only directly, only under a loopback name."""
    if not demonstration(cockpit.settings) or "stage" in g:
        return None
    name = urlsplit(f"//{request.host}").hostname
    forwarded = any(header in request.headers for header in ("Forwarded", "X-Forwarded-For", "X-Real-IP"))
    if request.remote_addr not in LOOPBACK or name not in LOOPBACK or forwarded:
        return None
    chosen = request.cookies.get(VISITOR_COOKIE)
    if not chosen:
        return VISITOR
    try:
        role, department, region = visitor_signer(cockpit).loads(chosen)
    except (BadSignature, ValueError):
        return VISITOR
    return Identity(VISITOR.name, VISITOR.title, role, department, region, "visitor")


def visitor_signer(cockpit: Cockpit) -> URLSafeSerializer:
    """Signs the role that a visitor chose."""
    return URLSafeSerializer(derived(cockpit.key, "visitor"))


def check_origin() -> None:
    """A request that changes something has to come from a page of this host.

    Raises:
        Forbidden (403): the browser says it comes from elsewhere, or a signed-in browser does not say.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    origin = request.headers.get("Origin")
    if origin is not None:
        if urlsplit(origin).netloc != request.host:
            raise HTTPForbidden("请求来自别的网站")
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        raise HTTPForbidden("请求来自别的网站")
    if site is None and (SESSION_COOKIE in request.cookies or DEVICE_COOKIE in request.cookies):
        raise HTTPForbidden("请求没有说明来源")


def refuse(cockpit: Cockpit, identity: Identity, word: str | None) -> Response:
    """The sign-in page for a page, 401 for anything else; 403, audited, for who is signed in."""
    if identity.kind != "nobody":
        trail(cockpit).append(
            cockpit.clock(), actor(identity), "denied", f"{request.method} {request.path}", "refused", needs=word or ""
        )
        raise HTTPForbidden("没有权限")
    if request.method != "GET" or request.path.startswith(("/_dash", "/api", "/export", "/officers")):
        raise Unauthorized("请先登录")
    wanted = request.full_path.rstrip("?")
    return cast(Response, redirect("/login?" + urlencode({"next": wanted}) if wanted != "/" else "/login"))
