"""Files of a page: the same choices in the address, the same snapshot, the same rows."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from flask import Flask, Response, request, send_file

from cockpit.application import current_cockpit
from cockpit.errors import CockpitError, Forbidden, QueryError
from cockpit.export.document import Document
from cockpit.export.indicator_table import table_document
from cockpit.export.mark import new_mark
from cockpit.export.write import MEDIA, write_document
from cockpit.view.asof import asof_words
from cockpit.view.context import page_context
from cockpit.view.moment import day
from cockpit.view.workbench import selection_of


def register(server: Flask) -> None:
    """Adds /export/table.xlsx, .csv and .parquet."""
    server.add_url_rule("/export/table.<kind>", "export_table", export_table)


def export_table(kind: str) -> Response:
    """The table of the address as a file; a refusal is one sentence with status 400."""
    try:
        return _sent(_table(dict(request.args)), kind)
    except CockpitError as error:
        return Response(f"{error}\n", status=400, mimetype="text/plain")


def _sent(document: Document, kind: str) -> Response:
    grant = current_cockpit().grant
    grant.need("export")
    if document.rows > grant.export_rows:
        problem = f"{document.rows:,} 行,超过您一次可导出的 {grant.export_rows:,} 行"
        raise Forbidden(document.cover.subject, problem, "缩小范围,或请安全管理员授权")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "file"
        write_document(document, kind, target, bom=request.args.get("bom") != "0")
        opened = target.open("rb")  # the open file outlives its name
    return send_file(opened, MEDIA[kind], as_attachment=True, download_name=document.cover.name(kind))


def _table(query: dict[str, str]) -> Document:
    context = page_context(query)
    mark = new_mark(context.cockpit.identity(), context.cockpit.clock())
    if context.asof is None:
        reader = context.cockpit.frames.reader(_snapshot(query.get("snapshot")))
        return table_document(reader, selection_of(context), mark)
    document = table_document(context.reader, selection_of(context), mark)
    facts = (("所知时点", asof_words(context)), *document.cover.facts)
    subject = f"{document.cover.subject}_按{day(context.asof)}所知"
    return replace(document, cover=replace(document.cover, subject=subject, facts=facts))


def _snapshot(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 12:
        raise QueryError("参数 snapshot", f"{text[:20]!r} 不是快照号", "从表格页面导出")
    return int(text)
