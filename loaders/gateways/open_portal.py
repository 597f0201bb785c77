"""浙江公共数据开放平台网关: a signature is asked for, then the data with the very same words (source_tables.md B1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pandas as pd

from cockpit.errors import SourceUnreachable
from loaders.gateways.addressed import Addressed
from loaders.gateways.answers import SHOWN, ask, at, content, rows_at, whole
from loaders.gateways.credentials import secret
from loaders.gateways.paging import pages
from loaders.lineage import PLATFORM
from loaders.patience import ONCE, Patience
from loaders.reading import Outside, Piece, Protocol, Wish
from metrics.declaration import Declaration

SIGN, DATA = "/jimp/sign/createsign.do", "/interface/gateway.do"
#: Seconds between two calls: community scripts keep to five calls a second (F03).
PAUSE = 0.2
_DONE = {"1", "200", "00"}


class OpenPortal(Addressed):
    """One application at the portal; the variables of the environment that hold its id and secret."""

    app_id_env: str
    secret_env: str
    secret_name: str = "appsecret"
    version: str = "1.0.0"
    origin: str = "0"


class OpenDataset(Declaration):
    """A dataset's interfaces and how this city names paging and the rows."""

    total_interface: str
    data_interface: str
    page_name: str = "pageNum"
    size_name: str = "pageSize"
    page_size: int = 200
    total_path: str = "data.count"
    rows_path: str = "data.data"


@dataclass(frozen=True)
class Caller:
    """What a reading needs from outside: connection, secrets, clock (milliseconds), and how to wait."""

    http: httpx.Client
    secrets: Mapping[str, str]
    millis: Callable[[], int]
    wait: Callable[[float], None]
    patience: Patience = ONCE


def read_open_portal(connection: OpenPortal, dataset: OpenDataset, caller: Caller) -> Iterator[pd.DataFrame]:
    """The rows of a dataset as text, page by page.

    Raises:
        SourceUnreachable: refused, or a business failure inside a 200. SourceIncomplete: not all rows came.
        SourceShapeError: rows or total are not where the dataset says.
    """
    place = f"{connection.url}#{dataset.data_interface}"

    def total() -> int:
        told = _call(connection, caller, dataset.total_interface, {})
        return whole(at(told, dataset.total_path, place), place)

    def page(number: int) -> list[dict[str, Any]]:
        paging = {dataset.page_name: number, dataset.size_name: dataset.page_size}
        return rows_at(_call(connection, caller, dataset.data_interface, paging), dataset.rows_path, place)

    yield from pages(total, page, place, caller.patience)


def _call(connection: OpenPortal, caller: Caller, interface: str, paging: Mapping[str, object]) -> Any:
    place = f"{connection.url}#{interface}"
    own = {connection.secret_name: secret(caller.secrets, connection.secret_env), **paging}
    form = {
        "app_id": secret(caller.secrets, connection.app_id_env), "interface_id": interface,
        "version": connection.version, "charset": "utf-8", "timestamp": str(caller.millis()),
        "origin": connection.origin, "biz_content": json.dumps(own, ensure_ascii=False), "sign": "",
    }  # fmt: skip
    signed = ask(caller.http, _post(caller, connection.url + SIGN, form), place)
    if signed.status_code != 200 or not signed.text.strip() or signed.text.lstrip().startswith("{"):
        raise SourceUnreachable(place, f"拿不到签名：{signed.text[:SHOWN]!r}", "核对应用编号与密钥")
    caller.wait(PAUSE)
    answer = ask(caller.http, _post(caller, connection.url + DATA, form | {"sign": signed.text.strip()}), place)
    caller.wait(PAUSE)
    return judged(content(answer, place), place)


def _post(caller: Caller, url: str, form: Mapping[str, str]) -> httpx.Request:
    return caller.http.build_request("POST", url, data=dict(form))


def judged(body: Any, place: str) -> Any:
    """The innermost envelope of an answer, when every code on the way says success.

    Codes seen: outer 200 (number), inner "1" (text), status 1 (number), 00 (share gateway behind the portal).

    Raises:
        SourceUnreachable: one of them says something else.
    """
    found = at(body, "", place)
    while isinstance(found, dict):
        code = found.get("code", found.get("status"))
        if code is not None and str(code) not in _DONE:
            words = str(found.get("msg") or found.get("message") or "")[:SHOWN]
            raise SourceUnreachable(place, f"业务失败，代码 {code}：{words}", "按代码核对授权、参数与签名；屏上仍是上一批")
        inner = at(found, "data", place) if "data" in found else None
        if not isinstance(inner, dict) or not {"code", "status"} & inner.keys():
            return found
        found = inner
    return found


def _place(connection: OpenPortal, dataset: OpenDataset, outside: Outside) -> str:
    return f"{connection.opened(outside.secrets).url}#{dataset.data_interface}"


def _read(connection: OpenPortal, dataset: OpenDataset, _: Wish, outside: Outside) -> Iterator[Piece]:
    caller = Caller(outside.http, outside.secrets, outside.millis, outside.wait, outside.patience)
    for rows in read_open_portal(connection.opened(outside.secrets), dataset, caller):
        yield Piece(rows)


PROTOCOL = Protocol(OpenPortal, OpenDataset, PLATFORM, _place, _read)
