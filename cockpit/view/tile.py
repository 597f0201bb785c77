"""The tile: one indicator at one region and period, with everything a number must not go without."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dash import html

from cockpit.moment import day
from cockpit.view.absence import absence
from cockpit.view.attention import whole_board
from cockpit.view.attributes import attributes
from cockpit.view.bullet import bullet
from cockpit.view.context import PageContext
from cockpit.view.definition_link import definition_link
from cockpit.view.light import light_badge
from cockpit.view.panel import demo_mark
from cockpit.view.sparkline import sparkline
from metrics.format import doubt, show, show_growth, show_with_unit, status_word
from metrics.reading import Reading
from metrics.rounding import show_share


def number(reading: Reading, class_name: str = "number") -> html.Span:
    """The value in its unit, carrying the attributes by which tests, portals and screen readers read it."""
    unit = reading.indicator.unit
    mark = doubt(reading.quality) if reading.value is not None else ""
    parts = [html.Span(mark, className="mark")] if mark else []
    parts.append(html.Span(show(reading.value, unit), className="figure"))
    if reading.value is not None:
        parts.append(html.Span(unit.symbol, className="unit"))
    return html.Span(parts, className=class_name, **number_attributes(reading))


def number_attributes(reading: Reading) -> dict[str, Any]:
    """The data-* attributes of a number (design §6); value in base unit as a plain decimal, empty when missing."""
    return {
        "data-indicator": reading.indicator.code,
        "data-region": reading.region,
        "data-period": reading.period.key,
        "data-basis": reading.indicator.basis,
        "data-value": plain_decimal(reading.value),
        "data-status": reading.status,
        "data-asof": reading.as_of.date().isoformat() if reading.as_of else "",
    }


def plain_decimal(value: float | None) -> str:
    """A number without exponent and without float noise; empty when missing."""
    if value is None:
        return ""
    return format(Decimal(repr(round(value, 9))).normalize(), "f")


def tile(context: PageContext, reading: Reading, spark: list[float | None]) -> html.Article:
    """A tile that opens its indicator's page, keeping region and period; its mark opens the definition card."""
    indicator = reading.indicator
    name = html.A(indicator.name_zh, href=context.href(f"/indicator/{indicator.code}"), className="tile-name")
    return html.Article(
        [
            html.Header([name, definition_link(reading), light_badge(reading.light)]),
            html.Div([number(reading), spark_box(spark)], className="tile-value"),
            _missing(context, reading),
            _late(reading),
            html.Div(change(reading), className="tile-change"),
            companions(context, reading),
            progress_bar(reading),
            html.Footer([html.Span(provenance(reading)), demo_mark(reading.status == "mock")]),
        ],
        className=f"tile light-edge-{reading.light.color}" + (" stale" if reading.stale else ""),
        **attributes({"data-tile": indicator.code, "data-ready": "1"}),
    )


def companions(context: PageContext, reading: Reading) -> html.P | None:
    """What keeps an indicator honest, on the same screen: good ratings beside how many were given unasked (traps.md 24)."""
    if not reading.indicator.beside:
        return None
    there = whole_board(context, reading.region).readings
    parts: list[Any] = []
    for code in reading.indicator.beside:
        if context.cockpit.grant.may_see(code):
            parts += [
                f"{context.cockpit.catalog.indicator(code).name_zh} ",
                number(there[code]) if code in there else "未接入",
                "；",
            ]
    return html.P(parts[:-1], className="tile-missing") if parts else None


def change(reading: Reading) -> list[html.Span]:
    """Growth in words: ▲▼ with 有利/不利 by the indicator's direction, and whether published or computed."""
    growth = reading.growth
    if growth is None or not growth.text:
        return []
    parts = [html.Span(show_growth(growth), className="change")]
    if growth.favourable is not None:
        parts.append(
            _favour(up=reading.indicator.direction == ("up" if growth.favourable else "down"), good=growth.favourable)
        )
    return parts


def _favour(up: bool, good: bool) -> html.Span:
    """上升（不利): an arrow is neither good nor bad news, and who hears the page hears no arrow at all."""
    direction, word = ("上升" if up else "下降"), ("有利" if good else "不利")
    spoken: list[Any] = [
        html.Span(f"{direction}（", className="visually-hidden"),
        word,
        html.Span("）", className="visually-hidden"),
    ]
    return html.Span(spoken, className=f"favour favour-{'good' if good else 'bad'}", title=f"{direction}（{word}）")


def target_words(op: str) -> str:
    """The operator of a target in words."""
    return {">=": "不低于", "<=": "不高于"}.get(op, "")


def why(reading: Reading) -> str:
    """Why the light is what it is, without the value that stands beside it."""
    return reading.light.reason.removeprefix(f"{show_with_unit(reading.value, reading.indicator.unit)}，")


def spark_box(values: list[float | None]) -> html.Span | None:
    """The sparkline in its place; nothing when there are too few values to draw."""
    drawn = sparkline(values)
    return html.Span(drawn, className="spark-box") if drawn is not None else None


def _missing(context: PageContext, reading: Reading) -> html.P | None:
    return html.P(absence(context, reading), className="tile-missing") if reading.value is None else None


def _late(reading: Reading) -> html.P | None:
    """That a value is late stands on its tile, not only in a title."""
    return html.P(reading.light.reason, className="tile-missing") if reading.stale else None


def progress_bar(reading: Reading) -> html.Div | None:
    """Completion of the year's target against its schedule; nothing without a target."""
    progress = reading.progress
    if progress is None or progress.completion is None:
        return None
    if progress.schedule is None:  # a level has no share of the year behind it: the target itself says more
        unit = reading.indicator.unit
        words = f"目标{target_words(progress.op)} {show_with_unit(progress.target, unit)}"
        return html.Div(words, className="tile-target")
    text = f"完成 {show_share(progress.completion)} · 序时 {show_share(progress.schedule)}"
    return html.Div(
        [bullet(progress.completion, progress.schedule, reading.light.color), html.Span(text)],
        className="tile-progress",
    )


def provenance(reading: Reading) -> str:
    """Period, as-of, status and whether the period is unfinished, in one line."""
    as_of = f"截至{day(reading.as_of, reading.period.last_day.year)}" if reading.as_of else "未公布"
    if reading.period.grain == "D" and reading.as_of and reading.as_of.date() == reading.period.start:
        as_of = f"截至 {reading.as_of:%H:%M}"
    words = [reading.label, as_of, status_word(reading.status)] if reading.value is not None else [reading.label]
    if reading.incomplete:
        words.append("本期未结束")
    return " · ".join(word for word in words if word and word != "演示")
