"""IRS 业务协同网关: signed headers, 90 seconds of patience, answers not wrapped (source_tables.md B3)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import quote

import httpx
import pandas as pd

from cockpit.errors import SourceUnreachable
from loaders.gateways.addressed import Addressed
from loaders.gateways.answers import SHOWN, ask, at, content, rows_at, text_frame, whole
from loaders.gateways.credentials import secret
from loaders.gateways.paging import pages
from loaders.lineage import PLATFORM
from loaders.patience import ONCE, Patience
from loaders.reading import Outside, Piece, Protocol, Wish
from metrics.declaration import Declaration

ALGORITHM = "hmac-sha256"
_REFUSALS = {
    "Invalid signature": ("签名不对", "核对密钥（SK）；参数值里不要有加号"),
    "Invalid access key": ("访问码不对", "核对访问码（AK），或到 IRS 重新申请"),
    "Clock skew exceeded": ("本机时间与网关相差超过 90 秒，校时后仍被拒绝", "校准服务器时间（NTP）"),
    "The route_id is forbidden.": ("没有这个接口的授权", "到 IRS 申请该组件的使用权限"),
}


class IrsGateway(Addressed):
    """The gateway and the variables that hold access key and secret key."""

    access_key_env: str
    secret_key_env: str


class IrsDataset(Declaration):
    """One interface; where its answer holds rows and, when it is paged, the total."""

    path: str
    method: Literal["GET", "POST"] = "GET"
    parameters: dict[str, str] = {}
    response_path: str
    total_path: str = ""
    page_name: str = "pageNum"
    size_name: str = "pageSize"
    page_size: int = 500


@dataclass(frozen=True)
class Caller:
    """What a reading needs from outside: connection, secrets and a clock in UTC."""

    http: httpx.Client
    secrets: Mapping[str, str]
    utc: Callable[[], datetime]
    patience: Patience = ONCE


def signature(method: str, path: str, query: str, access_key: str, secret_key: str, date: str) -> str:
    """base64(HMAC-SHA256(SK, METHOD\\nURI\\nQUERY\\nAK\\nDATE\\n)); the form of a POST takes no part."""
    told = f"{method}\n{path}\n{query}\n{access_key}\n{date}\n"
    return base64.b64encode(hmac.new(secret_key.encode(), told.encode(), hashlib.sha256).digest()).decode()


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Parameters sorted by name and encoded as the gateway does."""
    return "&".join(f"{quote(name, safe='')}={quote(parameters[name], safe='')}" for name in sorted(parameters))


def read_irs_gateway(connection: IrsGateway, dataset: IrsDataset, caller: Caller) -> Iterator[pd.DataFrame]:
    """The rows of an interface as text; paged when it tells a total.

    Raises:
        SourceUnreachable: refused, with what to do. SourceIncomplete: not all rows came. SourceShapeError: no rows there.
    """
    place = f"{connection.url}{dataset.path}"

    def body(paging: Mapping[str, str]) -> Any:
        return content(_sent(connection, dataset, caller, dict(dataset.parameters) | dict(paging), place), place)

    if not dataset.total_path:
        yield text_frame(rows_at(body({}), dataset.response_path, place))
        return

    def paged(number: int) -> Any:
        return body({dataset.page_name: str(number), dataset.size_name: str(dataset.page_size)})

    yield from pages(
        lambda: whole(at(paged(1), dataset.total_path, place), place),
        lambda number: rows_at(paged(number), dataset.response_path, place),
        place,
        caller.patience,
    )


def _sent(
    connection: IrsGateway, dataset: IrsDataset, caller: Caller, parameters: dict[str, str], place: str
) -> httpx.Response:
    """The answer; when the clocks differ, once more by the gateway's own time."""
    now = caller.utc()
    answer = ask(caller.http, _request(connection, dataset, caller, parameters, now), place)
    if _message(answer) == "Clock skew exceeded" and "Date" in answer.headers:
        # A proxy on the way puts its own date first; the gateway's is the last.
        theirs = parsedate_to_datetime(answer.headers.get_list("Date")[-1]).astimezone(UTC)
        answer = ask(caller.http, _request(connection, dataset, caller, parameters, theirs), place)
    if answer.status_code == 401:
        words, remedy = _REFUSALS.get(_message(answer), (f"网关拒绝：{answer.text[:SHOWN]}", "联系网关运维"))
        raise SourceUnreachable(place, words, remedy)
    return answer


def _request(
    connection: IrsGateway, dataset: IrsDataset, caller: Caller, parameters: Mapping[str, str], moment: datetime
) -> httpx.Request:
    access_key = secret(caller.secrets, connection.access_key_env)
    in_query = parameters if dataset.method == "GET" else {}
    query = canonical_query(in_query)
    date = format_datetime(moment.replace(microsecond=0), usegmt=True)
    key = secret(caller.secrets, connection.secret_key_env)
    path = httpx.URL(connection.url + dataset.path).path
    headers = {
        "X-BG-HMAC-ACCESS-KEY": access_key, "X-BG-HMAC-ALGORITHM": ALGORITHM, "X-BG-DATE-TIME": date,
        "X-BG-HMAC-SIGNATURE": signature(dataset.method, path, query, access_key, key, date),
    }  # fmt: skip
    url = connection.url + dataset.path + (f"?{query}" if query else "")
    form = dict(parameters) if dataset.method == "POST" else None
    return caller.http.build_request(dataset.method, url, headers=headers, data=form)


def _message(answer: httpx.Response) -> str:
    if answer.status_code != 401:
        return ""
    try:
        return str(answer.json().get("message", ""))
    except (ValueError, AttributeError):
        return ""


def _place(connection: IrsGateway, dataset: IrsDataset, outside: Outside) -> str:
    return connection.opened(outside.secrets).url + dataset.path


def _read(connection: IrsGateway, dataset: IrsDataset, _: Wish, outside: Outside) -> Iterator[Piece]:
    caller = Caller(outside.http, outside.secrets, outside.utc, outside.patience)
    for rows in read_irs_gateway(connection.opened(outside.secrets), dataset, caller):
        yield Piece(rows)


PROTOCOL = Protocol(IrsGateway, IrsDataset, PLATFORM, _place, _read)
