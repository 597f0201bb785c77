"""Open data of the demonstration platform: CKAN's datastore, SDMX, data packages, and files (CSV, JSON, XML, XLSX)."""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as xml

import pandas as pd
import sqlalchemy as sa
from flask import Blueprint, Response, jsonify, request

from cockpit.clock import BEIJING
from loaders.demo.servers.faults import Faults
from loaders.demo.servers.tables import Page, page_of
from loaders.demo.tables import TABLES

#: Column that SDMX observes, by table; the business key gives the dimensions.
OBSERVED = {"published_figure": "value", "bunker_supply": "supplied_t", "ent_mu_annual": "emission_t"}
#: Column that is the dimension of time.
TIME = {"published_figure": "period_start", "bunker_supply": "apply_time", "ent_mu_annual": "year"}
_ALL = 10**9
_MESSAGE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
_GENERIC = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic"
_COMMON = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"


@dataclass(frozen=True)
class Publication:
    """What is published: the platform, its troubles, and how long a slow answer takes."""

    engine: sa.Engine
    faults: Faults
    delay: float = 2.0

    def page(self, table: str, number: int, size: int, fault: str) -> Page:
        """Rows of a table with the trouble of the moment."""
        return page_of(self.engine, table, number, size, fault)

    def changed(self, table: str) -> datetime:
        """When the table was last changed (Beijing time)."""
        column: sa.ColumnClause[str] = sa.column("dsc_biz_timestamp", sa.String)
        with self.engine.connect() as connection:
            newest = connection.execute(sa.select(sa.func.max(column)).select_from(sa.table(table))).scalar_one()
        return datetime.fromisoformat(str(newest)) if newest else datetime(2026, 1, 1)


def published(told: Publication) -> Blueprint:
    """Routes of the open data."""
    blueprint = Blueprint("published", __name__)
    routes: dict[str, Callable[..., Response]] = {
        "/ckan/api/3/action/datastore_search": lambda: _search(told),
        "/ckan/api/3/action/package_show": lambda: _package_show(told),
        "/sdmx/data/<flow>/<key>": lambda flow, key: _sdmx(told, flow),
        "/files/<table>.<kind>": lambda table, kind: _file(told, table, kind),
        "/packages/<table>/datapackage.json": lambda table: _descriptor(told, table),
        "/packages/<table>/data.csv": lambda table: _package_table(told, table),
    }
    for number, (rule, view) in enumerate(routes.items()):
        blueprint.add_url_rule(rule, endpoint=f"published{number}", view_func=view)
    return blueprint


