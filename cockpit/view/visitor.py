"""The strip above every desk page: who is signed in, and in the demonstration as whom one looks."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from dash import html
from flask import Response, has_request_context, redirect, request
from werkzeug.exceptions import NotFound

from cockpit.application import Cockpit, current_cockpit
from cockpit.security.gate import VISITOR_COOKIE, unbound, visitor_signer
from cockpit.view.attributes import attributes

#: Whose eyes a visitor may borrow: label, role, department, region.
SEATS = (
    ("市领导", "leader", "", ""), ("市级综合岗", "analyst", "", ""),
    ("部门工作人员·市港航和口岸局", "clerk", "市港航和口岸局", ""), ("部门工作人员·市委政法委", "clerk", "市委政法委", ""),
    ("部门工作人员·市经信局", "clerk", "市经信局", ""), ("县区工作人员·定海区", "county", "", "330902"),
    ("县区工作人员·嵊泗县", "county", "", "330922"), ("系统管理员", "system", "", ""), ("安全管理员", "security", "", ""),
    ("审计管理员", "audit", "", ""),
)  # fmt: skip


def strip() -> html.Div | None:
    """The strip; None on a wall screen and where nobody asks."""
    if not has_request_context() or urlsplit(request.referrer or "").path.startswith("/wall"):
        return None
    identity = unbound().identity()
    if identity.kind == "visitor":
        return _visitor(current_cockpit())
    if identity.kind != "person":
        return None
    role = unbound().policy.role(identity.role)
    words = " · ".join(w for w in (identity.title, role.title if role else "未授权", identity.department) if w)
    leave = html.Form(html.Button("退出", type="submit"), action="/logout", method="post")
    return html.Div([html.Span(words), html.A("我的账号", href="/account"), leave], className="account-strip")


def switch() -> Response:
    """Takes another seat of the demonstration."""
    cockpit = unbound()
    wanted = next((seat for seat in SEATS if seat[0] == request.form.get("seat")), None)
    if cockpit.identity().kind != "visitor" or wanted is None:
        raise NotFound
    officer = {"system": "/officers/accounts", "security": "/officers/grants", "audit": "/officers/audit"}
    answer = cast(Response, redirect(officer.get(wanted[1], "/")))
    answer.set_cookie(VISITOR_COOKIE, str(visitor_signer(cockpit).dumps(wanted[1:])), httponly=True, samesite="Lax")
    return answer


def _visitor(cockpit: Cockpit) -> html.Div:
    now = cockpit.identity()
    seats = [
        html.Option(label, value=label, **attributes({"selected": "selected"} if _taken(now, seat) else {}))
        for label, *seat in SEATS
    ]
    form = html.Form(
        [html.Select(seats, **attributes({"name": "seat", "aria-label": "换一个身份"})), html.Button("换身份", type="submit")],
        action="/visitor", method="post",
    )  # fmt: skip
    words = f"演示模式，未登录：当前以“{cockpit.grant.title}”身份查看"
    return html.Div([html.Span(words), form], className="account-strip", **attributes({"data-visitor": now.role}))


def _taken(now: object, seat: list[str]) -> bool:
    return [getattr(now, name) for name in ("role", "department", "region")] == seat


ROUTES = (("/visitor", switch, ["POST"]),)
