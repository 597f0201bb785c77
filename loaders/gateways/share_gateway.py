"""浙江公共数据共享网关 between departments: calls signed with the secret of the hour (source_tables.md B2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from cockpit.errors import SourceUnreachable
from loaders.gateways.answers import ask, at, content, rows_at, text_frame, whole
from loaders.gateways.paging import pages
from loaders.gateways.share_tokens import Caller, ShareGateway, request_secret, signed, succeeded
from loaders.lineage import PLATFORM
from loaders.reading import Outside, Piece, Protocol, Wish
from metrics.declaration import Declaration


class ShareDataset(Declaration):
    """One interface of the catalog; where its answer holds rows and, when it is paged, the total."""

    path: str
    parameters: dict[str, str] = {}
    rows_path: str = "datas"
    total_path: str = ""
    page_name: str = "pageNum"
    size_name: str = "pageSize"
    page_size: int = 500


def read_share_gateway(connection: ShareGateway, dataset: ShareDataset, caller: Caller) -> Iterator[pd.DataFrame]:
    """The rows of an interface as text; paged when it tells a total.

    Raises:
        SourceUnreachable: refused or a business failure. SourceIncomplete: not all rows came.
        SourceShapeError: rows are not where the dataset says.
    """
    place = connection.url + dataset.path

    def body(paging: Mapping[str, str]) -> Any:
        return _told(connection, dataset, caller, dict(dataset.parameters) | dict(paging), place)

    if not dataset.total_path:
        yield text_frame(rows_at(body({}), dataset.rows_path, place))
        return

    def paged(number: int) -> Any:
        return body({dataset.page_name: str(number), dataset.size_name: str(dataset.page_size)})

    yield from pages(
        lambda: whole(at(paged(1), dataset.total_path, place), place),
        lambda number: rows_at(paged(number), dataset.rows_path, place),
        place,
        caller.patience,
    )


def _told(
    connection: ShareGateway, dataset: ShareDataset, caller: Caller, parameters: Mapping[str, str], place: str
) -> Any:
    """A successful answer; a refused secret is renewed once, for another process may have renewed it meanwhile."""
    key = request_secret(connection, caller)
    body = _asked(connection, caller, key, parameters, place)
    if _refused(body):
        body = _asked(connection, caller, request_secret(connection, caller, refused=key), parameters, place)
    return succeeded(body, place)


def _asked(connection: ShareGateway, caller: Caller, key: str, parameters: Mapping[str, str], place: str) -> Any:
    form = signed(connection, caller, key) | dict(parameters)
    answer = ask(caller.http, caller.http.build_request("POST", place, data=form), place)
    if answer.status_code in (401, 403):
        raise SourceUnreachable(place, f"HTTP {answer.status_code}：没有授权", "到共享平台申请该目录")
    return content(answer, place)


def _refused(body: Any) -> bool:
    """Whether the gateway says that the signature or its secret is no longer good."""
    told = f"{body.get('code', '')} {body.get('msg', '')}" if isinstance(body, dict) else ""
    return told.startswith("99") and any(word in told for word in ("sign", "签名", "Secret", "秘钥", "密钥"))


def _place(connection: ShareGateway, dataset: ShareDataset, outside: Outside) -> str:
    return connection.opened(outside.secrets).url + dataset.path


def _read(connection: ShareGateway, dataset: ShareDataset, _: Wish, outside: Outside) -> Iterator[Piece]:
    opened = connection.opened(outside.secrets)
    folder = outside.var / "tokens" / _name(opened)
    caller = Caller(outside.http, outside.secrets, outside.millis, folder, outside.patience)
    for rows in read_share_gateway(opened, dataset, caller):
        yield Piece(rows)


def _name(connection: ShareGateway) -> str:
    """Names the secrets of one application at one gateway."""
    return hashlib.sha256(f"{connection.url} {connection.app_key_env}".encode()).hexdigest()[:16]


PROTOCOL = Protocol(ShareGateway, ShareDataset, PLATFORM, _place, _read)
