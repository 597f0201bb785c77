"""The indicator's page: how did it move, where, will it reach its target, what does it mean, where is it from?"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.chart import chart
from cockpit.view.context import PageContext, page_context
from cockpit.view.definition import definition_card
from cockpit.view.domain import unconnected
from cockpit.view.indicator_causes import causes
from cockpit.view.indicator_charts import breakdown_bars, breakdowns, county_bars, history, progress_lines
from cockpit.view.indicator_official import official
from cockpit.view.indicator_outlook import coming
from cockpit.view.indicator_tail import tail
from cockpit.view.light import light_badge
from cockpit.view.lineage import lineage
from cockpit.view.member_names import member_names
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.readings import observations, yearly_targets
from cockpit.view.revision import revision_history
from cockpit.view.shell import shell
from cockpit.view.table import table
from cockpit.view.tile import change, number, target_words
from metrics.format import show, status_word
from metrics.model import Indicator, Unit
from metrics.narrative import extremes, judgement, paragraph, target, what
from metrics.reading import Reading, latest
from metrics.region import CITY, COUNTIES, region
from metrics.target import Progress, is_accumulated, yearly_target

#: How a schedule is spread over the year.
_PROFILES = {
    "linear": "按日均匀", "seasonal": "按季节权重", "history": "按近年实际进度", "milestone": "按里程碑",
}  # fmt: skip


@page("indicator")
def indicator_page(code: str = "", **query: str) -> html.Div:
    """The layout of `/indicator/<code>`."""
    context = page_context(query)
    indicator = context.cockpit.catalog.indicator(code)
    domain = context.cockpit.catalog.domain(indicator.domain)
    crumbs = [("/", "总览"), (domain.path, domain.name), ("", indicator.name_zh)]
    frame = observations(context, [code], (), context.period, dimension=None)
    body = _content(context, indicator, frame) if len(frame) else _empty(context, indicator)
    return shell(context, f"/indicator/{code}", crumbs, body)


def _empty(context: PageContext, indicator: Indicator) -> list[Any]:
    system = context.cockpit.catalog.systems[indicator.system]
    return [
        html.Header(html.H1(indicator.name_zh), className="headline"),
        unconnected(system, (indicator,)),
        definition_card(context, indicator, None),
    ]


def _content(context: PageContext, indicator: Indicator, frame: pd.DataFrame) -> list[Any]:
    total = frame[frame["dimension"] == ""]
    targets = yearly_targets(context)
    where = context.region.code
    reading = latest(indicator, total[total["region"] == where], targets, where, context.period, context.now)
    counties = _county_readings(context, indicator, total, targets)
    panels = [
        _trend(context, indicator, total, targets),
        _coming(context, indicator, total, reading),
        _counties(context, indicator, counties),
        _causes(context, indicator, total),
        tail(context, indicator),
        official(context, indicator, total[total["region"] == where], reading),
        *[_breakdown(context, indicator, frame, dimension) for dimension in breakdowns(frame, where)],
    ]
    return [
        _headline(context, indicator, reading),
        _in_words(reading, counties if where == CITY else []),
        html.Div([panel for panel in panels if panel is not None], className="panels"),
        html.Div(
            [definition_card(context, indicator, reading), html.Div([_target(reading), lineage(context, indicator, reading)],
             className="stack")], className="two below",
        ),
        revision_history(context, indicator),
        _twin(indicator, total),
    ]  # fmt: skip


def _headline(context: PageContext, indicator: Indicator, reading: Reading | None) -> html.Header:
    if reading is None:
        text = f"{context.region.name}没有{context.period.label}及以前的数据;可换区域或数据期。"
        return html.Header([html.H1(indicator.name_zh), html.P(text, className="question")], className="headline")
    return html.Header(
        [
            html.Div(
                [
                    html.H1([indicator.name_zh, demo_mark(reading.status == "mock")]),
                    html.P(f"{context.region.name} · {reading.label} · {indicator.department}", className="question"),
                ]
            ),
            html.Div(
                [number(reading, "number number-large"), html.Div(change(reading), className="tile-change"),
                 html.P([light_badge(reading.light), " ", reading.light.reason])],
                className="headline-value",
            ),
        ],
        className="headline",
    )  # fmt: skip


def _card(title: Any, body: list[Any], wide: bool = False) -> html.Section:
    return html.Section(
        [html.Header(html.H2(title), className="section-head"), *body],
        className="panel panel-wide" if wide else "panel",
        **attributes({"data-ready": "1"}),
    )


def _trend(
    context: PageContext, indicator: Indicator, total: pd.DataFrame, targets: pd.DataFrame
) -> html.Section | None:
    own = total[total["region"] == context.region.code]
    if own.empty:
        return None
    if indicator.kind == "ytd":
        figure, summary = progress_lines(indicator, own, targets, context.region.code, context.period, context.now)
        return _card("今年、去年与序时", [chart("trend", figure, summary, 320), html.P(summary)], wide=True)
    goal = yearly_target(indicator, targets, context.region.code, context.period.start.year)
    level = None if goal is None or is_accumulated(indicator) else float(goal["target_value"])
    figure, summary = history(indicator, own, context.period, level)
    return _card("走势", [chart("trend", figure, summary, 320), html.P(summary)], wide=True)


def _coming(
    context: PageContext, indicator: Indicator, total: pd.DataFrame, reading: Reading | None
) -> html.Section | None:
    if reading is None or indicator.frequency == "A" or indicator.is_point:
        return None
    drawn, words = coming(context, indicator, total[total["region"] == context.region.code], reading)
    title = "到年底会怎样" if indicator.kind == "ytd" else "接下来会怎样"
    body = [html.P(words)] if drawn is None else [chart("coming", drawn, words), html.P(words)]
    return _card([title, html.Span("预测", className="demo-mark")], body)


def _causes(context: PageContext, indicator: Indicator, total: pd.DataFrame) -> html.Section | None:
    told = causes(indicator, total, context.period) if context.region.code == CITY else None
    if told is None:
        return None
    figure, words = told
    return _card("变化从哪来", [chart("causes", figure, words), html.P(words)])


def _county_readings(
    context: PageContext, indicator: Indicator, total: pd.DataFrame, targets: pd.DataFrame
) -> list[Reading]:
    readings = [
        latest(indicator, total[total["region"] == code], targets, code, context.period, context.now)
        for code in COUNTIES
    ]
    return [reading for reading in readings if reading is not None and reading.value is not None]


def _in_words(reading: Reading | None, counties: list[Reading]) -> html.P | None:
    """The page in sentences, for the reader in a hurry and for the screen reader."""
    if reading is None:
        return None
    alike = [other for other in counties if other.period == reading.period]
    return html.P(
        paragraph([what(reading), judgement(reading), target(reading), extremes(alike)]), className="in-words"
    )


def _counties(context: PageContext, indicator: Indicator, present: list[Reading]) -> html.Section | None:
    if not present:
        return None
    figure, summary = county_bars(indicator, present)
    links = html.Div(
        [html.A(region(r.region).name, href=context.href(f"/indicator/{indicator.code}", region=r.region))
         for r in present], className="link-row",
    )  # fmt: skip
    note = "县区值不可合成全市值,全市只用发布值。" if indicator.agg_region == "none" else ""
    return _card("四个县区", [chart("counties", figure, summary), html.P([summary, note]), links])


def _breakdown(context: PageContext, indicator: Indicator, frame: pd.DataFrame, dimension: str) -> html.Section | None:
    members = frame.loc[frame["dimension"] == dimension, "member"].unique().tolist()
    names = member_names(context, dimension, members)
    drawn = breakdown_bars(indicator, frame, context.region.code, context.period, dimension, names)
    if drawn is None:
        return None
    title, figure, summary = drawn
    return _card(title, [chart(f"by-{dimension}", figure, summary), html.P(summary)])


def _target(reading: Reading | None) -> html.Section | None:
    if reading is None or reading.progress is None:
        return None
    progress, unit = reading.progress, reading.indicator.unit
    rows = [("年度目标", f"{target_words(progress.op)} {show(progress.target, unit)}{unit.symbol}".strip())]
    if progress.completion is not None and progress.schedule is not None:
        rows.append(("完成率", f"{progress.completion * 100:.2f}%"))
    if progress.schedule is not None:
        rows.append(("序时进度", f"{progress.schedule * 100:.2f}%"))
    if progress.gap_pp is not None:
        rows.append(("进度差", _behind(progress, unit)))
    if progress.verdict:
        rows.append(("期末核验", progress.verdict.removeprefix("期末核验:")))
    rows += [
        ("序时方式", _PROFILES.get(progress.profile, "")),
        ("依据", progress.document),
        ("目标版本", progress.version),
    ]
    parts = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in rows if text]
    return html.Section(
        [html.Header(html.H2("目标与序时"), className="section-head"), html.Dl(parts, className="definition")],
        className="panel",
    )


def _behind(progress: Progress, unit: Unit) -> str:
    """The gap to the schedule three ways: in points, in the indicator's unit and in days."""
    assert progress.gap_pp is not None and progress.gap_days is not None
    word = "落后" if progress.gap_pp < 0 else "领先"
    amount = show(abs(progress.gap), unit)
    return f"{progress.gap_pp:+.2f} 个百分点,{word} {amount}{unit.symbol},约 {abs(progress.gap_days):.0f} 天".strip()


