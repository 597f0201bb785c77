"""Files of a page: the same choices in the address, the same snapshot, the same rows."""

from __future__ import annotations

import io

from flask import Flask, Response, request, send_file

from cockpit.errors import CockpitError, QueryError
from cockpit.export.delimited import write_csv
from cockpit.export.table_file import TableFile, table_file
from cockpit.export.workbook import write_workbook
from cockpit.selection import rows
from cockpit.view.context import page_context
from cockpit.view.workbench import selection_of

_KINDS = {
    "xlsx": (write_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}


def register(server: Flask) -> None:
    """Adds /export/table.xlsx and /export/table.csv."""
    server.add_url_rule("/export/table.<kind>", "export_table", export_table)


def export_table(kind: str) -> Response:
    """The table of the address as a file; a refusal is one sentence with status 400."""
    try:
        if kind not in _KINDS:
            raise QueryError("文件类型", f"没有 {kind[:20]!r}", "用 xlsx 或 csv")
        table = _table(dict(request.args))
    except CockpitError as error:
        return Response(f"{error}\n", status=400, mimetype="text/plain")
    write, media = _KINDS[kind]
    return send_file(io.BytesIO(write(table)), media, as_attachment=True, download_name=table.name(kind))


def _table(query: dict[str, str]) -> TableFile:
    context = page_context(query)
    selection = selection_of(context)
    reader = context.cockpit.frames.reader(_snapshot(query.get("snapshot")))
    return table_file(selection, rows(reader, selection), reader.snapshot, context.now)


def _snapshot(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 12:
        raise QueryError("参数 snapshot", f"{text[:20]!r} 不是快照号", "从表格页面导出")
    return int(text)
