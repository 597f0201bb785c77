"""The OpenAPI 3.1 document, made from the same declarations as the routes."""

from __future__ import annotations

from typing import Any

from cockpit.api.operations import OPERATIONS, Operation
from cockpit.api.question import Question

PREFIX = "/api/v1"
_REFUSALS = {"400": "问题有误", "401": "没有可用的密钥", "403": "密钥没有此项权限", "404": "没有", "406": "没有您要的格式",
             "429": "已达每分钟次数上限"}  # fmt: skip


def document() -> dict[str, Any]:
    """The document as plain data."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "舟山数字驾驶舱 接口",
            "version": "1",
            "description": "只读；数值按存储单位；时间为北京时间。",
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": {PREFIX + operation.path: {"get": _operation(operation)} for operation in OPERATIONS},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Error": _error()},
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    answers: dict[str, Any] = {
        status: {"description": words, "content": refused} for status, words in _REFUSALS.items()
    }
    answers["200"] = {"description": operation.summary, "content": _contents(operation)}
    answers["304"] = {"description": "快照没有变（If-None-Match）"}
    return {
        "operationId": operation.path.strip("/").replace("/{name}", "_one"),
        "summary": operation.summary,
        "tags": [operation.scope],
        "parameters": [*_named(operation), *parameters(operation.question)],
        "responses": answers,
    }


def _named(operation: Operation) -> list[dict[str, Any]]:
    if not operation.example:
        return []
    schema = {"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,80}$"}
    return [{"name": "name", "in": "path", "required": True, "schema": schema, "example": operation.example}]


def parameters(question: type[Question]) -> list[dict[str, Any]]:
    """The query parameters of a question."""
    told = question.model_json_schema(by_alias=True)
    return [
        {"name": name, "in": "query", "required": name in told.get("required", []),
         "description": schema.get("description", ""), "schema": _schema(schema)}
        for name, schema in told["properties"].items()
    ]  # fmt: skip


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    """In an address nothing is null: what may be left out is simply left out."""
    if "anyOf" in schema:
        return next(dict(kind) for kind in schema["anyOf"] if kind.get("type") != "null")
    return {key: value for key, value in schema.items() if key not in ("title", "description")}


def _contents(operation: Operation) -> dict[str, Any]:
    row: dict[str, Any] = {"type": "object"}
    if operation.columns:
        row["properties"] = {name: {"description": words} for name, words in operation.columns.items()}
        row["required"] = list(operation.columns)
    page = {
        "type": "object",
        "required": ["snapshot", "published_at", "rows", "next_cursor", "data"],
        "properties": {
            "snapshot": {"type": "integer"}, "published_at": {"type": "string"}, "rows": {"type": "integer"},
            "next_cursor": {"type": ["string", "null"]}, "data": {"type": "array", "items": row},
        },
    }  # fmt: skip
    return {
        "application/json": {"schema": page},
        "text/csv": {"schema": {"type": "string"}},
        "application/vnd.apache.parquet": {
            "schema": {"type": "string", "contentMediaType": "application/octet-stream"}
        },
    }


def _error() -> dict[str, Any]:
    names = ("code", "place", "problem", "remedy")
    inner = {"type": "object", "required": list(names), "properties": {name: {"type": "string"} for name in names}}
    return {"type": "object", "required": ["error"], "properties": {"error": inner}}
