"""Where a number comes from: number → formula → snapshot → batch → source table."""

from __future__ import annotations

import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext
from cockpit.view.origin import origin_words
from metrics.model import Indicator
from metrics.reading import Reading


def lineage(context: PageContext, indicator: Indicator, reading: Reading | None) -> html.Section:
    """The chain of one reading, each link with its numbers; the batch opens its page."""
    steps = [html.Li([html.B("数字"), f" {indicator.name_zh},{reading.label if reading else '无本期值'}"])]
    if indicator.measure is not None:
        steps.append(html.Li([html.B("算法"), f" 由记录表 {indicator.measure.record} 按口径计量"]))
    steps.append(html.Li([html.B("快照"), f" {context.reader.snapshot.id}"]))
    steps += [_batch(context, number) for number in _batches(context, indicator, reading)]
    return html.Section(
        [html.Header(html.H2("血缘"), className="section-head"), html.Ol(steps, className="lineage")],
        className="panel",
        id="lineage",
    )


def _batches(context: PageContext, indicator: Indicator, reading: Reading | None) -> list[int]:
    """The batch of a published value, or the latest batch that fed the record it was measured from."""
    if reading is not None and reading.batch:
        return [reading.batch]
    if indicator.measure is None:
        return []
    batch = context.reader.tables.batch
    newest = sa.select(sa.func.max(batch.c.batch_id).label("n")).where(
        batch.c.target == indicator.measure.record, batch.c.status == "ok"
    )
    frame = context.reader.select(newest)
    return [int(frame["n"].iloc[0])] if len(frame) and frame["n"].notna().iloc[0] else []


def _batch(context: PageContext, number: int) -> html.Li:
    batch = context.reader.tables.batch
    frame = context.reader.select(sa.select(batch).where(batch.c.batch_id == number))
    if frame.empty:
        return html.Li([html.B("批次"), f" {number}"])
    row = frame.iloc[0]
    words = (
        f" {row['title']}({row['owner']}):{origin_words(row['origin'])};读入 {row['rows_read']:,} 行,"
        f"采用 {row['rows_accepted']:,},退回 {row['rows_rejected']:,};{row['finished']:%Y-%m-%d %H:%M} 入舱"
    )
    return html.Li([html.B("批次 "), html.A(str(number), href=f"/batches?batch={number}"), words])