def _twin(indicator: Indicator, total: pd.DataFrame) -> html.Details:
    """Every value of the charts as rows, newest first."""
    rows = total.sort_values(["period_start", "region", "basis"], ascending=[False, True, True]).head(400)
    frame = pd.DataFrame(
        {
            "数据期": [f"{start:%Y-%m-%d} 至 {end - pd.Timedelta(days=1):%Y-%m-%d}"
                    for start, end in zip(rows["period_start"], rows["period_end"], strict=True)],
            "区域": [region(code).name if code in {CITY, *COUNTIES} else code for code in rows["region"]],
            "口径": [{"current": "本期", "ytd": "累计", "yoy": "本期同比", "ytd_yoy": "累计同比"}[b] for b in rows["basis"]],
            f"数值({indicator.unit.symbol},同比为 %)": [
                show(None if pd.isna(v) else v, indicator.unit) if basis in ("current", "ytd")
                else ("—" if pd.isna(v) else f"{v * 100:.1f}%")
                for v, basis in zip(rows["value"], rows["basis"], strict=True)
            ],
            "状态": [status_word(status) for status in rows["status"]],
            "来源": rows["note"].to_list(),
        }
    )  # fmt: skip
    return html.Details(
        [html.Summary(f"表格:{len(frame)} 行"), html.Div(table(frame, ""), className="scroll-x")],
        className="twin panel below",
    )
