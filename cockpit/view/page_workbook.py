"""A domain's page as a workbook: a sheet per system, its readings as on the page, the meaning of each on 口径."""

from __future__ import annotations

import pandas as pd

from cockpit.errors import QueryError
from cockpit.export.document import Column, Cover, Document, Sheet, frame_sheet
from cockpit.export.mark import Mark
from cockpit.view.attention import whole_board
from cockpit.view.context import PageContext
from metrics.format import show_growth, status_word
from metrics.reading import Reading
from metrics.region import region

COLUMNS = (
    Column("指标", width=30), Column("数据期", width=16), Column("数值", "number"), Column("单位", width=9),
    Column("比上年同期", width=22), Column("年度目标", "number"), Column("判灯", width=8), Column("判灯依据", width=36),
    Column("状态", width=7), Column("数据截至", "time", width=18), Column("责任部门", width=20), Column("来源", width=28),
    Column("指标代码", width=22),
)  # fmt: skip


def page_document(context: PageContext, path: str, mark: Mark) -> Document:
    """The workbook of the domain whose page stands at a path.

    Raises:
        QueryError: no domain stands there, or nothing of it may be seen.
    """
    catalog = context.cockpit.catalog
    domain = next((domain for domain in catalog.domains if domain.path == path), None)
    if domain is None:
        raise QueryError("导出本页", f"{path[:40]!r} 不是领域页", "从领域页的“导出本页”再点一次")
    readings = whole_board(context).readings
    sections = [(system, [readings[i.code] for i in catalog.of_system(system.code) if i.code in readings])
                for system in domain.systems]  # fmt: skip
    full = [(system, own) for system, own in sections if own]
    if not full:
        raise QueryError("导出本页", f"{context.region.name}{domain.name}没有可导出的数值", "换区域或数据期")
    silent = [system.name for system, own in sections if not own]
    shown = [reading for _, own in full for reading in own]
    sheets = [readings_sheet(system.name, own, notes=(f"牵头：{system.lead}",)) for system, own in full]
    return Document(cover(context, domain.name, shown, silent, mark), tuple(sheets))


def readings_sheet(title: str, readings: list[Reading], notes: tuple[str, ...] = (), by_region: bool = False) -> Sheet:
    """A sheet of readings, a row each; `by_region` names the region of each in front."""
    columns = (Column("区域", width=12), *COLUMNS) if by_region else COLUMNS
    rows = [((region(r.region).name,) if by_region else ()) + _row(r) for r in readings]
    frame = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    decimals = tuple(reading.indicator.unit.decimals for reading in readings)
    return frame_sheet(title, columns, frame, decimals=decimals, notes=notes)


def _row(reading: Reading) -> tuple[object, ...]:
    indicator, light, progress = reading.indicator, reading.light, reading.progress
    return (
        indicator.name_zh, reading.label, _shown(reading, reading.value), indicator.unit.symbol,
        show_growth(reading.growth) if reading.growth else "", _shown(reading, progress.target if progress else None),
        light.word, light.reason, status_word(reading.status), reading.as_of, indicator.department, reading.note,
        indicator.code,
    )  # fmt: skip


def _shown(reading: Reading, value: float | None) -> float | None:
    """A value in the shown unit; how many decimals are seen is the cell's format."""
    return None if value is None else round(value / reading.indicator.unit.scale, 6)


def cover(context: PageContext, subject: str, shown: list[Reading], silent: list[str], mark: Mark) -> Cover:
    """What a reader must know of a workbook of readings; `silent` names systems without values."""
    reached = [reading.as_of for reading in shown if reading.as_of is not None]
    facts = (
        ("数据期", context.period.label), ("区域", context.region.name), ("单位", "见“单位”列"),
        ("数据截至", f"{max(reached):%Y年%-m月%-d日 %H:%M}" if reached else "未公布"), ("筛选", "（未筛选）"),
        ("行数", str(len(shown))), ("没有数值的系统", "、".join(silent) or "无"),
        ("入舱时间", f"{context.reader.snapshot.published_at:%Y-%m-%d %H:%M}"), ("导出人", mark.who),
    )  # fmt: skip
    demo = any(reading.status == "mock" for reading in shown)
    indicators = tuple({reading.indicator.code: reading.indicator for reading in shown}.values())
    return Cover(
        subject, context.period.label, facts, indicators, context.reader.snapshot.id, demo, mark.watermark, mark.now
    )
