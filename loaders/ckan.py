"""CKAN's datastore: datastore_search page by page; package_show says when the data were changed (source_tables.md B8)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from cockpit.clock import BEIJING
from cockpit.errors import SourceUnreachable
from loaders.gateways.addressed import Addressed
from loaders.gateways.answers import SHOWN, ask, at, content, rows_at, whole
from loaders.gateways.credentials import secret
from loaders.gateways.paging import pages
from loaders.lineage import NONE
from loaders.reading import Outside, Piece, Protocol, Wish
from metrics.declaration import Declaration


class Ckan(Addressed):
    """A portal; `token_env` names the variable with an API token, when the data are not open."""

    token_env: str = ""


class CkanResource(Declaration):
    """A resource of the datastore; `package` (its dataset) tells when it was changed."""

    resource_id: str = Field(min_length=1)
    package: str = ""
    filters: dict[str, str] = {}
    page_size: int = Field(1000, ge=1, le=32000)


def _place(connection: Ckan, dataset: CkanResource, outside: Outside) -> str:
    return f"{connection.opened(outside.secrets).url}#{dataset.resource_id}"


def _read(connection: Ckan, dataset: CkanResource, _: Wish, outside: Outside) -> Iterator[Piece]:
    opened, place = connection.opened(outside.secrets), _place(connection, dataset, outside)
    as_of = _changed(opened, dataset, place, outside) if dataset.package else None

    def search(limit: int, offset: int) -> Any:
        parameters = {
            "resource_id": dataset.resource_id, "limit": str(limit), "offset": str(offset), "sort": "_id",
        }  # fmt: skip
        if dataset.filters:
            parameters["filters"] = json.dumps(dataset.filters, ensure_ascii=False)
        return _result(opened, "datastore_search", parameters, place, outside)

    def page(number: int) -> list[dict[str, Any]]:
        return rows_at(search(dataset.page_size, (number - 1) * dataset.page_size), "records", place)

    def total() -> int:
        return whole(at(search(0, 0), "total", place), place)

    for rows in pages(total, page, place, outside.patience):
        yield Piece(rows, as_of)


def _changed(opened: Ckan, dataset: CkanResource, place: str, outside: Outside) -> datetime | None:
    """CKAN writes metadata_modified in UTC without saying so."""
    told = _result(opened, "package_show", {"id": dataset.package}, place, outside)
    moment = datetime.fromisoformat(str(at(told, "metadata_modified", place)))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(BEIJING).replace(tzinfo=None)


def _result(opened: Ckan, action: str, parameters: dict[str, str], place: str, outside: Outside) -> Any:
    headers = {"Authorization": secret(outside.secrets, opened.token_env)} if opened.token_env else {}
    url = f"{opened.url}/api/3/action/{action}"
    answer = ask(outside.http, outside.http.build_request("GET", url, params=parameters, headers=headers), place)
    body = content(answer, place)
    if not (isinstance(body, dict) and body.get("success") is True):
        told = str(body.get("error", body) if isinstance(body, dict) else body)[:SHOWN]
        raise SourceUnreachable(place, f"业务失败：{told}", "核对 resource_id 与授权；屏上仍是上一批")
    return at(body, "result", place)


PROTOCOL = Protocol(Ckan, CkanResource, NONE, _place, _read)
