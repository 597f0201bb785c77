"""What people do with a problem: send it back, note an answer, take the feedback form away as a file."""

from __future__ import annotations

import hashlib
import io
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, Response, redirect, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from cockpit.application import current_cockpit
from cockpit.audit.record import record
from cockpit.errors import CockpitError, Forbidden, QueryError
from cockpit.export.feedback_form import write_feedback_form
from cockpit.quality.feedback import answer, problem_of, send_back

_STEPS = {"send": send_back, "answer": answer}


def register(server: Flask) -> None:
    """Adds the two steps (POST only) and the form."""
    server.add_url_rule("/data/quality/problem/<int:number>/<step>", "quality_step", take_step, methods=["POST"])
    server.add_url_rule("/export/feedback/<int:number>.xlsx", "export_feedback", feedback_form)


def take_step(number: int, step: str) -> AnyResponse:
    """Notes a step of this identity and goes back to the problem; a refusal is one sentence with status 400."""
    cockpit = current_cockpit()
    try:
        _from_here()
        if step not in _STEPS:
            raise QueryError("步骤", f"没有 {step[:20]!r}", "从问题页操作")
        words = request.form.get("words", "").strip()[:2000]
        _STEPS[step](cockpit.state, number, cockpit.identity().title, words, cockpit.clock())
        record("quality.step", f"问题 {number}", step=step)
    except CockpitError as error:
        return Response(f"{error}\n", status=400, mimetype="text/plain")
    return redirect(f"/data/quality?problem={number}", 303)


def _from_here() -> None:
    """Only a form of this very site may act.

    Raises:
        QueryError: another site sent the form.
    """
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if urlsplit(origin).netloc != request.host:
        raise QueryError("来路", "表单不是从本系统提交的", "从问题页操作")


def feedback_form(number: int) -> Response:
    """The form of one problem as a workbook; a refusal is one sentence with status 400."""
    cockpit = current_cockpit()
    try:
        cockpit.grant.need("export")
        problem = problem_of(cockpit.state, number)
        reader = cockpit.frames.reader()
        flag = reader.tables.flag
        mine = sa.and_(flag.c.source == problem.source, flag.c.rule == problem.rule)
        cells = reader.select(
            sa.select(flag).where(mine, flag.c.batch_id >= problem.opened_batch).order_by(flag.c.row_key)
        )
        content = write_feedback_form(problem, cells, reader.snapshot, cockpit.clock(), cockpit.identity().title)
    except CockpitError as error:
        if isinstance(error, Forbidden):
            record("export", f"反馈单 {number}", "refused", why=error.problem)
        return Response(f"{error}\n", status=400, mimetype="text/plain")
    name = f"数据质量反馈单_{number}_{problem.title}_快照{reader.snapshot.id}.xlsx"
    record("export", name, rows=len(cells), sha256=hashlib.sha256(content).hexdigest())
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(io.BytesIO(content), media, as_attachment=True, download_name=name)
