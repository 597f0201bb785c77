"""The indicator's page, seven questions in one scroll: how did it move, where, why, will it reach its target, what does
it mean, where does it come from, what is being done?"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from cockpit.annotation.desk import edition
from cockpit.application import current_cockpit
from cockpit.view.absence import FAILED, absence, failed_sources
from cockpit.view.attention import whole_board
from cockpit.view.attributes import attributes
from cockpit.view.chart import chart
from cockpit.view.comparison import read_comparison
from cockpit.view.context import PageContext, page_context
from cockpit.view.definition import definition_card
from cockpit.view.direct_labels import directly_labelled
from cockpit.view.domain import unconnected
from cockpit.view.freshness import FRESH, STALE, counted
from cockpit.view.indicator_causes import causes
from cockpit.view.indicator_charts import breakdown_bars, breakdowns, county_bars
from cockpit.view.indicator_doing import doing
from cockpit.view.indicator_facts import target_card, twin
from cockpit.view.indicator_growth_causes import growth_causes
from cockpit.view.indicator_official import official
from cockpit.view.indicator_outlook import coming
from cockpit.view.indicator_tail import tail
from cockpit.view.indicator_trend import card, trend
from cockpit.view.light import light_badge
from cockpit.view.lineage import lineage
from cockpit.view.member_names import member_names
from cockpit.view.nearest import nearest
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.per_head import per_head
from cockpit.view.put_together import counties_together
from cockpit.view.readings import observations, yearly_targets
from cockpit.view.recomputed import by_standard
from cockpit.view.revision import revision_history
from cockpit.view.series_marks import marks_of
from cockpit.view.shell import shell
from cockpit.view.state import state
from cockpit.view.tile import change, companions, number
from metrics.model import Indicator
from metrics.narrative import extremes, judgement, paragraph, target, what
from metrics.reading import Reading, latest
from metrics.region import CITY, COUNTIES, region
from metrics.target_book import TargetBook


def _edition(query: dict[str, str]) -> str:
    """Changes when somebody annotates the indicator of the address."""
    return edition(current_cockpit().state, query.get("code", ""))


@page("indicator", varies=_edition)
def indicator_page(code: str = "", **query: str) -> html.Div:
    """The layout of `/indicator/<code>`."""
    context = page_context(query)
    indicator = context.cockpit.catalog.indicator(code)
    domain = context.cockpit.catalog.domain(indicator.domain)
    crumbs = [("/", "总览"), (domain.path, domain.name), ("", indicator.name_zh)]
    frame = observations(context, [code], (), context.period, dimension=None)
    if code in (STALE, FRESH) and frame.empty:
        frame = counted(context, whole_board(context).readings, context.region.code).query("indicator == @code")
    body = _content(context, indicator, frame) if len(frame) else _empty(context, indicator)
    return shell(context, f"/indicator/{code}", crumbs, body)


def _empty(context: PageContext, indicator: Indicator) -> list[Any]:
    system = context.cockpit.catalog.systems[indicator.system]
    return [
        html.Header(html.H1(indicator.name_zh), className="headline"),
        unconnected(context, system, (indicator,)),
        *[
            state("failed", f"{FAILED}：{title}最近一次没有读到，见数据批次。")
            for title in failed_sources(context, indicator)
        ],
        nearest(context, indicator),
        definition_card(context, indicator, None),
    ]


#: The seven questions, each with the place on the page that answers it.
QUESTIONS = (("怎么变", "moved"), ("在哪里", "where"), ("为什么", "why"), ("能否达标", "outlook"), ("什么意思", "definition"),
             ("从哪来", "lineage"), ("正在做什么", "doing"))  # fmt: skip


def _content(context: PageContext, indicator: Indicator, frame: pd.DataFrame) -> list[Any]:
    indicator, frame, standards = by_standard(context, indicator, frame)
    total = frame[frame["dimension"] == ""]
    targets = yearly_targets(context)
    where = context.region.code
    reading = latest(indicator, total[total["region"] == where], targets, where, context.period, context.now)
    counties = _county_readings(context, indicator, total, targets)
    chosen, marks = read_comparison(context, indicator), marks_of(context, indicator)
    own = total[total["region"] == where]
    breakdown = [_breakdown(context, indicator, frame, dimension) for dimension in breakdowns(frame, where)]
    meaning: dict[str, list[Any]] = {
        "definition": [definition_card(context, indicator, reading), official(context, indicator, own, reading)],
        "lineage": [lineage(context, indicator, reading)],
        "doing": [doing(context, indicator, marks)],
    }
    answers: dict[str, list[Any]] = {
        "moved": [trend(context, indicator, total, targets, chosen, marks)],
        "where": [_counties(context, indicator, counties, counties_together(indicator, total, reading))],
        "why": [_causes(context, indicator, frame, reading), tail(context, indicator), *breakdown],
        "outlook": [_coming(context, indicator, total, reading), target_card(reading, context.period, context.now)],
    }
    definition, *beside = _placed(meaning)
    return [
        _headline(context, indicator, reading),
        standards,
        _in_words(reading, counties if where == CITY else []),
        _jumps(answers | meaning),
        html.Div([*_placed(answers), html.Div([definition, html.Div(beside, className="beside")], className="panel-wide two")],
                 className="panels"),
        revision_history(context, indicator),
        twin(context, indicator, total, marks),
    ]  # fmt: skip


def _placed(answers: dict[str, list[Any]]) -> list[Any]:
    """The panels of these answers in their order."""
    return [panel for place, panels in answers.items() for panel in _anchored(place, panels)]


def _anchored(place: str, panels: list[Any]) -> list[Any]:
    """The panels there are, the first under the name by which the page's own links find it."""
    present = [panel for panel in panels if panel is not None]
    if present and not hasattr(present[0], "id"):
        present[0].id = place
    return present


