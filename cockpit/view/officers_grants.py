"""The security officer's pages: who has which role, and what such a person would see (试看). No data, ever."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response, request

from cockpit.application import Cockpit
from cockpit.audit.record import record
from cockpit.errors import QueryError
from cockpit.security.accounts import account_of, assign
from cockpit.security.doors import doors, opens
from cockpit.security.gate import unbound
from cockpit.security.grant import Grant
from cockpit.security.identity import Identity
from cockpit.security.stored import Account
from cockpit.view.plain import plain_page
from metrics.access import SENSITIVITY_NAMES, departments
from metrics.catalog import Catalog
from metrics.region import CITY, COUNTIES, region


def grants() -> Response:
    """Roles, departments and regions of all accounts; one can be given anew."""
    cockpit, wrong = unbound(), ""
    if request.method == "POST":
        wrong = _assign(cockpit)
    with cockpit.state() as session:
        found = session.scalars(sa.select(Account).order_by(Account.name)).all()
    return plain_page(
        "grants.html", "授权", 400 if wrong else 200, accounts=found, policy=cockpit.policy, wrong=wrong, wide=True,
        regions=[region(code) for code in (CITY, *COUNTIES)], departments=_departments(cockpit.catalog),
    )  # fmt: skip


def _assign(cockpit: Cockpit) -> str:
    """Gives a role; returns what was wrong, or "". Nobody gives one to oneself."""
    form = request.form
    try:
        if form.get("name") == cockpit.identity().name:
            raise QueryError("授权", "不能给自己授权", "请另一位安全管理员办理")
        with cockpit.state.begin() as session:
            account = account_of(session, form.get("name", ""))
            old = (account.role, account.department, account.region)
            new = (form.get("role", ""), form.get("department", ""), form.get("region", ""))
            assign(session, account, cockpit.policy, *new, cockpit.clock())
    except QueryError as error:
        record("role.change", form.get("name", ""), "refused", why=error.problem)
        return error.problem
    record("role.change", account.name, old=old, new=new)
    return ""


def sight() -> Response:
    """What an identity would see: which indicators and records, where, and which doors open; none of the data."""
    cockpit = unbound()
    told = {name: request.args.get(name, "") for name in ("role", "department", "region")}
    chosen = Identity("sight", "试看", told["role"] or "clerk", told["department"], told["region"])
    grant = cockpit.as_seen_by(chosen).grant
    record("view.as", f"{chosen.role} {chosen.department} {chosen.region}".strip())
    words = {**doors().routes, **{f"页面 {name}": word for name, word in doors().pages.items()}}
    return plain_page(
        "sight.html", "以他人身份查看", policy=cockpit.policy, chosen=chosen, grant=grant, wide=True,
        seen=_seen(cockpit.catalog, grant), total=len(cockpit.catalog.indicators), records=_records(cockpit, grant),
        open=[name for name, word in words.items() if opens(word, chosen, grant)],
    )  # fmt: skip


def _seen(catalog: Catalog, grant: Grant) -> list[tuple[str, str, str, str]]:
    rows = []
    for code, indicator in catalog.indicators.items():
        if grant.may_see(code):
            where = grant.visible_regions(code)
            place = "全部区域" if where is None else "、".join(region(r).name for r in where)
            level = SENSITIVITY_NAMES.get(indicator.sensitivity or "", "")
            rows.append((indicator.name_zh, indicator.department, level, place))
    return rows


def _records(cockpit: Cockpit, grant: Grant) -> list[tuple[str, str, str, bool, bool]]:
    return [
        (r.title, r.access.department, SENSITIVITY_NAMES[r.access.sensitivity], grant.may_read(name),
         grant.may_detail(r))
        for name, r in cockpit.records.items() if r.access
    ]  # fmt: skip


def _departments(catalog: Catalog) -> list[str]:
    return sorted({name for i in catalog.indicators.values() for name in departments(i.department)})


ROUTES = (("/officers/grants", grants, ["GET", "POST"]), ("/officers/sight", sight, ["GET"]))
