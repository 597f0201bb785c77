"""One problem: what is wrong, which cells, every step so far, and the forms that send it back or note an answer."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.frames import Reader
from cockpit.moment import day, day_and_time
from cockpit.quality.feedback import ANSWER_DAYS, problem_of
from cockpit.quality.problem import STATES, QualityProblem
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.table import table
from metrics.field_name import field_name
from metrics.quality import ACTIONS, DIMENSIONS

SHOWN = 200


def problem_panels(context: PageContext, number: int) -> list[Any]:
    """The body of one problem's page.

    Raises:
        QueryError: there is no such problem.
    """
    problem = problem_of(context.cockpit.state, number)
    facts: list[tuple[str, Any]] = [
        ("数源部门", problem.owner), ("来源", problem.title), ("维度", DIMENSIONS[problem.dimension]),  # type: ignore[index]
        ("内容", problem.words), ("处置", ACTIONS[problem.action]), ("状态", STATES[problem.state]),  # type: ignore[index]
        ("发现批次", html.A(str(problem.opened_batch), href=f"/batches?batch={problem.opened_batch}")),
        ("答复期限", day(problem.due) if problem.due else f"退回后 {ANSWER_DAYS} 天"),
    ]  # fmt: skip
    parts = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts]
    return [
        html.Header(
            [
                html.Div([html.H1(f"问题 {number} · {problem.title}"), html.P(problem.words, className="question")]),
                html.Div(
                    html.A(
                        "导出反馈单", href=f"/export/feedback/{number}.xlsx", className="button primary", download=""
                    ),
                    className="counts",
                ),
            ],
            className="headline",
        ),
        html.Div(
            [
                html.Section([_head("问题"), html.Dl(parts, className="definition")], className="panel"),
                html.Section([_head("经过"), _steps(problem), _forms(problem)], className="panel"),
            ],
            className="two",
        ),
        _cells(context, problem),
    ]


def _head(title: str) -> html.Header:
    return html.Header(html.H2(title), className="section-head")


def _steps(problem: QualityProblem) -> html.Ol:
    names = {"open": "发现", "sent": "退回", "answered": "答复", "gone": "证实消除"}
    return html.Ol(
        [
            html.Li([html.B(names[step.step]), f" {day_and_time(step.at)} · {step.who}", html.Br(), step.words])
            for step in problem.steps
        ],
        className="lineage",
    )


def _forms(problem: QualityProblem) -> html.Div | html.P:
    """What can be done next; a proven problem needs nothing more."""
    if problem.state == "gone":
        return html.P(f"批次 {problem.gone_batch} 证实此问题已消除。", className="panel-note")
    sent = problem.state != "open"
    words = "再次退回" if sent else "退回数源部门"
    forms = [_form(problem.id, "send", words, "退回说明（可空）", False)]
    if sent:
        forms.append(_form(problem.id, "answer", "登记部门答复", "答复内容：原因、改正时间", True))
    note = "退回即在本系统登记并可导出反馈单，由数据专员送达；是否改正以下一批数据为准，不以答复为准。"
    return html.Div([*forms, html.P(note, className="panel-note")])


def _form(number: int, step: str, button: str, hint: str, required: bool) -> html.Form:
    return html.Form(
        [
            html.Textarea(
                name="words", rows=2, maxLength=2000, placeholder=hint, required=required, className="search"
            ),
            html.Button(button, type="submit", className="button"),
        ],
        action=f"/data/quality/problem/{number}/{step}",
        method="post",
        className="feedback-form",
    )


def problem_cells(reader: Reader, problem: QualityProblem) -> sa.Select:
    """The flagged cells of a problem that the reader may see."""
    flag = reader.tables.flag
    mine = sa.and_(flag.c.source == problem.source, flag.c.rule == problem.rule)
    return sa.select(flag).where(mine, flag.c.batch_id >= problem.opened_batch)


def _cells(context: PageContext, problem: QualityProblem) -> html.Section:
    flag = context.reader.tables.flag
    chosen = problem_cells(context.reader, problem).order_by(flag.c.batch_id.desc(), flag.c.row_key)
    frame = context.reader.select(chosen.limit(SHOWN))
    if frame.empty:
        text = "这条规则判断整批，没有逐格清单；或您的角色不能看逐格明细。"
        return html.Section([_head("涉及的格"), html.P(text, className="state-empty")], className="panel below")
    shown = pd.DataFrame(
        {
            "批次": [str(number) for number in frame["batch_id"]], "行（业务主键）": frame["row_key"],
            "列": [field_name(name) for name in frame["column_name"]], "值": frame["value"], "原因": frame["words"],
        }
    )  # fmt: skip
    links = {"批次": [f"/batches?batch={number}" for number in frame["batch_id"]]}
    note = f"列出前 {SHOWN} 格，反馈单含全部。" if len(frame) == SHOWN else f"共 {len(frame)} 格。"
    return html.Section(
        [
            _head("涉及的格"),
            html.Div(table(shown, "", links), className="scroll-x", tabIndex="0"),
            html.P(note, className="panel-note"),
        ],
        className="panel below",
        **attributes({"data-ready": "1"}),
    )
