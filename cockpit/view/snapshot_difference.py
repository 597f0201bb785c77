"""Two snapshots side by side: what appeared, changed and vanished between them, by source and by indicator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.errors import QueryError
from cockpit.moment import day_and_time
from cockpit.selection import BASES, GROWTH
from cockpit.store.difference import KINDS, difference
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.control import select
from cockpit.view.page import page
from cockpit.view.shell import shell
from cockpit.view.table import table
from metrics.codebook import named
from metrics.format import show, status_word
from metrics.model import Indicator
from metrics.period import period_of
from metrics.region import region

CRUMBS = [("/", "总览"), ("/data", "公共数据"), ("/data/diff", "快照差异")]
#: Rows on screen; the file holds all. Snapshots that a menu offers.
SHOWN, OFFERED = 200, 60
#: Columns of the rows on screen and in the file.
COLUMNS = (
    "变化",
    "指标",
    "区域",
    "数据期",
    "计法",
    "分组",
    "原值",
    "新值",
    "单位",
    "来源",
    "性质",
    "指标代码",
    "区域代码",
)

#: Beside them: the kind of difference, both values as numbers in the shown unit, and its decimals.
EXACT = ("_kind", "_before", "_after", "_decimals")


@dataclass(frozen=True)
class Span:
    """The two snapshots compared, and all there are (columns snapshot_id, published_at; newest first)."""

    earlier: int
    later: int
    snapshots: pd.DataFrame


@page("data_diff")
def data_diff_page(**query: str) -> html.Div:
    """The layout of `/data/diff?from=…&to=…`; without a choice the newest snapshot and the one before."""
    context = page_context(query)
    span = chosen_span(context)
    if span is None:
        text = "目前只有一个快照，暂无可比对象。下次入库后可看两个快照之间的差异。"
        body = [html.Header(html.H1("快照差异"), className="headline"), html.P(text, className="state-empty")]
    else:
        body = _content(context, span, difference_rows(context, span))
    return shell(context, "/data/diff", CRUMBS, body, filtered=False)


def chosen_span(context: PageContext) -> Span | None:
    """The snapshots of the address; None while there is only one.

    Raises:
        QueryError: a snapshot that does not exist.
    """
    snapshot = context.reader.tables.snapshot
    frame = context.reader.select(
        sa.select(snapshot.c.snapshot_id, snapshot.c.published_at).order_by(snapshot.c.snapshot_id.desc())
    )
    known = [int(number) for number in frame["snapshot_id"]]
    if len(known) < 2:
        return None
    later = _number(context.query.get("to", ""), known, known[0])
    before = [number for number in known if number < later]
    earlier = _number(context.query.get("from", ""), known, before[0] if before else known[-1])
    return Span(min(earlier, later), max(earlier, later), frame)


def _number(text: str, known: list[int], default: int) -> int:
    if not text:
        return default
    if not text.isdecimal() or int(text[:12]) not in known:
        raise QueryError("快照", f"没有快照 {text[:12]}", "请从列表中选择")
    return int(text)


def difference_rows(context: PageContext, span: Span) -> pd.DataFrame:
    """Every difference as rows of COLUMNS (text; values in the shown unit) and, for files, EXACT."""
    catalog = context.cockpit.catalog.indicators
    frame = context.reader.select(difference(context.reader.tables, span.earlier, span.later))
    frame = frame[frame["indicator"].isin(list(catalog))].reset_index(drop=True)
    sources = _sources(context)
    rows = [_row(catalog[row.indicator], row, sources) for row in frame.itertuples()]
    return pd.DataFrame(rows, columns=[*COLUMNS, *EXACT])


def _sources(context: PageContext) -> dict[int, str]:
    batch = context.reader.tables.batch
    frame = context.reader.select(sa.select(batch.c.batch_id, batch.c.title))
    return dict(zip(frame["batch_id"].astype(int), frame["title"], strict=True))


def _row(indicator: Indicator, row: Any, sources: dict[int, str]) -> tuple[Any, ...]:
    growth = row.basis in GROWTH
    period = period_of(row.period_start, row.period_end, row.grain)
    source = sources.get(int(row.batch), "公布") if row.batch else "由记录计量"
    return (
        KINDS[row.kind], indicator.name_zh, _place(row.region),
        period.cumulative_label if row.basis.startswith("ytd") else period.label, BASES.get(row.basis, row.basis),
        named(row.dimension, row.member) if row.member else "合计", _value(indicator, row.before, growth), _value(indicator, row.after, growth),
        "%" if growth else indicator.unit.symbol, source, status_word(row.status) or "最终", indicator.code, row.region,
        row.kind, _exact(indicator, row.before, growth), _exact(indicator, row.after, growth),
        1 if growth else indicator.unit.decimals,
    )  # fmt: skip


def _place(code: str) -> str:
    try:
        return region(code).name
    except QueryError:
        return code


def _value(indicator: Indicator, value: float, growth: bool) -> str:
    if pd.isna(value):
        return "—"
    return f"{value * 100:.1f}" if growth else show(float(value), indicator.unit)


def _exact(indicator: Indicator, value: float, growth: bool) -> float | None:
    """A value in the shown unit without its float noise; how many decimals are seen is the cell's format."""
    if pd.isna(value):
        return None
    return round(float(value) * 100 if growth else float(value) / indicator.unit.scale, 9)


