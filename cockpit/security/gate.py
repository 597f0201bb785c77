"""The gate before every request: who asks, from which page, through which door. Shut unless declared open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from flask import Flask, Request, Response, current_app, g, redirect, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import BadRequest, NotFound, Unauthorized
from werkzeug.exceptions import Forbidden as HTTPForbidden

from cockpit.application import EXTENSION, Cockpit
from cockpit.audit.once import first_this_hour
from cockpit.audit.record import actor, trail
from cockpit.security import sessions
from cockpit.security.access import LOOPBACK
from cockpit.security.callback_body import output_of
from cockpit.security.doors import doors, opens
from cockpit.security.identity import NOBODY, VISITOR, Identity
from cockpit.security.keys import demonstration, derived
from cockpit.security.remembered import remembered
from cockpit.security.throttle import Refused, kind_of, open_throttle
from cockpit.settings import Settings

SESSION_COOKIE, DEVICE_COOKIE, VISITOR_COOKIE = "cockpit_session", "cockpit_device", "cockpit_visitor"
#: Under TLS browsers take a cookie of this name only from this very host, over HTTPS, for the whole of it.
SAFE_SESSION_COOKIE = f"__Host-{SESSION_COOKIE}"
UPDATE = "/_dash-update-component"
#: Further ways to say who asks (API keys): functions that look at the request; the first that knows decides.
RESOLVERS = "cockpit_resolvers"
THROTTLE = "cockpit_throttle"
Resolver = Callable[[Cockpit], Identity | None]


def register(server: Flask) -> None:
    """Puts the gate before everything else; call it before any other before_request."""
    server.extensions.setdefault(RESOLVERS, [])
    server.extensions[THROTTLE] = open_throttle(cast(Cockpit, server.extensions[EXTENSION]).settings)
    server.before_request(gate)


def unbound() -> Cockpit:
    """The cockpit as the program itself sees it: for the gate and the pages that manage people."""
    return cast(Cockpit, current_app.extensions[EXTENSION])


def gate() -> Response | None:
    """Lets a request on, sends it to the sign-in page, or refuses it."""
    asked = request._get_current_object()  # type: ignore[attr-defined]  # one look through each proxy, not forty
    held = cast(Flask, current_app._get_current_object()).extensions  # type: ignore[attr-defined]
    cockpit: Cockpit = held[EXTENSION]
    if asked.url_rule is None:
        raise NotFound
    rule, identity = asked.url_rule.rule, identify(cockpit, asked, held[RESOLVERS])
    g.identity = identity
    throttle(cockpit, identity, rule, asked)
    grant = cockpit.as_seen_by(identity).grant
    check_origin(asked)
    word = doors().routes.get(rule)
    if not opens(word, identity, grant):
        return refuse(cockpit, identity, word)
    if rule == UPDATE:
        own = doors().callbacks.get(_output(cockpit, identity, asked, held))
        if not opens(own, identity, grant):
            return refuse(cockpit, identity, own)
    return None


def _output(cockpit: Cockpit, identity: Identity, asked: Request, held: dict[str, Any]) -> str:
    """The output a callback asks for.

    Raises:
        BadRequest (400): a body that no browser's part of Dash sends; audited.
    """
    try:
        return output_of(asked, held)
    except BadRequest:
        if first_this_hour(cockpit, identity, asked.remote_addr or "", "tampered"):
            trail(cockpit).append(cockpit.clock(), actor(identity), "tampered", asked.path, "refused")
        raise


def throttle(cockpit: Cockpit, identity: Identity, rule: str, asked: Request) -> None:
    """Counts the request; a visitor is alone on his machine and is not counted.

    Raises:
        Refused (429): too many; the first of a minute is audited.
    """
    kind = kind_of(rule, asked.method)
    if kind is None or identity.kind == "visitor":
        return
    try:
        current_app.extensions[THROTTLE].take(kind, identity, asked.remote_addr or "")
    except Refused as refusal:
        if refusal.first:
            trail(cockpit).append(
                cockpit.clock(), actor(identity), "throttled", f"{asked.method} {asked.path}", "refused",
                limit=refusal.whose, most=refusal.most,
            )  # fmt: skip
        raise


def who() -> Identity:
    """Who asks in this request: what the gate found, or, where no gate was passed (tests, warming), the default."""
    if "identity" in g:
        return cast(Identity, g.identity)
    return VISITOR if demonstration(unbound().settings) else NOBODY


def identify(cockpit: Cockpit, asked: Request, resolvers: Sequence[Resolver]) -> Identity:
    """Who asks: an API key, a signed-in person, a paired screen, a visitor of the demonstration, or nobody."""
    for resolver in resolvers:
        found = resolver(cockpit)
        if found is not None:
            return found
    if "HTTP_COOKIE" not in asked.environ:
        return _visitor(cockpit, {}, asked) or NOBODY
    cookies = asked.cookies
    return _person(cockpit, cookies) or _device(cockpit, cookies) or _visitor(cockpit, cookies, asked) or NOBODY


def _person(cockpit: Cockpit, cookies: Mapping[str, str]) -> Identity | None:
    secret = cookies.get(session_cookie(cockpit.settings))
    if not secret:
        return None
    found = remembered(cockpit, secret)
    if found is None:
        return None
    g.session_digest, g.stage = found.digest, found.stage
    return found.identity if found.stage == "full" else NOBODY


def session_cookie(settings: Settings) -> str:
    """The name of the cookie that a session's secret is kept in."""
    return SAFE_SESSION_COOKIE if settings.access.tls else SESSION_COOKIE


def _device(cockpit: Cockpit, cookies: Mapping[str, str]) -> Identity | None:
    secret = cookies.get(DEVICE_COOKIE)
    if not secret:
        return None
    with cockpit.state() as session:
        return sessions.device(session, secret, request.remote_addr or "", request.user_agent.string)


def _visitor(cockpit: Cockpit, cookies: Mapping[str, str], asked: Request) -> Identity | None:
    """A visitor of the demonstration: only on loopback, only directly, only under a loopback name."""
    if not demonstration(cockpit.settings) or cookies and "stage" in g:
        return None
    environ = asked.environ
    if asked.remote_addr not in LOOPBACK or urlsplit(f"//{asked.host}").hostname not in LOOPBACK:
        return None
    if "HTTP_X_FORWARDED_FOR" in environ or "HTTP_FORWARDED" in environ or "HTTP_X_REAL_IP" in environ:
        return None
    chosen = cookies.get(VISITOR_COOKIE)
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


def check_origin(asked: Request) -> None:
    """A request that changes something has to come from a page of this host.

    Raises:
        Forbidden (403): the browser says it comes from elsewhere, or a signed-in browser does not say.
    """
    if asked.method in ("GET", "HEAD", "OPTIONS"):
        return
    origin = asked.environ.get("HTTP_ORIGIN")
    if origin is not None:
        host = asked.environ.get("HTTP_HOST")
        same = bool(host) and origin.partition("://")[2] == host  # nearly always, and soon seen
        if not same and urlsplit(origin).netloc != asked.host:
            raise HTTPForbidden("请求来自别的网站")
        return
    site = asked.environ.get("HTTP_SEC_FETCH_SITE")
    if site not in (None, "same-origin", "none"):
        raise HTTPForbidden("请求来自别的网站")
    if site is None and not asked.cookies.keys().isdisjoint((SESSION_COOKIE, SAFE_SESSION_COOKIE, DEVICE_COOKIE)):
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
