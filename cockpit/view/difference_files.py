"""The differences between two snapshots as a file: the rows of the page, all of them, numbers as numbers."""

from __future__ import annotations

from flask import Flask, Response, request

from cockpit.audit.record import record
from cockpit.errors import CockpitError, Forbidden, QueryError
from cockpit.export.document import Column, Cover, Document, frame_sheet
from cockpit.export.mark import Mark, new_mark
from cockpit.export.write import write_document
from cockpit.view.context import PageContext, page_context
from cockpit.view.handing_over import AtOnce, hand_over
from cockpit.view.snapshot_difference import COLUMNS, Span, chosen_span, difference_rows
from metrics.format import status_word

_NUMBERS = {"原值": "_before", "新值": "_after"}
_WIDTHS = {"指标": 30, "区域": 10, "数据期": 16, "单位": 9, "来源": 28, "指标代码": 22}
_PLAN = tuple(Column(n, "number" if n in _NUMBERS else "text", width=_WIDTHS.get(n, 12)) for n in COLUMNS)


def register(server: Flask) -> None:
    """Adds /export/diff.xlsx, .csv and .parquet."""
    server.add_url_rule("/export/diff.<kind>", "export_diff", export_difference)


def export_difference(kind: str) -> Response:
    """The differences of the address; a refusal is one sentence with status 400, or 403."""
    try:
        context = page_context(dict(request.args))
        context.cockpit.grant.need("export")
        span = chosen_span(context)
        if span is None:
            raise QueryError("快照", "只有一个快照", "下次入库后再导出")
        mark = new_mark(context.cockpit.identity(), context.cockpit.clock())
        document = _document(context, span, mark)
        cover = document.cover
        file = AtOnce("diff", cover.subject, cover.name(kind), document.rows, dict(request.args), span.later)
        return hand_over(mark, file, lambda target: write_document(document, kind, target))
    except CockpitError as error:
        if isinstance(error, Forbidden):
            record("export", f"快照差异.{kind[:20]}", "refused", why=error.problem)
        return Response(f"{error}\n", status=403 if isinstance(error, Forbidden) else 400, mimetype="text/plain")


def _document(context: PageContext, span: Span, mark: Mark) -> Document:
    frame = difference_rows(context, span)
    told = frame.assign(**{name: frame[exact] for name, exact in _NUMBERS.items()})
    sheet = frame_sheet("数据", _PLAN, told, decimals=tuple(frame["_decimals"]))
    codes = set(frame["指标代码"])
    seen = tuple(i for code, i in context.cockpit.catalog.indicators.items() if code in codes)
    facts = (
        ("数据期", f"快照 {span.earlier} 至快照 {span.later} 之间变化的各期"), ("区域", "见“区域”列"), ("单位", "见“单位”列"),
        ("筛选", "只列数值变化的；重新计量而数值未变的不算"), ("行数", str(sheet.rows)), ("导出人", mark.who),
    )  # fmt: skip
    demo = bool((frame["性质"] == status_word("mock")).any())
    subject = f"快照差异-{span.earlier}至{span.later}"
    return Document(Cover(subject, "", facts, seen, span.later, demo, mark.watermark, mark.now), (sheet,))
