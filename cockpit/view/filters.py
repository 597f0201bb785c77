"""The period and region of a page: links, so that the address bar holds every choice and Back restores it."""

from __future__ import annotations

from datetime import date

from dash import html

from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.control import select
from metrics.period import Period, latest_complete_month
from metrics.region import CITY, COUNTIES, region, towns


def filters(context: PageContext, path: str) -> html.Nav:
    """Region links down to towns and a period menu; choosing any asks for the same page once."""
    return html.Nav(
        [_regions(context, path), _towns(context, path), _periods(context)],
        className="filters",
        **attributes({"aria-label": "区域与数据期"}),
    )


def _regions(context: PageContext, path: str) -> html.Div:
    return html.Div([_region_link(context, path, code) for code in (CITY, *COUNTIES)], className="segments",
                    role="group", **attributes({"aria-label": "县区"}))  # fmt: skip


def _region_link(context: PageContext, path: str, code: str) -> html.A:
    chosen = context.region.code == code
    return html.A(
        region(code).short,
        href=_at(context, path, code),
        className="segment chosen" if chosen else "segment",
        **attributes({"aria-current": "true"} if chosen else {}),
    )


def _at(context: PageContext, path: str, code: str) -> str:
    """The same page at another region; a place's own page becomes the other place's."""
    if path.startswith("/region/"):
        return context.href(f"/region/{code}", region="")
    return context.href(path, **(dict(context.query) | {"region": "" if code == CITY else code}))


def _towns(context: PageContext, path: str) -> html.Details:
    """Every town and street under its county, one click away; a menu of links needs no script."""
    below = context.region.code not in (CITY, *COUNTIES)
    columns = [
        html.Div(
            [html.B(region(county).name),
             *[html.A(town.short, href=_at(context, path, town.code),
                      className="chosen" if town.code == context.region.code else "") for town in towns(county)]]
        )
        for county in COUNTIES
    ]  # fmt: skip
    name = context.region.short if below else "乡镇街道"
    return html.Details(
        [html.Summary(name, className="segment-more chosen" if below else "segment-more"),
         html.Div(columns, className="menu menu-towns")],
        className="picker",
    )  # fmt: skip


def _periods(context: PageContext) -> html.Label:
    options = [(period.key, period.label) for period in recent_months(context.now.date())]
    if context.period.key not in dict(options):
        options.insert(0, (context.period.key, context.period.label))
    return html.Label(
        [
            html.Span("数据期", className="filter-name"),
            select(options, context.period.key, id="period-choice", **{"data-query": "period"}),
        ],
        className="filter",
    )  # fmt: skip


def recent_months(today: date, count: int = 36) -> list[Period]:
    """The last complete months, newest first."""
    months, month = [], latest_complete_month(today)
    for _ in range(count):
        months.append(month)
        month = month.before()
    return months
