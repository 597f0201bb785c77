"""What the reader compares with: last year, the plan, another region, or another indicator of the same unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html

from cockpit.errors import QueryError
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.readings import observations
from metrics.format import show
from metrics.model import Indicator
from metrics.region import CITY, COUNTIES, Region, region

NAMES = {"": "上年与计划", "last_year": "上年同期", "plan": "计划"}


@dataclass(frozen=True)
class Comparison:
    """What is drawn beside the series.

    Args:
        key: as in the address. name: on screen. last, plan: whether these lines are drawn.
        other: the indicator and region whose series is drawn beside, None when it is neither.
    """

    key: str
    name: str
    last: bool
    plan: bool
    other: tuple[Indicator, Region] | None = None


def read_comparison(context: PageContext, indicator: Indicator) -> Comparison:
    """The comparison of the address: `last_year`, `plan`, `region:<code>` or `indicator:<code>`.

    Raises:
        QueryError: it does not exist, or the other indicator has another unit.
    """
    key = context.query.get("compare", "")
    if key in NAMES:
        return Comparison(key, NAMES[key], key != "plan", key != "last_year")
    kind, _, code = key.partition(":")
    if kind == "region":
        place = region(code)
        return Comparison(key, place.name, False, False, (indicator, place))
    if kind == "indicator":
        other = context.cockpit.catalog.indicator(code)
        if not alike(indicator, other):
            raise QueryError(
                "参数 compare", f"{other.name_zh}与{indicator.name_zh}单位或计法不同", "只能与同单位、同计法的指标比"
            )
        return Comparison(key, other.name_zh, False, False, (other, context.region))
    raise QueryError(
        "参数 compare", f"不能与 {key[:40]!r} 比", "用 last_year、plan、region：区划代码 或 indicator：指标代码"
    )


def alike(one: Indicator, other: Indicator) -> bool:
    """Whether two indicators may stand on one axis: the same unit, and both or neither cumulative."""
    return one.unit.symbol == other.unit.symbol and one.unit.base == other.unit.base and one.basis == other.basis


def other_series(context: PageContext, chosen: Comparison) -> pd.DataFrame | None:
    """Observations (metrics.observation.COLUMNS) of what is compared with; None when that is last year or the plan."""
    if chosen.other is None:
        return None
    indicator, place = chosen.other
    return observations(context, [indicator.code], (place.code,), context.period)


def comparison_bar(context: PageContext, indicator: Indicator, chosen: Comparison) -> html.Nav:
    """The choices as links; regions and like indicators in menus."""
    here = f"/indicator/{indicator.code}"

    def link(key: str, name: str, style: str = "segment") -> html.A:
        on = key == chosen.key
        address = context.href(here, compare=key)
        return html.A(name, href=address, className=f"{style} chosen" if on else style,
                      **attributes({"aria-current": "true"} if on else {}))  # fmt: skip

    places = [
        link(f"region:{code}", region(code).name, "") for code in (CITY, *COUNTIES) if code != context.region.code
    ]
    like = [i for i in context.cockpit.catalog.indicators.values() if i.code != indicator.code and alike(indicator, i)]
    near = sorted(like, key=lambda i: (i.system != indicator.system, i.domain != indicator.domain))[:24]
    menus = [_menu("另一区域", places, chosen.key.startswith("region:"))]
    if near:
        others = [link(f"indicator:{i.code}", i.name_zh, "") for i in near]
        menus.append(_menu("同单位指标", others, chosen.key.startswith("indicator:")))
    choices = html.Div([link(key, name) for key, name in NAMES.items()], className="segments")
    return html.Nav([html.Span("比", className="filter-name"), choices, *menus], className="compare",
                    **attributes({"aria-label": "对比"}))  # fmt: skip


def _menu(name: str, links: list[Any], on: bool) -> html.Details:
    style = "segment-more chosen" if on else "segment-more"
    return html.Details(
        [html.Summary(name, className=style), html.Div(links, className="menu menu-list")], className="picker"
    )


def gap_words(indicator: Indicator, own: float | None, chosen: Comparison, other: float | None, when: str) -> str:
    """How far the two are apart at the same period, in the unit (rates in percentage points)."""
    if own is None or other is None:
        return f"{when}两者不都有数值，不比较。"
    unit = indicator.unit
    word = "百分点" if unit.symbol == "%" else unit.symbol
    # As a reader takes one shown number from the other: the difference of what is shown, not of what is stored.
    gap = round(own / unit.scale, unit.decimals) * unit.scale - round(other / unit.scale, unit.decimals) * unit.scale
    return f"{when}：本项 {show(own, unit)}{unit.symbol}，{chosen.name} {show(other, unit)}{unit.symbol}，{'高' if gap >= 0 else '低'} {show(abs(gap), unit)}{word}。"