def _jumps(answers: dict[str, list[Any]]) -> html.Nav:
    links = [html.A(name, href=f"#{place}") for name, place in QUESTIONS if any(answers[place])]
    return html.Nav(links, className="jumps questions", **attributes({"aria-label": "本页回答的问题"}))


def _headline(context: PageContext, indicator: Indicator, reading: Reading | None) -> html.Header:
    if reading is None:
        text = f"{context.region.name}没有{context.period.label}及以前的数据；可换区域或数据期。"
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
                [number(reading, "number number-large"),
                 html.P(absence(context, reading)) if reading.value is None else None, html.Div(change(reading), className="tile-change"),
                 companions(context, reading),
                 html.P([light_badge(reading.light), " ", reading.light.reason])],
                className="headline-value",
            ),
        ],
        className="headline",
    )  # fmt: skip


def _coming(
    context: PageContext, indicator: Indicator, total: pd.DataFrame, reading: Reading | None
) -> html.Section | None:
    if reading is None or indicator.frequency == "A" or indicator.is_point:
        return None
    drawn, words = coming(context, indicator, total[total["region"] == context.region.code], reading)
    title = "到年底会怎样" if indicator.kind == "ytd" else "接下来会怎样"
    body = [html.P(words)] if drawn is None else [chart("coming", directly_labelled(drawn), words), html.P(words)]
    return card([title, html.Span("预测", className="demo-mark")], body)


def _causes(
    context: PageContext, indicator: Indicator, frame: pd.DataFrame, reading: Reading | None
) -> html.Section | None:
    if context.region.code != CITY:
        return None
    growing = indicator.kind == "growth"
    told = (
        growth_causes(context, indicator, frame, reading)
        if growing
        else causes(indicator, frame[frame["dimension"] == ""], context.period)
    )
    if told is None:
        return None
    figure, words = told
    drawn = [chart("causes", figure, words)] if figure is not None else []
    return card("增长靠谁拉动" if growing else "变化从哪来", [*drawn, html.P(words, className="causes")])


def _county_readings(
    context: PageContext, indicator: Indicator, total: pd.DataFrame, targets: TargetBook
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


def _counties(context: PageContext, indicator: Indicator, present: list[Reading], together: str) -> html.Section | None:
    if not present:
        return None
    newest = max((reading.period for reading in present), key=lambda period: period.end)
    alike = [reading for reading in present if reading.period == newest]
    figure, summary = county_bars(indicator, alike)
    summary += "".join(f"{region(r.region).name}最近为{r.label}，不画在一起。" for r in present if r not in alike)
    links = html.Div(
        [html.A(region(r.region).name, href=context.href(f"/indicator/{indicator.code}", region=r.region))
         for r in present], className="link-row",
    )  # fmt: skip
    beside = per_head(context, indicator, alike)
    return card("四个县区", [chart("counties", figure, summary), html.P([summary, together]), beside, links])


def _breakdown(context: PageContext, indicator: Indicator, frame: pd.DataFrame, dimension: str) -> html.Section | None:
    members = frame.loc[frame["dimension"] == dimension, "member"].unique().tolist()
    names = member_names(context, dimension, members)
    drawn = breakdown_bars(indicator, frame, context.region.code, context.period, dimension, names)
    if drawn is None:
        return None
    title, figure, summary = drawn
    tall = max(260, 72 + 32 * len(figure["data"][0]["y"]))  # every member keeps its name
    return card(title, [chart(f"by-{dimension}", figure, summary, tall), html.P(summary)])
