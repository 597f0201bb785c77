"""The rows of a record as a document: detail by right, streamed from the snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from cockpit.coverage import coverage
from cockpit.export.document import BATCH_ROWS, Column, Cover, Document, Kind, Sheet
from cockpit.export.mark import Mark
from cockpit.frames import Reader
from metrics.period import Period
from metrics.records import Record
from metrics.region import CITY, region

_KINDS: dict[str, Kind] = {"text": "text", "integer": "number", "number": "number", "datetime": "time", "date": "day"}
_WIDTHS = {"text": 16.0, "number": 12.0, "time": 17.0, "day": 12.0}
_CHINESE = re.compile(r"[\u4e00-\u9fff]\w{1,11}")


@dataclass(frozen=True)
class RecordSelection:
    """Rows of a record at or below a region, whose first time falls into a period; None is any time."""

    record: Record
    region: str = CITY
    period: Period | None = None


def record_select(reader: Reader, chosen: RecordSelection, *columns: sa.ColumnElement[Any]) -> sa.Select:
    """The select of a selection over the reader's view of the record, in the order of its key."""
    record = chosen.record
    view = reader.tables.listed(record.name)
    wanted = columns or tuple(view.c[name] for name in readable(record))
    asked = sa.select(*wanted).select_from(view)
    if record.region is not None and chosen.region != CITY:
        asked = asked.where(sa.func.substr(view.c[record.region], 1, len(chosen.region)) == chosen.region)
    when = time_column(record)
    if chosen.period is not None and when is not None:
        start, end = (datetime.combine(day, time.min) for day in (chosen.period.start, chosen.period.end))
        asked = asked.where(view.c[when] >= start, view.c[when] < end)
    return asked if columns else asked.order_by(*(view.c[name] for name in record.key))


def readable(record: Record) -> tuple[str, ...]:
    """Names of the columns that readers of a record see."""
    return (*record.columns, *record.derived)


def time_column(record: Record) -> str | None:
    """The column by which a record's rows fall into periods: its first time."""
    return next((name for name, column in record.columns.items() if column.type in ("datetime", "date")), None)


def record_document(reader: Reader, chosen: RecordSelection, mark: Mark) -> Document:
    """The selection as a document of one sheet, counted by the database."""
    record = chosen.record
    asked = record_select(reader, chosen)
    count = int(
        reader.select(record_select(reader, chosen, sa.func.count().label("rows")))["rows"].iloc[0]
    )  # fmt: skip
    columns = record_columns(record)
    plan = Sheet(record.title, columns, count, lambda: iter(()))

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in reader.batches(asked, BATCH_ROWS):
            yield pa.RecordBatch.from_arrays(
                [array.cast(field.type) for array, field in zip(batch.columns, plan.schema, strict=True)],
                plan.schema.names,
            )

    sheet = Sheet(record.title, columns, count, batches)
    return Document(_cover(reader, chosen, mark, count), (sheet,))


def record_columns(record: Record) -> tuple[Column, ...]:
    """The columns of a record's sheet under their Chinese titles; what has none keeps its code."""
    columns: list[Column] = []
    for name in readable(record):
        kind, decimals = _kind(record, name)
        title = _title(record, name)
        if any(column.name == title for column in columns):
            title = f"{title}（{name}）"
        columns.append(Column(title, kind, decimals, _WIDTHS[kind]))
    return tuple(columns)


def _kind(record: Record, name: str) -> tuple[Kind, int | None]:
    column = record.columns.get(name) or record.columns[record.derived[name].coalesce[0]]
    return _KINDS[column.type], 0 if column.type == "integer" else None


def _title(record: Record, name: str) -> str:
    column = record.columns.get(name)
    told = re.split(r"[\s(（;；,，]", column.title)[0] if column else ""
    if not _CHINESE.fullmatch(told):  # a list of codes or a hint is no title
        return name
    return f"{told}({column.unit})" if column and column.unit else told


def _cover(reader: Reader, chosen: RecordSelection, mark: Mark, count: int) -> Cover:
    record, reach = chosen.record, coverage(reader, chosen.record.name)
    span = chosen.period.label if chosen.period else "全部"
    meanings = tuple(
        (f"列“{column.name}”", f"{name} {record.columns[name].title}" if name in record.columns else name)
        for name, column in zip(readable(record), record_columns(record), strict=True)
    )
    facts = (
        ("数据期", span), ("区域", region(chosen.region).name), ("数据截至", reach.words), ("筛选", "（未筛选）"),
        ("行数", str(count)), ("入舱时间", f"{reader.snapshot.published_at:%Y-%m-%d %H:%M}"), ("导出人", mark.who), *meanings,
    )  # fmt: skip
    return Cover(record.title, span, facts, (), reader.snapshot.id, reach.demo, mark.watermark, mark.now)
