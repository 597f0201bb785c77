"""The routes of /api/v1: who asks by which key, is the question in order, has anything changed, and the answer."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

import orjson
from flask import Flask, Response, g, request
from pydantic import ValidationError

from cockpit.api.answer import Problem, error_answer, rows_answer, tag, wanted_format
from cockpit.api.key import ApiKey, count_use, identity_of, key_of
from cockpit.api.openapi import PREFIX, document
from cockpit.api.operations import OPERATIONS, Operation
from cockpit.api.reading import read_cursor
from cockpit.application import Cockpit, current_cockpit
from cockpit.audit.once import first_this_hour
from cockpit.audit.record import record
from cockpit.errors import CockpitError, Forbidden, StoreMissing
from metrics.fault_words import faults_in_words

#: Parameters that ask for another part of the same answer, or for the same in another dress.
_SAME_QUESTION = frozenset({"cursor", "limit", "snapshot", "format", "bom"})
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"]


def register(server: Flask) -> None:
    """Adds every operation, with and without suffix, the document, and the refusal of everything else."""
    described = orjson.dumps(document())
    server.add_url_rule(
        f"{PREFIX}/openapi.json", "api_document", lambda: Response(described, mimetype="application/json")
    )
    for operation in OPERATIONS:
        rule = PREFIX + operation.path.replace("{name}", "<name>")
        view = partial(_answer, operation)
        server.add_url_rule(rule, f"api{operation.path}", view)
        server.add_url_rule(f"{rule}.<any(json,csv,parquet):suffix>", f"api{operation.path}.", view)
    server.add_url_rule(f"{PREFIX}/<path:rest>", "api_unknown", _unknown, methods=_METHODS)


def _answer(operation: Operation, name: str = "", suffix: str | None = None) -> Response:
    try:
        key = _key(request.headers.get("Authorization", ""))
        g.identity = identity_of(key)
        answer = _allowed(operation, key, name, suffix)
    except Problem as error:
        answer = error_answer(error)
    except CockpitError as error:
        answer = error_answer(_problem(error))
    _note(operation, name, answer)
    return answer


def _note(operation: Operation, name: str, answer: Response) -> None:
    """Records every file that leaves; else the use of a key, and what it was refused, once an hour per key, address,
    object and question, however many pages the answer has."""
    cockpit, about = current_cockpit(), operation.path.replace("{name}", name[:60])
    if answer.status_code == 200 and answer.headers.get("Content-Disposition"):
        told = {"rows": answer.headers["X-Row-Count"], "sha256": answer.headers["X-Content-SHA256"]}
        record("export", f"{PREFIX}{about}", filters=dict(request.args), snapshot=answer.headers["X-Snapshot"], **told)
        return
    result = "refused" if answer.status_code in (401, 403, 429) else "ok"
    asked = {key: value for key, value in request.args.items() if key not in _SAME_QUESTION}
    question = hashlib.sha256(repr(sorted(asked.items())).encode()).hexdigest() if result == "ok" else ""
    if first_this_hour(cockpit, cockpit.identity(), request.remote_addr or "", "key.use", about, result, question):
        query = request.query_string.decode("latin-1")[:400]
        record("key.use", about, result, status=answer.status_code, query=query)


def _allowed(operation: Operation, key: ApiKey, name: str, suffix: str | None) -> Response:
    cockpit = current_cockpit()
    if operation.scope not in key.scope.split(","):
        raise Problem(403, "out_of_scope", "密钥", f"这把密钥不含 {operation.scope}", "请管理员另发密钥")
    cockpit.grant.need("api")
    asked = _question(operation)
    kind = wanted_format(suffix, asked.format)
    if kind != "json":
        cockpit.grant.need("export")
    cursor, _ = read_cursor(getattr(asked, "cursor", ""))
    reader = cockpit.frames.reader(cursor if cursor is not None else asked.snapshot)
    etag = tag(reader.snapshot, cockpit.grant.digest, kind)
    if etag.strip('"') in request.if_none_match:
        return Response(status=304, headers={"ETag": etag, "Cache-Control": "private, no-cache"})
    return rows_answer(operation.run(cockpit, reader, asked, name), kind, etag, name or operation.path.strip("/"))


def _key(header: str) -> ApiKey:
    """The key of the request, with its use counted.

    Raises:
        Problem: 401 without a usable key, 429 when this minute's requests are used up.
    """
    cockpit: Cockpit = current_cockpit()
    now, secret = cockpit.clock(), header.removeprefix("Bearer ").strip()
    key = key_of(cockpit.state, secret, now) if header.startswith("Bearer ") else None
    if key is None:
        raise Problem(
            401,
            "no_key",
            "Authorization",
            "没有可用的密钥",
            "用 Authorization: Bearer 密钥",
            {"WWW-Authenticate": "Bearer"},
        )
    if count_use(cockpit.state, key, now) > key.rate:
        wait = str(60 - now.second)
        raise Problem(429, "too_many", "密钥", f"每分钟最多 {key.rate} 次", f"{wait} 秒后再试", {"Retry-After": wait})
    return key


def _question(operation: Operation) -> Any:
    told = {name: values[-1] for name, values in request.args.lists()}
    told.pop("bom", None)  # how CSV begins, not what is asked
    try:
        return operation.question.model_validate(told)
    except ValidationError as error:
        words = faults_in_words(error.errors(include_url=False, include_input=False), 5)
        raise Problem(400, "bad_question", "参数", words[:400], f"见 {PREFIX}/openapi.json") from error


def _problem(error: CockpitError) -> Problem:
    status, code = 400, "bad_question"
    if isinstance(error, Forbidden):
        status, code = 403, "forbidden"
    elif isinstance(error, StoreMissing):
        status, code = 404, "no_snapshot"
    return Problem(status, code, error.place, error.problem, error.remedy)


def _unknown(rest: str) -> Response:
    known = {operation.path.strip("/").split("/")[0] for operation in OPERATIONS} | {"openapi.json"}
    if request.method not in ("GET", "HEAD", "OPTIONS") and rest.split("/")[0].split(".")[0] in known:
        return error_answer(Problem(405, "read_only", "方法", "接口只读", "用 GET", {"Allow": "GET, HEAD"}))
    return error_answer(Problem(404, "not_found", "地址", "没有这个地址", f"见 {PREFIX}/openapi.json"))
