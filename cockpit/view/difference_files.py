"""The differences between two snapshots as a file: the rows of the page, all of them."""

from __future__ import annotations

import hashlib
import io

from flask import Flask, Response, request, send_file

from cockpit.audit.record import record
from cockpit.errors import CockpitError, Forbidden, QueryError
from cockpit.export.plain_table import plain_csv, plain_workbook
from cockpit.moment import day_and_time
from cockpit.view.context import page_context
from cockpit.view.snapshot_difference import COLUMNS, chosen_span, difference_rows


def register(server: Flask) -> None:
    """Adds /export/diff.xlsx and /export/diff.csv."""
    server.add_url_rule("/export/diff.<kind>", "export_diff", export_difference)


def export_difference(kind: str) -> Response:
    """The differences of the address; a refusal is one sentence with status 400."""
    try:
        if kind not in ("xlsx", "csv"):
            raise QueryError("文件类型", f"没有 {kind[:20]!r}", "用 xlsx 或 csv")
        context = page_context(dict(request.args))
        span = chosen_span(context)
        if span is None:
            raise QueryError("快照", "只有一个快照", "下次入库后再导出")
        frame = difference_rows(context, span)[list(COLUMNS)]
        grant = context.cockpit.grant
        grant.need("export")
        if len(frame) > grant.export_rows:
            raise Forbidden(
                "快照差异", f"{len(frame):,} 行，超过您一次可导出的 {grant.export_rows:,} 行", "请安全管理员授权"
            )
    except CockpitError as error:
        if isinstance(error, Forbidden):
            record("export", f"快照差异.{kind}", "refused", why=error.problem)
        return Response(f"{error}\n", status=400, mimetype="text/plain")
    demo = bool((frame["性质"] == "演示").any())
    title = f"快照差异_{span.earlier}至{span.later}" + ("_含演示数据" if demo else "")
    facts = [
        ("快照", f"{span.earlier} 至 {span.later}"), ("行数", str(len(frame))),
        ("导出时间", day_and_time(context.cockpit.clock())),
        ("数据性质", "含演示数据：性质为“演示”的行由演示平台生成" if demo else "已公布数字"),
    ]  # fmt: skip
    content = plain_workbook(title, frame, facts) if kind == "xlsx" else plain_csv(frame)
    record("export", f"{title}.{kind}", rows=len(frame), sha256=hashlib.sha256(content).hexdigest())
    return send_file(io.BytesIO(content), as_attachment=True, download_name=f"{title}.{kind}")
