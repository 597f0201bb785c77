"""One shape for answers and one for errors; JSON, CSV or Parquet; 304 while the snapshot is the same."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from flask import Response, request

from cockpit.export.delimited import csv_lines
from cockpit.export.document import Column, Kind, Sheet
from cockpit.store.embedded import Snapshot

_SIGNS = re.compile(r"[^A-Za-z0-9_.-]")
_MEDIA = {"json": "application/json", "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@dataclass(frozen=True)
class Problem(Exception):  # noqa: N818 - it is the answer's own word
    """The one shape of an error.

    Args:
        status: of HTTP. code: for programs. place, problem, remedy: where, what, what to do.
    """

    status: int
    code: str
    place: str
    problem: str
    remedy: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """An answer: a table, the snapshot it is from, and where the next page begins ("" at the end)."""

    table: pa.Table
    snapshot: Snapshot
    next_cursor: str = ""


def error_answer(error: Problem) -> Response:
    """The error as JSON, whatever format was asked for."""
    told = {"code": error.code, "place": error.place, "problem": error.problem, "remedy": error.remedy}
    return Response(
        orjson.dumps({"error": told}), error.status, mimetype="application/json", headers={**error.headers}
    )  # fmt: skip


def wanted_format(suffix: str | None, parameter: str | None) -> str:
    """The format of an answer: suffix, then parameter, then Accept; JSON otherwise.

    Raises:
        Problem: 406, none of ours is acceptable.
    """
    if suffix or parameter:
        return suffix or parameter or "json"
    offered = {"application/json": "json", "text/csv": "csv", "application/vnd.apache.parquet": "parquet"}
    if "Accept" not in request.headers:
        return "json"
    best = request.accept_mimetypes.best_match(list(offered))
    if best is None:
        raise Problem(406, "not_acceptable", "Accept", "没有您要的格式", "用 application/json、text/csv 或 Parquet")
    return offered[best]


def tag(snapshot: Snapshot, digest: str, kind: str) -> str:
    """The ETag: same snapshot, same sight, same question, same answer."""
    asked = f"{request.full_path}|{digest}|{kind}|{snapshot.published_at.isoformat()}"
    return f'"{snapshot.id}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"'


def rows_answer(rows: Rows, kind: str, etag: str, name: str) -> Response:
    """The rows in a format; what is no JSON is a file, and says how many rows it holds and its checksum."""
    body = {"json": _json, "csv": _csv, "parquet": _parquet}[kind](rows)
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "X-Snapshot": str(rows.snapshot.id),
        "Vary": "Accept, Authorization",
    }
    if rows.next_cursor:
        headers["X-Next-Cursor"] = rows.next_cursor
    if kind != "json":
        headers["Content-Disposition"] = f"attachment; filename={_SIGNS.sub('-', name)}.{kind}"
        headers["X-Row-Count"], headers["X-Content-SHA256"] = str(rows.table.num_rows), hashlib.sha256(body).hexdigest()
    return Response(body, mimetype=None, content_type=_MEDIA[kind], headers=headers)


def _json(rows: Rows) -> bytes:
    data = [{name: _plain(value) for name, value in row.items()} for row in rows.table.to_pylist()]
    return orjson.dumps(
        {"snapshot": rows.snapshot.id, "published_at": rows.snapshot.published_at.isoformat(timespec="seconds"),
         "rows": len(data), "next_cursor": rows.next_cursor or None, "data": data}
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """Not a number is missing; days and times as ISO 8601 in Beijing time."""
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _csv(rows: Rows) -> bytes:
    def kind(of: pa.DataType) -> Kind:
        if pa.types.is_timestamp(of):
            return "time"
        return "number" if pa.types.is_floating(of) or pa.types.is_integer(of) else "text"

    columns = tuple(Column(item.name, kind(item.type)) for item in rows.table.schema)

    def batches() -> Iterator[pa.RecordBatch]:
        yield from rows.table.combine_chunks().to_batches()

    return b"".join(csv_lines(Sheet("api", columns, rows.table.num_rows, batches), bom=request.args.get("bom") == "1"))


def _parquet(rows: Rows) -> bytes:
    out = io.BytesIO()
    told = {"snapshot": str(rows.snapshot.id), "next_cursor": rows.next_cursor}
    pq.write_table(rows.table.replace_schema_metadata(told), out, compression="zstd")
    return out.getvalue()