def _content(context: PageContext, span: Span, frame: pd.DataFrame) -> list[Any]:
    counts = frame["_kind"].value_counts()
    spans = [
        html.Span(
            [html.B(f"{int(counts.get(kind, 0)):,}"), f" {word}"],
            className="count",
            **attributes({"data-kind": kind, "data-value": str(int(counts.get(kind, 0)))}),
        )
        for kind, word in KINDS.items()
    ]
    times = dict(zip(span.snapshots["snapshot_id"].astype(int), span.snapshots["published_at"], strict=True))
    words = f"快照 {span.earlier}（{day_and_time(times[span.earlier])}）到快照 {span.later}（{day_and_time(times[span.later])}）。只比数值：重新计量而数值未变的不算。"
    return [
        html.Header(
            [html.Div([html.H1("快照差异"), html.P(words, className="question")]), html.Div(spans, className="counts")],
            className="headline",
        ),
        _choices(context, span),
        html.Div([_grouped(frame, "来源"), _grouped(frame, "指标")], className="two"),
        _listed(span, frame),
    ]  # fmt: skip


def _choices(context: PageContext, span: Span) -> html.Div:
    """A menu for either end, newest first, each snapshot with its time; every choice stays in the address."""
    times = {int(n): at for n, at in span.snapshots[["snapshot_id", "published_at"]].itertuples(index=False)}
    told = {n: f"快照 {n}（{day_and_time(at, context.now.year)}）" for n, at in times.items()}
    recent = list(told)[:OFFERED]
    query = urlencode({"from": str(span.earlier), "to": str(span.later)})
    files = [html.A(f"导出 {name}", href=f"/export/diff.{kind}?{query}", className="button", download="")
             for kind, name in (("xlsx", "Excel"), ("csv", "CSV"))]  # fmt: skip
    return html.Div(
        [
            _menu("自", "from", {n: told[n] for n in recent if n < span.later} | {span.earlier: told[span.earlier]}, span.earlier),
            _menu("至", "to", {n: told[n] for n in recent if n > span.earlier} | {span.later: told[span.later]}, span.later),
            html.Span(files, className="counts"),
        ],
        className="filters diff-choices",
    )  # fmt: skip


def _menu(word: str, name: str, options: dict[int, str], chosen: int) -> html.Label:
    offered = [(str(number), told) for number, told in options.items()]
    menu = select(offered, str(chosen), id=f"diff-{name}", **{"data-query": name})
    return html.Label([html.Span(word, className="filter-name"), menu], className="filter")


def _grouped(frame: pd.DataFrame, by: str) -> html.Section:
    if frame.empty:
        body: Any = html.P("没有差异。", className="state-empty")
    else:
        wide = frame.groupby([by, "变化"]).size().unstack(fill_value=0)
        wide = wide.reindex(columns=list(KINDS.values()), fill_value=0)
        wide["合计"] = wide.sum(axis=1)
        wide = wide.sort_values("合计", ascending=False, kind="stable").head(30)
        body = html.Div(table(wide.reset_index(), ""), className="scroll-x scroll-box")
    return html.Section(
        [html.Header(html.H2(f"按{by}"), className="section-head"), body], className="panel",
        **attributes({"data-ready": "1"}),
    )  # fmt: skip


def _listed(span: Span, frame: pd.DataFrame) -> html.Section:
    shown = frame.head(SHOWN)
    links = {
        "指标": [
            f"/indicator/{code}?region={where}"
            for code, where in zip(shown["指标代码"], shown["区域代码"], strict=True)
        ]
    }
    columns = [name for name in COLUMNS if name not in ("指标代码", "区域代码")]
    body: Any = html.P("两个快照的数字完全一样。", className="state-empty")
    if len(shown):
        body = html.Div(table(shown[columns], "", links, "dense"), className="scroll-x", tabIndex="0")
    note = f"列出前 {SHOWN} 行，文件含全部 {len(frame):,} 行。" if len(frame) > SHOWN else ""
    return html.Section(
        [html.Header(html.H2("逐项"), className="section-head"), body, html.P(note, className="panel-note")],
        className="panel below",
        **attributes({"data-ready": "1"}),
    )
