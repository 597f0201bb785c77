"""Beside an on-time rate: how long cases took and what is still open; a mean without its tail and backlog lies."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.store.condition import holds
from cockpit.store.falling_in import falling_in
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.panels.scope import in_period, in_region
from cockpit.view.table import table
from metrics.formula import Measure
from metrics.model import Indicator
from metrics.rounding import show_number
from metrics.timeliness import Durations, Share, ages, cohort, durations, on_time, throughput


def tail(context: PageContext, indicator: Indicator) -> html.Section | None:
    """The card of an indicator that counts cases done in time; None for every other, and without any case."""
    measure = indicator.measure
    if measure is None or measure.opened is None or measure.closed is None:
        return None
    cases = _cases(context, measure, measure.closed)
    if cases.empty:
        return None
    period, now = context.period, context.now
    shares = [on_time(cases, period, now), cohort(cases, period), throughput(cases, period)]
    ended = (cases["closed"] >= pd.Timestamp(period.start)) & (cases["closed"] < pd.Timestamp(period.end))
    found = durations(cases[ended | cases["closed"].isna()], now)
    rows = [*[(share.name, _share(share)) for share in shares], *_told(found)]
    late = ages(cases, now)
    shown = late.rename(columns={"band": "已超期", "cases": "件数"})
    body = [
        html.Dl([html.Div([html.Dt(name), html.Dd(text)]) for name, text in rows], className="definition"),
        html.Div(table(shown, "超期未办结的账龄"), className="scroll-x", tabIndex="0") if found.overdue else None,
        html.P("三种口径分母不同，不能互相替代；时长为自然小时，未办结的不计入时长，账龄单列。", className="panel-note"),
    ]
    return html.Section(
        [html.Header(html.H2("按期率背后：多久办结、积压多久"), className="section-head"), *body],
        className="panel",
        id="tail",
        **attributes({"data-ready": "1"}),
    )


def _cases(context: PageContext, measure: Measure, closed: str) -> pd.DataFrame:
    """opened, due, closed of the region's cases that were opened, due or closed in the period, and of all open ones.

    Each is a look of its own, without what an earlier one saw: together they would have to look at every case.
    """
    view, record = context.reader.tables.record(measure.record), context.cockpit.records[measure.record]
    names = {"opened": measure.opened or "", "due": measure.period_by or "", "closed": closed}
    looks = [_look(context, measure, view, names).where(view.c[closed].is_(None))]
    for place, name in enumerate(names.values()):
        cases = falling_in(view, record, name, context.period.start, context.period.end)
        seen = [in_period(cases.c[earlier], context.period) for earlier in list(names.values())[:place]]
        unseen = [sa.func.coalesce(condition, sa.false()).is_(False) for condition in seen]
        looks.append(_look(context, measure, cases, names).where(cases.c[closed].is_not(None), *unseen))
    found = sa.union_all(*looks).subquery()
    return context.reader.select(sa.select(*found.c)).astype("datetime64[us]")


def _look(context: PageContext, measure: Measure, cases: sa.FromClause, names: dict[str, str]) -> sa.Select:
    # A case that is not due yet is backlog too, so what the rate asks of the due time is not asked here.
    asked = [holds(told, cases, context.now) for told in measure.where if told.column != measure.period_by]
    columns = [cases.c[name].label(told) for told, name in names.items()]
    return sa.select(*columns).where(*asked, in_region(cases.c.region_code, context.region.code))


def _share(share: Share) -> str:
    if share.rate is None:
        return "—（无此类件）"
    return f"{show_number(share.rate * 100, 1)}%（{share.numerator:,}/{share.denominator:,}）"


def _told(found: Durations) -> list[tuple[str, str]]:
    hours = [("中位", found.p50), ("九成以内", found.p90), ("最长", found.longest)]
    spread = "，".join(f"{name} {show_number(value, 1)} 小时" for name, value in hours if value is not None)
    late = f"{found.overdue:,} 件"
    if found.oldest_overdue_days is not None:
        late += f"，最长 {show_number(found.oldest_overdue_days, 1)} 天"
    return [
        ("本期办结时长", spread or "—（本期没有办结）"), ("在办", f"{found.open:,} 件"), ("超期未办结", late),
    ]  # fmt: skip
