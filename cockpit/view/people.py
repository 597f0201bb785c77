"""Pages about people, without Dash: signing in, one's account, the three officers; each route's door is in doors.yaml."""

from __future__ import annotations

from flask import Blueprint, Flask

from cockpit.view import (
    account,
    login,
    officers_accounts,
    officers_audit,
    officers_grants,
    sign_out,
    single_sign_on,
    visitor,
)


def register(server: Flask) -> None:
    """Adds the pages to the server."""
    pages = Blueprint("people", __name__, template_folder="templates")
    for module in (login, single_sign_on, sign_out, account, visitor, officers_accounts, officers_grants, officers_audit):
        for rule, view, methods in module.ROUTES:
            pages.add_url_rule(rule, f"{module.__name__.rsplit('.', 1)[1]}_{view.__name__}", view, methods=methods)
    server.register_blueprint(pages)
    single_sign_on.prepare(server)
