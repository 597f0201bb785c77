"""The deliveries: which batch arrived when, how many rows were refused, and each refused row with its reason."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from dash import html

from cockpit.moment import day_and_time
from cockpit.view.batch_findings import batch_findings
from cockpit.view.context import PageContext, page_context
from cockpit.view.origin import origin_words
from cockpit.view.page import page
from cockpit.view.shell import shell
from cockpit.view.table import table

STATUS = {"ok": "已发布", "failed": "失败", "unchanged": "无变化", "blocked": "被拦下"}


@page("batches")
def batches_page(**query: str) -> html.Div:
    """The layout of `/batches`; `batch` opens one batch's refused rows."""
    context = page_context(query)
    chosen = context.query.get("batch", "")
    body = _rejects(context, int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else _batches(context)
    return shell(context, "/batches", [("/", "总览"), ("/batches", "数据批次")], body, filtered=False)


def _batches(context: PageContext) -> list[Any]:
    batch = context.reader.tables.batch
    frame = context.reader.select(sa.select(batch).order_by(batch.c.batch_id.desc()).limit(300))
    shown = frame.assign(
        状态=frame["status"].map(STATUS), 数据=["演示数据" if demo else "已公布" for demo in frame["demo"]],
        位置=[origin_words(origin) for origin in frame["origin"]],
        完成=[day_and_time(t) for t in frame["finished"]],
    ).rename(columns={"batch_id": "批次", "title": "来源", "owner": "数源部门", "rows_read": "读入行",
                      "rows_accepted": "采用行", "rows_rejected": "退回行", "message": "说明"})  # fmt: skip
    columns = ["批次", "来源", "数源部门", "位置", "读入行", "采用行", "退回行", "状态", "数据", "完成", "说明"]
    links = {"批次": [f"/batches?batch={number}" for number in shown["批次"]]}
    refused = int(frame["rows_rejected"].sum())
    return [
        html.Header(
            html.Div(
                [
                    html.H1("数据批次"),
                    html.P(f"{len(frame)} 批；共退回 {refused:,} 行，点批次号看每行的原因。", className="question"),
                ]
            ),
            className="headline",
        ),
        html.Div(table(shown[columns], "", links, "dense"), className="panel scroll-x"),
    ]


def _rejects(context: PageContext, number: int) -> list[Any]:
    reject, batch = context.reader.tables.reject, context.reader.tables.batch
    title = context.reader.select(sa.select(batch.c.title, batch.c.rows_rejected).where(batch.c.batch_id == number))
    rows = context.reader.select(
        sa.select(reject).where(reject.c.batch_id == number).order_by(reject.c.row).limit(1000)
    )
    if title.empty:
        return [html.P(f"没有批次 {number}。", className="state-empty")]
    shown = rows.rename(columns={"row": "行号", "column_name": "列", "value": "值", "reason": "原因", "raw": "原始行"})
    count = int(title["rows_rejected"].iloc[0])
    words = f"退回 {count:,} 行" + (f"，列出前 {len(rows):,} 行" if count > len(rows) else "")
    body = (
        table(shown[["行号", "列", "值", "原因", "原始行"]], "")
        if len(rows)
        else html.P("退回行的原文按您的权限不显示。" if count else "这一批没有退回的行。", className="state-empty")
    )
    return [
        html.Header(
            html.Div([html.H1(f"批次 {number} · {title['title'].iloc[0]}"), html.P(words, className="question")]),
            className="headline",
        ),
        html.Div(body, className="panel scroll-x"),
        batch_findings(context, number),
    ]
