"""The period and region of a page: links, so that the address bar holds every choice and Back restores it."""

from __future__ import annotations

from datetime import date

import dash_bootstrap_components as dbc
from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from metrics.period import Period, latest_complete_month
from metrics.region import CITY, COUNTIES, region


def filters(context: PageContext, path: str) -> html.Nav:
    """Region links and a period menu; choosing either asks for the same page once."""
    return html.Nav(
        [_regions(context, path), _periods(context)],
        className="filters",
        **attributes({"aria-label": "区域与数据期"}),
    )


def _regions(context: PageContext, path: str) -> html.Div:
    codes = [CITY, *COUNTIES]
    if context.region.code not in codes:
        codes.append(context.region.code)
    return html.Div([_region_link(context, path, code) for code in codes], className="segments", role="group")


def _region_link(context: PageContext, path: str, code: str) -> html.A:
    chosen = context.region.code == code
    wanted = "" if code == CITY else code
    return html.A(
        region(code).short,
        href=context.href(path, **(dict(context.query) | {"region": wanted})),
        className="segment chosen" if chosen else "segment",
    )


def _periods(context: PageContext) -> html.Label:
    options = [{"label": period.label, "value": period.key} for period in recent_months(context.now.date())]
    if context.period.key not in {option["value"] for option in options}:
        options.insert(0, {"label": context.period.label, "value": context.period.key})
    return html.Label(
        [
            html.Span("数据期", className="filter-name"),
            dbc.Select(options, context.period.key, id="period-choice", class_name="select"),
        ],
        className="filter",
        **attributes({"data-chosen-period": context.period.key}),
    )  # fmt: skip


def recent_months(today: date, count: int = 36) -> list[Period]:
    """The last complete months, newest first."""
    months, month = [], latest_complete_month(today)
    for _ in range(count):
        months.append(month)
        month = month.before()
    return months
