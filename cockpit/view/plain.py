"""How a page without Dash is drawn: a template with the head line, and addresses that stay on this host."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request
from markupsafe import Markup

from cockpit.application import current_cockpit
from cockpit.security.doors import doors, opens
from cockpit.security.gate import unbound
from cockpit.view.archipelago import silhouette
from cockpit.view.live import theme_css_address
from cockpit.view.markup import markup

#: Pages about people: address, name on screen.
LINKS = (
    ("/account", "我的账号"), ("/officers/accounts", "账号"), ("/officers/sessions", "登录"), ("/officers/devices", "大屏"),
    ("/officers/grants", "授权"), ("/officers/sight", "试看"), ("/officers/audit", "审计"), ("/officers/selfcheck", "自查"),
)  # fmt: skip


def plain_page(template: str, title: str, status: int = 200, **told: Any) -> Response:
    """A template as an answer; links are those that open to who asks."""
    identity, grant = unbound().identity(), current_cockpit().grant
    links = [(address, name) for address, name in LINKS if opens(doors().routes.get(address), identity, grant)]
    role = unbound().policy.role(identity.role)
    visitor = (role.title if role else identity.role) if identity.kind == "visitor" else ""
    page = render_template(
        template, title=title, theme=theme_css_address(), sea="" if told.get("wide") else _sea(), links=links if identity.kind == "person" else links[1:],
        visitor=visitor, **{"said": "", "wrong": "", "wide": False} | told,
    )  # fmt: skip
    return make_response(page, status)


@cache
def _sea() -> Markup:
    """The city behind the small pages, drawn once."""
    return Markup(markup(silhouette()))


def next_address() -> str:
    """Where to go after signing in: a path of this host, never another site."""
    wanted = str(request.values.get("next", ""))
    parts = urlsplit(wanted)
    local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    plain = all(letter.isprintable() and letter != "\\" for letter in wanted)
    return wanted if local and plain and not wanted.startswith(("/login", "/logout")) else "/"
