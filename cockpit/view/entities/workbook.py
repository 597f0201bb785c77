"""The page of one thing as a workbook: its facts, then a sheet for each section, numbers as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from cockpit.errors import QueryError
from cockpit.export.document import Column, Cover, Document, frame_sheet
from cockpit.export.document import Sheet as FileSheet
from cockpit.export.mark import Mark
from cockpit.moment import day_and_time
from cockpit.view.context import PageContext
from cockpit.view.entities.berth import berth_sheet
from cockpit.view.entities.enterprise import enterprise_sheet
from cockpit.view.entities.event import event_sheet
from cockpit.view.entities.sheet import Part, Sheet
from cockpit.view.entities.task import task_sheet
from cockpit.view.entities.vessel import vessel_sheet
from cockpit.view.panels.scope import as_of

#: First part of the address → what is told of such a thing.
SHEETS: Mapping[str, Callable[[PageContext, str], Sheet]] = {
    "berth": berth_sheet, "enterprise": enterprise_sheet, "event": event_sheet, "task": task_sheet, "vessel": vessel_sheet,
}  # fmt: skip
_FACTS = (Column("项目", width=20), Column("内容", width=60))


def entity_document(context: PageContext, path: str, mark: Mark) -> Document:
    """The workbook of the thing whose page stands at a path.

    Raises:
        QueryError: there is no such thing. Forbidden: who asks may not see it.
    """
    kind, _, identity = path.strip("/").partition("/")
    if kind not in SHEETS:
        raise QueryError("导出本页", f"{path[:40]!r} 没有可导出的表格", "从页面上的“导出本页”再点一次")
    told = SHEETS[kind](context, identity)
    rows = [(name, value if isinstance(value, str) else str(value)) for name, value in told.told]
    rows += [("判断", f"{told.light.word}，{told.light.reason}")] if told.light else []
    facts = frame_sheet("基本情况", _FACTS, pd.DataFrame(rows, columns=[c.name for c in _FACTS]), notes=(told.lead,))
    sheets = (facts, *(_sheet(part) for part in told.parts if len(part.rows)))
    return Document(_cover(context, told, sum(sheet.rows for sheet in sheets), mark), sheets)


def _sheet(part: Part) -> FileSheet:
    numbers = {name for name in part.rows if pd.api.types.is_numeric_dtype(part.rows[name])}
    plan = [Column(str(name), "number" if name in numbers else "text", width=16) for name in part.rows]
    return frame_sheet(part.title, plan, part.rows)


def _cover(context: PageContext, told: Sheet, rows: int, mark: Mark) -> Cover:
    when, demo = as_of(context, told.record)
    facts = (
        ("数据期", context.period.label), ("单位", "见各列"), ("数据截至", when), ("筛选", told.lead), ("来源", told.source),
        ("行数", str(rows)), ("入舱时间", day_and_time(context.reader.snapshot.published_at)), ("导出人", mark.who),
    )  # fmt: skip
    snapshot = context.reader.snapshot.id
    return Cover(told.title, context.period.label, facts, (), snapshot, demo, mark.watermark, mark.now)
