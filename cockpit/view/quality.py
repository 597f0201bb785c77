"""Data quality: scores by dimension, department and source, open problems and who must mend them, trend, late deliveries."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd
from dash import html

from cockpit.moment import day
from cockpit.quality.feedback import problems
from cockpit.quality.problem import STATES, QualityProblem
from cockpit.quality.scores import league, scored, tallies
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.page import page
from cockpit.view.quality_problem import problem_panels
from cockpit.view.quality_trend import points, trend_body
from cockpit.view.shell import shell
from cockpit.view.table import table
from metrics.quality import ACTIONS, CYCLES, DIMENSIONS
from metrics.rounding import show_number

CRUMBS = [("/", "总览"), ("/data", "公共数据"), ("/data/quality", "数据质量")]


@page("data_quality", kept=False)
def data_quality_page(**query: str) -> html.Div:
    """The layout of `/data/quality`; `problem` opens one problem."""
    context = page_context(query)
    chosen = context.query.get("problem", "")
    if chosen.isdecimal() and len(chosen) < 10:
        body = problem_panels(context, int(chosen))
        return shell(context, "/data/quality", [*CRUMBS, ("", f"问题 {chosen}")], body, filtered=False)
    return shell(context, "/data/quality", CRUMBS, _overview(context), filtered=False)


def _overview(context: PageContext) -> list[Any]:
    reader = context.reader
    elements = tallies(reader, reader.tables)
    if elements.empty:
        text = "暂无按质量规则检查的批次，下次入库后显示。"
        return [html.Header(html.H1("数据质量"), className="headline"), html.P(text, className="state-empty")]
    known = problems(context.cockpit.state)
    standing = [problem for problem in known if problem.state != "gone"]
    whole = scored(elements.assign(city="全市"), ["city"]).iloc[0]
    return [
        _headline(whole, elements, standing),
        html.Div(
            [_dimension(name, float(whole[name]), elements) for name in DIMENSIONS], className="tiles dimension-tiles"
        ),
        _problems(known, standing),
        _departments(elements, standing),
        _panel("各批走势", trend_body(context), "trend", wide=True),
        _sources(elements, standing),
        _league(context),
    ]


def _headline(whole: Any, elements: pd.DataFrame, standing: list[QualityProblem]) -> html.Header:
    checked = int(elements["checked"].sum())
    blocked = sum(problem.action == "block" for problem in standing)
    words = (
        f"{elements['source'].nunique()} 个来源最近一批共检查 {checked:,} 处；得分按六个维度（GB/T 36344）加权，"
        "各维度由通过处数合计除以检查处数合计，不对比率求平均。权重为默认值，待主管部门确认。"
    )
    counts = [
        html.Span([html.B(points(float(whole["score"]))), " 分"], className="count"),
        html.Span(
            [html.B(str(len(standing))), " 个问题未消除"], className=f"count{' count-yellow' if standing else ''}"
        ),
        html.Span([html.B(str(blocked)), " 批被拦下"], className=f"count{' count-red' if blocked else ''}"),
    ]
    return html.Header(
        [html.Div([html.H1("数据质量"), html.P(words, className="question")]), html.Div(counts, className="counts")],
        className="headline",
    )


def _dimension(name: Any, rate: float, elements: pd.DataFrame) -> html.Div:
    own = elements[elements["dimension"] == name]
    checked, failed = int(own["checked"].sum()), int(own["failed"].sum())
    words = f"检查 {checked:,} 处，不符 {failed:,} 处" if checked else "没有这个维度的规则"
    return html.Div(
        [
            html.Header(html.Span(DIMENSIONS[name], className="tile-name")),
            html.Div(html.Span(_rate(rate), className="figure"), className="number"),
            html.Footer(words),
        ],
        className="tile" if failed else "tile tile-whole",
        **attributes({"data-dimension": str(name), "data-value": "" if isnan(rate) else f"{rate:.6f}"}),
    )


def _rate(rate: float) -> str:
    """A pass rate; one that is not whole never rounds up to 100 %."""
    if isnan(rate):
        return "—"
    return "99.99%" if 0.9999 <= rate < 1 else f"{show_number(100 * rate, 2)}%"


def _problems(known: list[QualityProblem], standing: list[QualityProblem]) -> html.Section:
    gone = len(known) - len(standing)
    shown = [*standing, *[problem for problem in known if problem.state == "gone"][:10]]
    if not shown:
        body: Any = html.P("没有问题：最近各批都通过了规则。", className="state-empty")
    else:
        frame = pd.DataFrame(
            {
                "问题": [f"第 {p.id} 号" for p in shown],
                "数源部门": [p.owner for p in shown],
                "来源": [p.title for p in shown],
                "维度": [DIMENSIONS[p.dimension] for p in shown],  # type: ignore[index]
                "内容": [p.words for p in shown],
                "处置": [ACTIONS[p.action] for p in shown],  # type: ignore[index]
                "状态": [STATES[p.state] for p in shown],
                "发现": [day(p.opened_at) for p in shown],
                "答复期限": [day(p.due) if p.due else "—" for p in shown],
            }
        )
        links = {"问题": [f"/data/quality?problem={p.id}" for p in shown]}
        body = html.Div(table(frame, "", links, "wrap-words"), className="scroll-x", tabIndex="0")
    note = f"{len(standing)} 个未消除，{gone} 个已由后来的批次证实消除。退回在本系统记录并生成反馈单，由数据专员按现行渠道送达。"
    return _panel("问题与反馈", [body, html.P(note, className="panel-note")], "problems", wide=True)


def _scores(frame: pd.DataFrame) -> dict[str, list[str]]:
    columns = {"得分": [points(value) for value in frame["score"]]}
    return columns | {title: [_rate(rate) for rate in frame[name]] for name, title in DIMENSIONS.items()}


def _departments(elements: pd.DataFrame, standing: list[QualityProblem]) -> html.Section:
    frame = scored(elements, ["owner"]).sort_values("score", kind="stable")
    counts = pd.Series([problem.owner for problem in standing], dtype="object").value_counts()
    sources = elements.groupby("owner")["source"].nunique()
    shown = pd.DataFrame({"数源部门": frame["owner"], "来源数": frame["owner"].map(sources)} | _scores(frame))
    shown["未消除"] = [int(counts.get(owner, 0)) for owner in frame["owner"]]
    return _panel("各部门", [html.Div(table(shown, ""), className="scroll-x", tabIndex="0")], "departments", wide=True)


def _sources(elements: pd.DataFrame, standing: list[QualityProblem]) -> html.Section:
    frame = scored(elements, ["source", "title", "owner"]).sort_values("score", kind="stable")
    counts = pd.Series([problem.source for problem in standing], dtype="object").value_counts()
    shown = pd.DataFrame({"来源": frame["title"], "数源部门": frame["owner"]} | _scores(frame))
    shown["未消除"] = [int(counts.get(source, 0)) for source in frame["source"]]
    links = {"来源": [f"/data/catalog?dataset={source}" for source in frame["source"]]}
    return _panel(
        "各来源", [html.Div(table(shown, "", links), className="scroll-x", tabIndex="0")], "sources", wide=True
    )


def _league(context: PageContext) -> html.Section:
    frame = league(context.reader, context.reader.tables, context.cockpit.catalog, context.now)
    bad = frame[(frame["late"] > 0) | (frame["blocked"] > 0) | (frame["failed"] > 0)]
    if bad.empty:
        body: Any = html.P("没有迟报、失败或被拦下的来源。", className="state-empty")
    else:
        shown = pd.DataFrame(
            {
                "来源": bad["title"], "数源部门": bad["owner"], "更新周期": bad["cycle"].map(CYCLES),
                "数据停在": ["—" if pd.isna(at) else day(at) for at in bad["reached"]],
                "迟报（天）": ["—" if not late > 0 else f"{late:,.0f}" if late >= 1 else "不到 1" for late in bad["late"]],
                "批次": bad["batches"], "拦下": bad["blocked"], "失败": bad["failed"], "退回行": bad["rejected"],
            }
        ).astype({"拦下": int, "失败": int})  # fmt: skip
        links = {"来源": [f"/data/catalog?dataset={source}" for source in bad["source"]]}
        body = html.Div(table(shown, "", links), className="scroll-x", tabIndex="0")
    return _panel("迟报与问题批次", [body], "league", wide=True)


def _panel(title: str, body: list[Any], name: str, wide: bool = False) -> html.Section:
    return html.Section(
        [html.Header(html.H2(title), className="section-head"), *body],
        className="panel panel-wide below" if wide else "panel",
        id=name,
        **attributes({"data-ready": "1"}),
    )
