"""The table of the workbench as a document: the very rows of the screen, however many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from cockpit.export.document import Column, Cover, Document, Sheet, frame_sheet
from cockpit.export.mark import Mark
from cockpit.frames import Reader
from cockpit.selection import COLUMNS, GRAINS, ORIGINAL, Selection, places, rows
from cockpit.store.query import Query, statement
from metrics.format import status_word
from metrics.model import Indicator
from metrics.region import region

_WIDTHS = {"指标": 30, "区域": 10, "数据期": 16, "计法": 10, "数值": 14, "单位": 9, "状态": 7, "数据截至": 12,
           "责任部门": 20, "来源": 28, "指标代码": 22, "区域代码": 12, "口径": 60, "原值": 20, "原值单位": 10}  # fmt: skip
TABLE_COLUMNS = tuple(
    Column(n, "number" if n in ("数值", "原值") else "text", None, _WIDTHS.get(n, 12), as_is=n == "原值")
    for n in (*COLUMNS, *ORIGINAL)
)


def stored_rows(reader: Reader, selection: Selection) -> int:
    """How many rows the selection has before `find` narrows it."""
    asked = statement(reader.tables, _query(selection)).order_by(None).subquery()
    return int(reader.select(sa.select(sa.func.count().label("rows")).select_from(asked))["rows"].iloc[0])


def table_document(reader: Reader, selection: Selection, mark: Mark) -> Document:
    """The selection in memory, each row in the decimals of its indicator."""
    frame = rows(reader, selection)
    sheet = frame_sheet(
        "数据", TABLE_COLUMNS, frame, decimals=tuple(places(frame, selection.indicators)), notes=()
    )  # fmt: skip
    return _document(reader, selection, mark, sheet, Seen().and_of(frame))


def large_table_document(reader: Reader, selection: Selection, mark: Mark, spool: Path) -> Document:
    """The selection through a file of batches, one indicator after the other: memory stays flat.

    A selection with a sort of its own has to be made in one piece.
    """
    parts = [selection] if selection.sort else [replace(selection, indicators=(i,)) for i in selection.indicators]
    seen, count, plan = Seen(), 0, Sheet("数据", TABLE_COLUMNS, 0, lambda: iter(()))
    with pa.OSFile(str(spool), "wb") as file, pa.ipc.new_file(file, plan.schema) as writer:
        for part in parts:
            frame = rows(reader, part)
            seen, count = seen.and_of(frame), count + len(frame)
            for batch in frame_sheet("数据", TABLE_COLUMNS, frame).batches():
                writer.write_batch(batch)
    return _document(reader, selection, mark, replace(plan, rows=count, batches=lambda: _spooled(spool)), seen)


class Seen:
    """What occurred in the rows: indicator codes, the newest as-of, demonstration data."""

    def __init__(self, codes: frozenset[str] = frozenset(), as_of: str = "", demo: bool = False) -> None:
        self.codes, self.as_of, self.demo = codes, as_of, demo

    def and_of(self, frame: pd.DataFrame) -> Seen:
        """What occurred, and what occurs in a frame of COLUMNS."""
        demo = bool((frame["状态"] == status_word("mock")).any())
        newest = max([self.as_of, *frame["数据截至"].astype(str)])
        return Seen(self.codes | set(frame["指标代码"]), newest, self.demo or demo)


def _spooled(spool: Path) -> Iterator[pa.RecordBatch]:
    with pa.memory_map(str(spool)) as file, pa.ipc.open_file(file) as batches:
        for number in range(batches.num_record_batches):
            yield batches.get_batch(number)


def _document(reader: Reader, selection: Selection, mark: Mark, sheet: Sheet, seen: Seen) -> Document:
    chosen = tuple(indicator for indicator in selection.indicators if indicator.code in seen.codes)
    span = selection.start.label
    if selection.end != selection.start:
        span += f"至{selection.end.label}"
    facts = (
        ("数据期", f"{selection.start.label} 至 {selection.end.label}"),
        ("粒度", GRAINS[selection.grain]),
        ("区域", "、".join(region(code).name for code in selection.regions)),
        ("单位", _unit(chosen)),
        ("数据截至", seen.as_of or "—"),
        ("筛选", selection.find or "（未筛选）"),
        ("排序", selection.sort or "指标、区域、数据期"),
        ("行数", str(sheet.rows)),
        ("入舱时间", f"{reader.snapshot.published_at:%Y-%m-%d %H:%M}"),
        ("导出人", mark.who),
    )
    subject = chosen[0].name_zh if len(chosen) == 1 else "指标表格"
    cover = Cover(subject, span, facts, chosen, reader.snapshot.id, seen.demo, mark.watermark, mark.now)
    return Document(cover, (sheet,))


def _unit(indicators: tuple[Indicator, ...]) -> str:
    symbols = {indicator.unit.symbol for indicator in indicators}
    return symbols.pop() if len(symbols) == 1 else "见“单位”列"


def _query(selection: Selection) -> Query:
    return Query(
        tuple(i.code for i in selection.indicators), selection.regions, grains=(selection.grain,),
        start=selection.start.start, end=selection.end.end,
    )  # fmt: skip