def sent(data: bytes, kind: str, fault: str, delay: float, headers: dict[str, str] | None = None) -> Response:
    """Bytes; with a trouble of transport: late, broken off in the middle, refused, or not at all."""
    if fault == "slow":
        time.sleep(delay)
    if fault == "down":
        return Response("Service Unavailable", 503)
    if fault == "expired_signature":
        return Response("Unauthorized", 401)
    if fault != "half_answer":
        return Response(data, content_type=kind, headers=headers)

    def half() -> Iterator[bytes]:
        yield data[: len(data) // 2]

    # The length of the whole is announced, then the connection ends.
    return Response(half(), content_type=kind, headers={**(headers or {}), "Content-Length": str(len(data))})


def _search(told: Publication) -> Response:
    fault = told.faults.active("ckan")
    if fault == "inner_failure":
        return jsonify({"success": False, "error": {"__type": "Not Found Error", "message": "找不到资源"}})
    size, offset = int(request.args.get("limit", 100)), int(request.args.get("offset", 0))
    table = request.args["resource_id"]
    page = told.page(table, offset // max(size, 1) + 1, size, fault)
    body = {"success": True, "result": {"resource_id": table, "total": page.total, "records": page.rows}}
    return sent(json.dumps(body, ensure_ascii=False).encode(), "application/json", fault, told.delay)


def _package_show(told: Publication) -> Response:
    moment = told.changed(request.args["id"]) - timedelta(hours=8)  # CKAN writes UTC
    return jsonify({"success": True, "result": {"name": request.args["id"], "metadata_modified": moment.isoformat()}})


def _sdmx(told: Publication, flow: str) -> Response:
    fault, table = told.faults.active("sdmx"), flow.split(",")[1] if "," in flow else flow
    if fault == "inner_failure":
        return sent("<error>数据错误</error>".encode(), "application/xml", fault, told.delay)
    if table not in OBSERVED:
        return Response("No dataflow", 404)
    page = told.page(table, 1, _ALL, fault)
    return sent(_message(table, page, told.changed(table)), "application/xml", fault, told.delay)


def _message(table: str, page: Page, prepared: datetime) -> bytes:
    """A GenericData message of SDMX-ML 2.1, one flat list of observations."""
    root = xml.Element(f"{{{_MESSAGE}}}GenericData")
    head = xml.SubElement(root, f"{{{_MESSAGE}}}Header")
    for name, text in (("ID", table), ("Test", "false"), ("Prepared", prepared.replace(tzinfo=BEIJING).isoformat())):
        xml.SubElement(head, f"{{{_MESSAGE}}}{name}").text = text
    xml.SubElement(head, f"{{{_MESSAGE}}}Sender", id="ZSTJ")
    structure = xml.SubElement(
        head, f"{{{_MESSAGE}}}Structure", structureID="S1", dimensionAtObservation="AllDimensions"
    )
    reference = xml.SubElement(structure, f"{{{_COMMON}}}Structure")
    xml.SubElement(reference, "Ref", agencyID="ZSTJ", id=table, version="1.0")
    data = xml.SubElement(root, f"{{{_MESSAGE}}}DataSet", structureRef="S1", action="Replace")
    for row in page.rows:
        _observation(data, table, row)
    return b'<?xml version="1.0" encoding="UTF-8"?>' + xml.tostring(root)


def _observation(data: xml.Element, table: str, row: dict[str, Any]) -> None:
    entry = xml.SubElement(data, f"{{{_GENERIC}}}Obs")
    keys, value = {*TABLES[table].key, TIME[table]}, OBSERVED[table]
    dimensions = xml.SubElement(entry, f"{{{_GENERIC}}}ObsKey")
    told = {name: cell for name, cell in row.items() if cell is not None}
    for name in [name for name in told if name in keys]:
        told_as = "TIME_PERIOD" if name == TIME[table] else name
        xml.SubElement(dimensions, f"{{{_GENERIC}}}Value", id=told_as, value=str(told[name]))
    if value in told:
        xml.SubElement(entry, f"{{{_GENERIC}}}ObsValue", value=str(told[value]))
    attributes = xml.SubElement(entry, f"{{{_GENERIC}}}Attributes")
    for name in [name for name in told if name not in keys and name != value]:
        xml.SubElement(attributes, f"{{{_GENERIC}}}Value", id=name, value=str(told[name]))


def _file(told: Publication, table: str, kind: str) -> Response:
    fault = told.faults.active("http")
    if fault == "inner_failure":
        return sent(b"", "application/octet-stream", fault, told.delay)
    content = written(told.page(table, 1, _ALL, fault).rows, kind)
    moment = told.changed(table).replace(tzinfo=BEIJING).astimezone(tz=None)
    return sent(content, "application/octet-stream", fault, told.delay, {"Last-Modified": format_datetime(moment)})


def written(rows: list[dict[str, Any]], kind: str) -> bytes:
    """Rows as a file."""
    if kind == "json":
        return json.dumps(rows, ensure_ascii=False).encode()
    if kind == "xml":
        root = xml.Element("data")
        for row in rows:
            entry = xml.SubElement(root, "row")
            for name, cell in row.items():
                xml.SubElement(entry, name).text = None if cell is None else str(cell)
        return xml.tostring(root, encoding="utf-8", xml_declaration=True)
    if kind == "xlsx":
        book = io.BytesIO()
        pd.DataFrame(rows).to_excel(book, index=False, engine="xlsxwriter")
        return book.getvalue()
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\r\n").encode()


def _descriptor(told: Publication, table: str) -> Response:
    content = written(told.page(table, 1, _ALL, "").rows, "csv")
    resource = {
        "name": table, "path": "data.csv", "encoding": "utf-8", "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }  # fmt: skip
    moment = told.changed(table).replace(tzinfo=BEIJING).isoformat()
    return jsonify({"name": f"{table}-demo", "title": "演示数据", "created": moment, "resources": [resource]})


def _package_table(told: Publication, table: str) -> Response:
    fault = told.faults.active("data_package")
    if fault == "inner_failure":
        return sent(b"", "text/csv", fault, told.delay)
    return sent(written(told.page(table, 1, _ALL, fault).rows, "csv"), "text/csv", fault, told.delay)
