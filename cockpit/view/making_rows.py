"""The rows that make a number, page by page, with the proof that they come to the number on screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.errors import Forbidden, QueryError
from cockpit.moment import day_and_time
from cockpit.security.rows import may_see_rows
from cockpit.store.making import PARTS, Making, Spot, making
from cockpit.store.query import Query
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.page import page
from cockpit.view.panel import demo_mark
from cockpit.view.shell import shell
from cockpit.view.table import table
from metrics.codebook import named
from metrics.field_name import field_name
from metrics.format import show_with_unit
from metrics.model import Indicator
from metrics.period import period_of
from metrics.records import Record
from metrics.region import region
from metrics.rounding import show_number

#: Rows on one page.
ROWS = 50


@page("rows", kept=False)
def rows_page(record: str = "", **query: str) -> html.Div:
    """The layout of `/rows/<record>?indicator=…&at=…&grain=…&start=…&part=…&page=…`.

    Raises:
        QueryError: no such number. Forbidden: the rows may not be seen.
    """
    context = page_context(query)
    indicator = context.cockpit.catalog.indicator(context.query.get("indicator", ""))
    declared = context.cockpit.records.get(record)
    if declared is None or indicator.measure is None or indicator.measure.record != record:
        raise QueryError("明细行", f"{indicator.name_zh}不是由这张表计量的", "从指标页的血缘打开")
    if not may_see_rows(context.cockpit.grant, declared):
        raise Forbidden(declared.title, "您的角色不能看这项明细", "需要时请找安全管理员授权")
    spot = _spot(context.query)
    crumbs = [("/", "总览"), (f"/indicator/{indicator.code}", indicator.name_zh), ("", f"{PARTS[spot.part]}的明细行")]
    return shell(context, f"/rows/{record}", crumbs, _body(context, indicator, declared, spot), filtered=False)


def rows_address(indicator: Indicator, spot: Spot) -> str:
    """Where the rows of a part of a number are listed."""
    assert indicator.measure is not None
    told = {"indicator": indicator.code, "at": spot.region, "grain": spot.grain, "start": f"{spot.start:%Y-%m-%d}"}
    return f"/rows/{indicator.measure.record}?{urlencode(told | {'part': spot.part})}"


def _spot(query: dict[str, str]) -> Spot:
    try:
        start = datetime.fromisoformat(query.get("start", ""))
    except ValueError as error:
        raise QueryError("参数 start", "不是日期", "从指标页的血缘打开") from error
    part, grain = query.get("part", "numerator"), query.get("grain", "M")
    if part not in PARTS or grain not in ("D", "M", "A"):
        raise QueryError("参数", "没有这一部分或这个粒度", "从指标页的血缘打开")
    return Spot(region(query.get("at", "330900")).code, grain, start, part)


def _shown(context: PageContext, indicator: Indicator, spot: Spot) -> Any:
    """The observation that is on screen at the spot."""
    frame = context.reader.observations(
        Query((indicator.code,), (spot.region,), (spot.grain,), (indicator.basis,), start=spot.start.date())
    )
    own = frame[(frame["period_start"] == pd.Timestamp(spot.start)) & (frame["batch"] == 0)]
    if own.empty:
        raise QueryError(indicator.name_zh, "这个区域、这个数据期没有计量值", "从指标页的血缘打开")
    return own.iloc[0]


def _body(context: PageContext, indicator: Indicator, record: Record, spot: Spot) -> list[Any]:
    shown = _shown(context, indicator, spot)
    made = making(indicator, record, context.reader.tables.record(record.name), shown["as_of"].to_pydatetime(), spot)
    count = int(
        context.reader.select(sa.select(sa.func.count().label("n")).select_from(made.rows.subquery()))["n"].iloc[0]
    )
    amount = context.reader.select(made.amount)["amount"].iloc[0]
    number = _page_number(context.query, count)
    order: list[Any] = [sa.column(name) for name in record.key]
    frame = context.reader.select(made.rows.order_by(*order).limit(ROWS).offset((number - 1) * ROWS))
    label = period_of(shown["period_start"], shown["period_end"], spot.grain)
    words = f"{region(spot.region).name} · {label.cumulative_label if indicator.kind == 'ytd' else label.label} · {record.title}"
    return [
        html.Header(
            [
                html.Div([html.H1([f"{indicator.name_zh}的{_part_word(indicator, spot)}", demo_mark(shown["status"] == "mock")]), html.P(words, className="question")]),
                html.Div(html.Span([html.B(f"{count:,}"), " 行"], className="count"), className="counts"),
            ],
            className="headline",
        ),
        _proof(indicator, spot, shown, made, count, amount),
        html.Section(
            [html.Div(table(_titled(frame, record), "", None, "dense"), className="scroll-x", tabIndex="0"), _pager(context, count, number)]
            if count else html.P("没有行。", className="state-empty"),
            className="panel below", **attributes({"data-ready": "1", "data-rows": str(count)}),
        ),
    ]  # fmt: skip


def _part_word(indicator: Indicator, spot: Spot) -> str:
    simple = indicator.measure is not None and indicator.measure.denominator is None and indicator.measure.minus is None
    return "明细行" if simple else f"{PARTS[spot.part]}明细行"


def _proof(indicator: Indicator, spot: Spot, shown: Any, made: Making, count: int, amount: float) -> html.Section:
    """The aggregate of the very rows beside the stored part; they must be the same number."""
    assert indicator.measure is not None
    stored = shown[spot.part] if spot.part != "minus" and not pd.isna(shown[spot.part]) else None
    if stored is None and spot.part == "numerator" and indicator.measure.minus is None:
        stored = shown["value"]
    told = 0.0 if pd.isna(amount) else float(amount)
    value = show_with_unit(None if pd.isna(shown["value"]) else float(shown["value"]), indicator.unit)
    how = {"count": "计行数", "count_distinct": "计不重复数", "sum": "合计", "seconds": "时长合计（秒）", "count_items": "计项数",
           "quantile": "分位数"}[made.term.aggregate]  # fmt: skip
    column = f"“{field_name(made.term.column)}”" if made.term.column else ""
    words = f"这 {count:,} 行{column}{how}得 {show_number(told, 2 if told % 1 else 0)}（基本单位）"
    if stored is None:
        verdict = "屏上只存差额，不逐部分核对"
    elif abs(told - float(stored)) <= 1e-9 * max(abs(float(stored)), 1.0):
        verdict = f"与计量时的{PARTS[spot.part]}一致 ✓"
    else:
        verdict = f"计量时的{PARTS[spot.part]}是 {show_number(float(stored), 2)}：您能看的行少于计量用的行，或记录在计量后又有变化"
    return html.Section(
        html.P([f"屏上数字 {value}。{words}，", html.B(verdict), "。"]),
        className="panel",
        **attributes({"data-made": repr(told), "data-stored": "" if stored is None else repr(float(stored))}),
    )


def _page_number(query: dict[str, str], count: int) -> int:
    text = query.get("page", "1")
    number = int(text) if text.isdecimal() and len(text) < 7 else 1
    return max(1, min(number, -(-count // ROWS)))


def _titled(frame: pd.DataFrame, record: Record) -> pd.DataFrame:
    """The record's own columns under their names, times as a clerk writes them, and the batch."""
    columns: dict[str, Any] = {}
    for name, column in record.columns.items():
        values = frame[name]
        if column.type in ("datetime", "date"):
            values = pd.Series([None if pd.isna(t) else day_and_time(t) for t in values], dtype="object")
        elif column.type == "text":
            values = pd.Series([None if pd.isna(text) else _named(name, str(text)) for text in values], dtype="object")
        elif name in ("lon", "lat"):
            values = pd.Series([None if pd.isna(angle) else f"{angle:.6f}" for angle in values], dtype="object")
        unit = f"（{column.unit}）" if column.unit else ""
        columns[f"{field_name(name)}{unit}"] = values
    columns["批次"] = frame["_batch"].astype(str)
    return pd.DataFrame(columns)


def _named(column: str, text: str) -> str:
    """A code under its name: regions by their list, others by the code book; texts stay as they are."""
    if column in ("region_code", "dom_region", "street_code"):
        try:
            return region(text).name
        except QueryError:
            return text
    return named(column, text)


def _pager(context: PageContext, count: int, number: int) -> html.Nav:
    last = -(-count // ROWS)
    first_row, last_row = (number - 1) * ROWS + 1, min(number * ROWS, count)
    links: list[Any] = [html.Span(f"第 {first_row:,}–{last_row:,} 行，共 {count:,} 行", className="muted")]
    for target, word in ((number - 1, "上一页"), (number + 1, "下一页")):
        if 1 <= target <= last:
            links.append(html.A(word, href="?" + urlencode(context.query | {"page": str(target)})))
    return html.Nav(links, className="link-row", **attributes({"aria-label": "翻页"}))
