"""Files of a page: small ones at once, large ones through the queue; the same choices, snapshot and rows as the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request, send_file
from werkzeug.wrappers import Response as Answer

from cockpit.application import Cockpit, current_cockpit
from cockpit.audit.leaving import taken_before
from cockpit.audit.once import first_this_hour
from cockpit.audit.record import record
from cockpit.errors import CockpitError, Forbidden, QueryError
from cockpit.export.document import Document
from cockpit.export.indicator_table import stored_rows, table_document
from cockpit.export.job import DONE, RUNNING, WAITING
from cockpit.export.mark import new_mark
from cockpit.export.queue import ask, job_of, jobs_of, stands
from cockpit.export.worker import file_of
from cockpit.export.write import IMMEDIATE_ROWS, MEDIA, write_document
from cockpit.moment import day
from cockpit.view.asof import asof_words
from cockpit.view.context import PageContext, page_context
from cockpit.view.exports import state_words
from cockpit.view.handing_over import AtOnce, hand_over, private
from cockpit.view.workbench import selection_of

#: What may be asked for, and as which files.
KINDS = dict.fromkeys(("table", "record"), ("xlsx", "csv", "parquet")) | {
    "brief": ("docx", "pdf"),
    "page": ("xlsx", "pdf", "png"),
    "figure": ("pdf", "png"),
}
TITLES = {"table": "指标表格", "record": "明细", "brief": "月度专报", "page": "页面", "figure": "图"}


def register(server: Flask) -> None:
    """Adds the addresses of files and of the queue."""
    server.add_url_rule("/export/table.<kind>", "export_table", export_table)
    server.add_url_rule("/exports/new", "export_ask", ask_for_file, methods=["POST"])
    server.add_url_rule("/exports/progress", "export_progress", progress)
    server.add_url_rule("/exports/<job_id>", "export_file", finished_file)


def export_table(kind: str) -> Response:
    """The table of the address as a file; a refusal is one sentence with status 400, or 403."""
    try:
        return _table(dict(request.args), kind)
    except CockpitError as error:
        if isinstance(error, Forbidden):
            record("export", f"table.{kind}", "refused", why=error.problem)
        status = 403 if isinstance(error, Forbidden) else 400
        return Response(f"{error}\n", status=status, mimetype="text/plain")


def _table(query: dict[str, str], kind: str) -> Response:
    context = page_context(query)
    cockpit, selection = context.cockpit, selection_of(context)
    reader = context.reader if context.asof else cockpit.frames.reader(_snapshot(query.get("snapshot")))
    mark = new_mark(cockpit.identity(), cockpit.clock())
    cockpit.grant.need("export")
    if not selection.find and (rows := stored_rows(reader, selection)) > IMMEDIATE_ROWS:
        raise QueryError("导出", f"{rows:,} 行，超过可立即下载的 {IMMEDIATE_ROWS:,} 行", "在表格页点“后台导出”")
    document = _as_known(context, table_document(reader, selection, mark))
    cover = document.cover
    file = AtOnce("table", cover.subject, cover.name(kind), document.rows, query, reader.snapshot.id)
    return hand_over(mark, file, lambda target: write_document(document, kind, target, bom=query.get("bom") != "0"))


def _as_known(context: PageContext, document: Document) -> Document:
    """The document, saying of what was known when, if a reader looks back."""
    if context.asof is None:
        return document
    facts = (("所知时点", asof_words(context)), *document.cover.facts)
    subject = f"{document.cover.subject}_按{day(context.asof)}所知"
    return replace(document, cover=replace(document.cover, subject=subject, facts=facts))


def ask_for_file() -> Answer:
    """Puts the file of a form into the queue and shows the list; a refusal stands above the list."""
    cockpit = current_cockpit()
    try:
        told = _asked(request.form.get("job") or _figure(request.form))
        mark = new_mark(cockpit.identity(), cockpit.clock())
        kind, wanted = str(told["kind"]), {str(k): str(v) for k, v in told["wanted"].items()}
        snapshot = cockpit.frames.reader(_snapshot(wanted.get("snapshot"))).snapshot.id
        ask(
            cockpit.state, mark, cockpit.grant, kind, told["extension"], _title(cockpit, kind, wanted), wanted, snapshot
        )
    except CockpitError as error:
        return redirect("/exports?" + urlencode({"refused": f"{error.problem}。{error.remedy}。"}), 303)
    return redirect("/exports", 303)


def _figure(form: Mapping[str, str]) -> str:
    """What the corner of a figure asks for, told like any other button."""
    extension, _, name = form.get("figure", "").partition(" ")
    wanted = {"path": form.get("path", ""), "figure": name}
    return json.dumps({"kind": "figure", "extension": extension, "wanted": wanted})


def _asked(text: str) -> dict[str, Any]:
    """What a form asks for, checked.

    Raises:
        QueryError: it is none of ours.
    """
    try:
        told = json.loads(text[:4000])
        known = told["extension"] in KINDS[told["kind"]] and isinstance(told["wanted"], dict)
    except (ValueError, KeyError, TypeError, RecursionError):
        known = False
    if not known:
        raise QueryError("导出", "导出请求无法识别", "从页面上的导出按钮再点一次")
    if told["wanted"].get("asof"):
        raise QueryError("导出", "回看的大表不能在后台生成", "缩小到 20,000 行以内立即下载，或改看当前数据")
    return dict(told)


def _title(cockpit: Cockpit, kind: str, wanted: dict[str, str]) -> str:
    record = cockpit.records.get(wanted.get("record", ""))
    if kind in ("page", "figure"):
        return f"{TITLES[kind]} {wanted.get('path', '')[:100]} {wanted.get('figure', '')[:40]}".strip()
    return record.title if kind == "record" and record else TITLES[kind]


def progress() -> Response:
    """How far each of one's own jobs is: id → state and words."""
    cockpit = current_cockpit()
    jobs = jobs_of(cockpit.state, cockpit.identity().name)
    told = {job.job_id: {"words": state_words(job), "open": job.state in (WAITING, RUNNING)} for job in jobs}
    return Response(json.dumps(told), mimetype="application/json", headers={"Cache-Control": "no-store"})


def finished_file(job_id: str) -> Response:
    """The finished file of one's own job; an interrupted download goes on where it stopped (Range).

    What was made under another role, department or region of the same person is not given any more.
    """
    cockpit = current_cockpit()
    job = job_of(cockpit.state, cockpit.identity().name, job_id)
    path = file_of(cockpit.settings.var, job) if job else None
    if job is None or path is None or job.state != DONE or not path.is_file() or not stands(job, cockpit.identity()):
        return Response("我的导出：没有这个文件 → 重新导出\n", status=404, mimetype="text/plain")
    name, media = job.file_name, MEDIA[job.extension]
    first = first_this_hour(cockpit, cockpit.identity(), request.remote_addr or "", "export", job_id)
    if "Range" in request.headers and not first:
        taken_before("export")  # the rest of a broken download is the same taking away
    else:
        record("export", name, rows=job.rows, sha256=job.sha256, watermark=job.watermark, filters=job.wanted)
    return private(send_file(path, media, as_attachment=True, download_name=name, etag=job.sha256, conditional=True))


def _snapshot(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 12:
        raise QueryError("参数 snapshot", f"{text[:20]!r} 不是快照号", "从表格页面导出")
    return int(text)
