"""Where a number comes from: number → formula → snapshot → batch → source table and call → the rows themselves."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from dash import html

from cockpit.errors import Forbidden
from cockpit.moment import day_and_time
from cockpit.security.rows import may_see_rows
from cockpit.store.making import PARTS, Spot, making
from cockpit.view.context import PageContext
from cockpit.view.making_rows import rows_address
from cockpit.view.origin import origin_words
from metrics.engines import ENGINES
from metrics.format import show_with_unit
from metrics.model import Indicator
from metrics.reading import Reading
from metrics.rounding import show_number

#: Batches named one by one; the rest is counted.
BATCHES = 5


def lineage(context: PageContext, indicator: Indicator, reading: Reading | None) -> html.Section:
    """The chain of one reading, each link with its numbers; batches, datasets and rows open their pages."""
    snapshot = context.reader.snapshot
    steps = [html.Li([html.B("数字"), f" {indicator.name_zh}，{_number(indicator, reading)}"])]
    steps += _formula(context, indicator, reading)
    words = f" {snapshot.id}，{day_and_time(snapshot.published_at)} 入舱 "
    differences = html.A("与上一快照的差异", href=context.href("/data/diff", to=str(snapshot.id)))
    steps.append(html.Li([html.B("快照"), words, differences]))
    steps += [_batch(context, number) for number in _batches(context, indicator, reading)]
    return html.Section(
        [html.Header(html.H2("血缘"), className="section-head"), html.Ol(steps, className="lineage")],
        className="panel",
        id="lineage",
    )


def _number(indicator: Indicator, reading: Reading | None) -> str:
    if reading is None:
        return "无本期值"
    return f"{reading.label} {show_with_unit(reading.value, indicator.unit, reading.quality)}"


def _formula(context: PageContext, indicator: Indicator, reading: Reading | None) -> list[html.Li]:
    """How it is made: from which parts, with their values and the way to their rows."""
    if reading is not None and reading.batch:
        return [html.Li([html.B("算法"), f" 由{indicator.department}直接公布，不再加工。{reading.note}"])]
    if indicator.computation is not None:
        engine = ENGINES[indicator.computation.engine]
        names = "、".join(context.cockpit.records[name].title for name in engine.records)
        words = f" 由{names}逐时合并计算（同一时段不重复计），不是逐行相加；没有单独的明细行可列。"
        return [html.Li([html.B("算法"), words, _parts(reading)])]
    if indicator.measure is None:
        return [html.Li([html.B("算法"), f" {indicator.formula or indicator.definition}"])] if reading else []
    record = context.cockpit.records[indicator.measure.record]
    told = indicator.formula or indicator.definition
    return [
        html.Li([html.B("算法"), f" {told}（由{record.title}逐行计量）", _parts(reading)]),
        *_rows(context, indicator, reading),
    ]


def _parts(reading: Reading | None) -> str:
    if reading is None or reading.denominator is None or reading.numerator is None:
        return ""
    top, bottom = (show_number(part, 2 if part % 1 else 0) for part in (reading.numerator, reading.denominator))
    return f"：分子 {top} ÷ 分母 {bottom}"


def _rows(context: PageContext, indicator: Indicator, reading: Reading | None) -> list[html.Li]:
    """The way to the rows of each part, where policy allows."""
    assert indicator.measure is not None
    record = context.cockpit.records[indicator.measure.record]
    if reading is None or reading.value is None:
        return []
    if not may_see_rows(context.cockpit.grant, record):
        return [html.Li([html.B("明细行"), " 按您的权限不显示"])]
    if not context.reader.records_stand:
        return [html.Li([html.B("明细行"), " 记录类数据只保留最新状态，看不到当时的行"])]
    present = [part for part in PARTS if getattr(indicator.measure, part) is not None]
    links: list[Any] = []
    for part in present:
        word = "打开" if len(present) == 1 else PARTS[part]
        links += [html.A(word, href=rows_address(indicator, _spot(reading, part))), " "]
    return [html.Li([html.B("明细行"), f" {record.title} ", *links])]


def _spot(reading: Reading, part: str) -> Spot:
    period = reading.period
    return Spot(reading.region, period.grain, datetime.combine(period.start, time.min), part)


def _batches(context: PageContext, indicator: Indicator, reading: Reading | None) -> list[int]:
    """The batch of a published value, or the batches whose rows were counted, those with most rows first."""
    if reading is not None and reading.batch:
        return [reading.batch]
    if indicator.measure is None or reading is None or reading.as_of is None:
        return []
    record = context.cockpit.records[indicator.measure.record]
    try:
        view = context.reader.tables.record(record.name)
    except Forbidden:
        return []
    made = making(indicator, record, view, reading.as_of, _spot(reading, "numerator")).rows.subquery()
    count = sa.func.count().label("n")
    chosen = sa.select(made.c["_batch"], count).group_by(made.c["_batch"]).order_by(sa.desc("n")).limit(BATCHES)
    return [int(number) for number in context.reader.select(chosen)["_batch"]]


def _batch(context: PageContext, number: int) -> html.Li:
    batch = context.reader.tables.batch
    frame = context.reader.select(sa.select(batch).where(batch.c.batch_id == number))
    if frame.empty:
        return html.Li([html.B("批次"), f" {number}"])
    row = frame.iloc[0]
    source = html.A(row["title"], href=context.href("/data/catalog", dataset=row["source"]))
    words = (
        f"（{row['owner']}）：{origin_words(row['origin'])}；读入 {row['rows_read']:,} 行，"
        f"采用 {row['rows_accepted']:,} 行，退回 {row['rows_rejected']:,} 行；{day_and_time(row['finished'])} 入舱"
    )
    return html.Li([html.B("批次 "), html.A(str(number), href=f"/batches?batch={number}"), " ", source, words])
