"""What people do with a problem: send it back, note an answer, take the feedback form away as a file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from cockpit.application import current_cockpit
from cockpit.audit.record import record
from cockpit.errors import CockpitError, Forbidden, QueryError
from cockpit.export.feedback_form import write_feedback_form
from cockpit.export.mark import new_mark
from cockpit.export.write import Written, written
from cockpit.quality.feedback import answer, problem_of, send_back
from cockpit.view.handing_over import AtOnce, hand_over
from cockpit.view.quality_problem import problem_cells

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
    """The form of one problem as a workbook; a refusal is one sentence with status 400, or 403."""
    cockpit = current_cockpit()
    try:
        cockpit.grant.need("export")
        problem = problem_of(cockpit.state, number)
        reader = cockpit.frames.reader()
        cells = reader.select(problem_cells(reader, problem).order_by(reader.tables.flag.c.row_key))
        mark = new_mark(cockpit.identity(), cockpit.clock())
        name = f"数据质量反馈单_{number}_{problem.title}_快照{reader.snapshot.id}.xlsx"
        file = AtOnce("feedback", f"反馈单 {number}", name, len(cells), {"problem": str(number)}, reader.snapshot.id)

        def write(target: Path) -> Written:
            target.write_bytes(write_feedback_form(problem, cells, reader.snapshot, mark))
            return written(target, len(cells))

        return hand_over(mark, file, write)
    except CockpitError as error:
        if isinstance(error, Forbidden):
            record("export", f"反馈单 {number}", "refused", why=error.problem)
        return Response(f"{error}\n", status=403 if isinstance(error, Forbidden) else 400, mimetype="text/plain")
