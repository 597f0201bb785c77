"""My exports: what is being made, how far it is, what is ready; and detail rows to take away."""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit.export.job import DONE, RUNNING, STATES, WAITING, ExportJob
from cockpit.export.queue import KEPT, jobs_of, stands
from cockpit.security.rows import may_see_rows
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.control import field
from cockpit.view.page import page
from cockpit.view.panels.scope import connected_records
from cockpit.view.queue_button import queue_button
from cockpit.view.shell import shell
from metrics.records import Record
from metrics.search import initials

#: What the monthly brief is made as.
BRIEF_FILES = (("docx", "Word"), ("pdf", "PDF"))


@page("exports", kept=False)
def exports_page(**query: str) -> html.Div:
    """The layout of `/exports`."""
    context = page_context(query)
    jobs = jobs_of(context.cockpit.state, context.cockpit.identity().name)
    return shell(context, "/exports", [("/", "总览"), ("", "我的导出")],
                 [_heading(query.get("refused", "")), _list(context, jobs), _brief(context), _offers(context)])  # fmt: skip


def state_words(job: ExportJob) -> str:
    """How far a job is."""
    if job.state == RUNNING and job.stated_rows:
        return f"生成中 {job.done_rows:,} / {job.stated_rows:,} 行"
    return STATES[job.state]


def _heading(refused: str) -> html.Header:
    days = KEPT.days
    words = f"大文件在后台生成，关闭页面不影响；生成的文件保留 {days} 天，每个文件都记录行数、校验值和水印编号。"
    told = [html.H1("我的导出"), html.P(words, className="question")]
    if refused:
        told.append(html.P(refused, className="notice", role="alert"))
    return html.Header(html.Div(told), className="headline")


def _list(context: PageContext, jobs: list[ExportJob]) -> html.Section:
    if not jobs:
        empty = html.P("暂无导出文件。可在“指标表格”和下方的明细中导出。", className="state-empty")
        return html.Section(empty, className="panel")
    names = ("文件", "状态", "行数", "大小", "快照", "水印编号", "校验（SHA-256）", "时间", "")
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    body = html.Tbody([_row(context, job) for job in jobs])
    table = html.Table([head, body], className="data-table", **attributes({"data-ready": "1"}))
    waiting = any(job.state in (WAITING, RUNNING) for job in jobs)
    return html.Section(html.Div(table, className="scroll-x", tabIndex="0"), className="panel",
                        **attributes({"data-exports": "waiting" if waiting else "done"}))  # fmt: skip


def _row(context: PageContext, job: ExportJob) -> html.Tr:
    there = job.state == DONE and _kept(context, job) and stands(job, context.cockpit.identity())
    link = html.A("下载", href=f"/exports/{job.job_id}", className="button", download="") if there else None
    cells: list[Any] = [
        html.Td([job.file_name or job.title, html.P(job.problem, className="muted") if job.problem else None]),
        html.Td(state_words(job), **attributes({"data-job": job.job_id})),
        html.Td("—" if job.rows is None else f"{job.rows:,}", className="num"),
        html.Td("—" if job.size is None else _size(job.size), className="num"),
        html.Td(str(job.snapshot), className="num"),
        html.Td(job.watermark), html.Td(job.sha256[:16] or "—", title=job.sha256),
        html.Td(f"{job.asked_at:%-m月%-d日 %H:%M}"), html.Td(link),
    ]  # fmt: skip
    return html.Tr(cells)


def _kept(context: PageContext, job: ExportJob) -> bool:
    return (context.cockpit.settings.var / "exports" / f"{job.job_id}.{job.extension}").is_file()


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 0.1):,.1f} kB"


def _brief(context: PageContext) -> html.Section | None:
    """The monthly brief of the page's region and period."""
    if not context.cockpit.grant.may("export"):
        return None
    wanted = {"region": context.region.code, "period": context.period.key}
    words = f"{context.region.name}{context.period.label}：各领域主要指标、需要关注的指标及依据、口径与来源。换区域或数据期请用页首的选择。"
    buttons = [queue_button(name, "brief", kind, wanted, "ghost") for kind, name in BRIEF_FILES]
    return html.Section(
        [html.Header(html.H2("月度专报"), className="section-head"), html.P(words, className="panel-summary"),
         html.Ul([html.Li([html.Span("月度专报"), *buttons])], className="offers")], className="panel below",
    )  # fmt: skip


def _offers(context: PageContext) -> html.Section | None:
    """Detail rows that may be taken away, by right; under the department that answers for them."""
    cockpit, there = context.cockpit, connected_records(context)
    records = [r for name, r in sorted(cockpit.records.items()) if name in there and may_see_rows(cockpit.grant, r)]
    if not records or not cockpit.grant.may("export"):
        return None
    by_department: dict[str, list[Record]] = {}
    for record in records:
        if record.access is not None:  # a record that says nothing is seen by nobody
            by_department.setdefault(record.access.department, []).append(record)
    words = f"{context.region.name}的全部明细行；无明细权限的列已按规定脱敏。点开部门选表，或按表名查找。"
    groups = [_department(context, name, by_department[name]) for name in sorted(by_department)]
    head = html.Header(html.H2("导出明细"), className="section-head")
    return html.Section([head, html.P(words, className="panel-summary"), _find(), *groups], className="panel below")


def _find() -> html.Div:
    """Finds one table among all, as one types (assets/g-exports.js)."""
    hint = "表名、部门、拼音首字母"
    told = {"aria-label": hint, "data-offers": "1"}
    box = field(told, type="search", placeholder=hint, autocomplete="off")
    return html.Div([box, html.Span(role="status", className="muted")], className="search-line")


def _department(context: PageContext, name: str, records: list[Record]) -> html.Details:
    rows = [_offer(context, record, name) for record in records]
    titles = "、".join(record.title for record in records)
    return html.Details(
        [html.Summary([html.B(name), html.Span(titles, className="muted")]), html.Ul(rows, className="offers")],
        className="offer-group",
    )  # fmt: skip


def _offer(context: PageContext, record: Record, department: str) -> html.Li:
    wanted = {"record": record.name, "region": context.region.code}
    buttons = [queue_button(name, "record", kind, wanted, "ghost")
               for kind, name in (("xlsx", "Excel"), ("csv", "CSV"), ("parquet", "Parquet"))]  # fmt: skip
    words = " ".join((record.title, initials(record.title), department, initials(department)))
    return html.Li([html.Span(record.title), *buttons], **attributes({"data-find": words}))
