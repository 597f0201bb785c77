"""The three signed gateways in front of the demonstration platform: they check what the real ones check."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets as chance
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, request

from loaders.demo.servers.faults import Faults
from loaders.demo.servers.tables import Page, page_of
from loaders.gateways import irs_gateway, share_tokens

#: Seconds the IRS gateway and milliseconds the share gateway let clocks differ.
IRS_SKEW, SHARE_SKEW = 90, 5 * 60 * 1000
#: Milliseconds for which the share gateway's secrets hold.
REQUEST_LIFE, REFRESH_LIFE = 15 * 60 * 1000, 24 * 3600 * 1000


@dataclass(frozen=True)
class Accounts:
    """The one application that each gateway knows: id and secret."""

    app: str
    secret: str


@dataclass
class Gateways:
    """What the gateways share: platform, clock in UTC, the account, troubles, and the share gateway's live secrets.

    Args:
        delay: seconds a slow answer takes.
    """

    engine: sa.Engine
    utc: Callable[[], datetime]
    accounts: Accounts
    faults: Faults
    delay: float = 2.0
    live: dict[str, int] = field(default_factory=dict)

    @property
    def millis(self) -> int:
        """The clock in milliseconds."""
        return int(self.utc().timestamp() * 1000)


def gateways(told: Gateways) -> Blueprint:
    """Routes of the three gateways; interfaces are named after tables."""
    blueprint = Blueprint("gateways", __name__)
    blueprint.add_url_rule(
        "/jimp/sign/createsign.do", view_func=lambda: _portal_sign(told), methods=["POST"], endpoint="sign"
    )
    blueprint.add_url_rule(
        "/interface/gateway.do", view_func=lambda: _portal_data(told), methods=["POST"], endpoint="data"
    )
    for name in ("refreshTokenByKey", "refreshTokenBySec"):
        blueprint.add_url_rule(
            f"/gateway/app/{name}.htm", view_func=_tokens(told, name), methods=["POST"], endpoint=name
        )
    blueprint.add_url_rule(
        "/gateway/api/<table>/dataSharing/demo.htm",
        view_func=lambda table: _share(told, table),
        methods=["POST"],
        endpoint="share",
    )
    blueprint.add_url_rule(
        "/restapi/prod/IC33DEMO/<table>",
        view_func=lambda table: _irs(told, table),
        methods=["GET", "POST"],
        endpoint="irs",
    )
    return blueprint  # fmt: skip


def _answer(body: Any, status: int = 200, fault: str = "", delay: float = 0.0) -> Response:
    """JSON; with a trouble of transport: late, broken off, or not at all."""
    if fault == "slow":
        time.sleep(delay)
    if fault == "down":
        return Response("Service Unavailable", 503)
    data = json.dumps(body, ensure_ascii=False).encode()
    answer = Response(data, status, content_type="application/json;charset=utf-8")
    if fault == "half_answer":
        answer.set_data(data[: len(data) // 2])
    return answer


def _page(told: Gateways, table: str, values: Any, size: str, fault: str) -> Page:
    return page_of(told.engine, table, int(values.get("pageNum", 1)), int(values.get(size, 200)), fault)


def _portal_signature(told: Gateways, form: dict[str, str]) -> str:
    words = "".join(form.get(name, "") for name in ("app_id", "interface_id", "timestamp", "biz_content"))
    return hmac.new(told.accounts.secret.encode(), words.encode(), hashlib.sha256).hexdigest()


def _portal_sign(told: Gateways) -> Response:
    form = request.form.to_dict()
    wanted = json.loads(form["biz_content"]).get("appsecret")
    if form["app_id"] != told.accounts.app or wanted != told.accounts.secret:
        return _answer({"code": 401, "msg": "应用不存在或密钥错误"})
    return Response(_portal_signature(told, form), content_type="text/plain")


def _portal_data(told: Gateways) -> Response:
    form = request.form.to_dict()
    fault = told.faults.active("open_portal")
    if form["sign"] != _portal_signature(told, form) or fault == "expired_signature":
        return _answer({"code": 200, "data": json.dumps({"code": "99", "msg": "签名过期", "data": None})})
    if fault == "inner_failure":
        return _answer({"code": 200, "data": json.dumps({"code": "96", "msg": "数据错误"}, ensure_ascii=False)})
    wanted, counting = form["interface_id"], form["interface_id"].endswith("gettotal")
    table = wanted.removesuffix("gettotal").removesuffix("getdata")
    page = _page(told, table, json.loads(form["biz_content"]), "pageSize", fault)
    inner = {"count": str(page.total)} if counting else {"data": json.dumps(page.rows, ensure_ascii=False)}
    return _answer({"code": 200, "data": json.dumps({"code": "1", "msg": "", "data": inner})}, 200, fault, told.delay)


def _tokens(told: Gateways, name: str) -> Callable[[], Response]:
    def give() -> Response:
        form, now = request.form.to_dict(), told.millis
        keys = [told.accounts.secret] if name.endswith("ByKey") else [k for k, end in told.live.items() if now < end]
        if not any(_share_signed(told, form, key) for key in keys):
            return _answer({"code": "99", "msg": "签名错误", "datas": None})
        told.live.clear()  # as the real gateway does: new secrets end the old ones at once
        fresh = {"requestSecret": chance.token_hex(16), "refreshSecret": chance.token_hex(16)}
        told.live.update({fresh["requestSecret"]: now + REQUEST_LIFE, fresh["refreshSecret"]: now + REFRESH_LIFE})
        ends = {f"{key}EndTime": told.live[value] for key, value in fresh.items()}
        return _answer({"code": "00", "msg": "成功", "datas": json.dumps(fresh | ends)})

    return give


def _share_signed(told: Gateways, form: dict[str, str], key: str) -> bool:
    in_time = abs(told.millis - int(form.get("requestTime", 0))) <= SHARE_SKEW
    wanted = share_tokens.signature(told.accounts.app, key, form.get("requestTime", ""))
    return in_time and form.get("appKey") == told.accounts.app and hmac.compare_digest(wanted, form.get("sign", ""))


def _share(told: Gateways, table: str) -> Response:
    form, fault = request.form.to_dict(), told.faults.active("share_gateway")
    alive = [key for key, end in told.live.items() if told.millis < end]
    if fault == "expired_signature" or not any(_share_signed(told, form, key) for key in alive):
        return _answer({"code": "99", "msg": "签名校验失败", "datas": None})
    if fault == "inner_failure":
        return _answer({"code": "96", "msg": "数据错误", "datas": None})
    page = _page(told, table, form, "pageSize", fault)
    datas = json.dumps({"total": page.total, "rows": page.rows}, ensure_ascii=False)
    return _answer({"code": "00", "msg": "成功", "datas": datas}, 200, fault, told.delay)


def _irs(told: Gateways, table: str) -> Response:
    fault = told.faults.active("irs_gateway")
    refused = "Clock skew exceeded" if fault == "expired_signature" else _irs_refusal(told)
    if refused:
        answer = _answer({"message": refused}, 401)
    elif fault == "inner_failure":
        answer = _answer({"success": False, "errorMsg": "数据错误", "content": None})
    else:
        values = request.args if request.method == "GET" else request.form
        page = _page(told, table, values, "pageSize", fault)
        answer = _answer({"success": True, "content": {"total": page.total, "list": page.rows}}, 200, fault, told.delay)
    answer.headers["Date"] = format_datetime(told.utc().replace(microsecond=0), usegmt=True)
    return answer


def _irs_refusal(told: Gateways) -> str:
    given = request.headers
    if given.get("X-BG-HMAC-ACCESS-KEY") != told.accounts.app:
        return "Invalid access key"
    date = given.get("X-BG-DATE-TIME", "")
    if abs((told.utc() - parsedate_to_datetime(date)).total_seconds()) > IRS_SKEW:
        return "Clock skew exceeded"
    query = irs_gateway.canonical_query(request.args.to_dict())
    wanted = irs_gateway.signature(request.method, request.path, query, told.accounts.app, told.accounts.secret, date)
    return "" if hmac.compare_digest(wanted, given.get("X-BG-HMAC-SIGNATURE", "")) else "Invalid signature"
