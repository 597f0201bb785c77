"""The monthly brief (月度专报) before it is written: what Word and the printed page both hold."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cockpit.errors import ExportError
from cockpit.export.delimited import content_sum
from cockpit.export.document import Column, Cover, frame_sheet

Row = tuple[str, ...]
READING_COLUMNS: Row = ("指标", "数据期", "数值", "单位", "比上年同期", "年度目标", "判灯")
ATTENTION_COLUMNS: Row = ("判灯", "指标", "数据期", "数值", "依据", "责任部门")
SOURCE_COLUMNS: Row = ("指标", "口径", "数据截至", "来源")


@dataclass(frozen=True)
class BriefTable:
    """A table of the brief; every cell is text as it is printed, each row as wide as the header.

    Args:
        shares: widths of the columns as shares of the page, adding up to one.
    """

    caption: str
    columns: Row
    rows: tuple[Row, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class BriefSection:
    """A chapter: its heading, what it says, and the table the sentences stand on (None: nothing to list)."""

    heading: str
    sentences: tuple[str, ...]
    table: BriefTable | None = None


@dataclass(frozen=True)
class Brief:
    """The whole brief.

    Args:
        cover: subject, period, facts, watermark, as of every export. title: the line on top; subtitle: below it.
    """

    cover: Cover
    title: str
    subtitle: str
    sections: tuple[BriefSection, ...]

    @property
    def tables(self) -> tuple[BriefTable, ...]:
        """Its tables in order."""
        return tuple(section.table for section in self.sections if section.table is not None)

    @property
    def rows(self) -> int:
        """Rows of all tables: what is stated, counted against the person's share, and proved while writing."""
        return sum(len(table.rows) for table in self.tables)


def brief_sum(brief: Brief) -> str:
    """SHA-256 over the rows of all tables, each as CSV without BOM, in order."""
    rows = [" | ".join(row) for table in brief.tables for row in table.rows]
    return content_sum(frame_sheet("专报", (Column("行"),), pd.DataFrame({"行": rows}, dtype=object)))[1]


def closing(brief: Brief) -> tuple[str, ...]:
    """What the brief says about itself on its last page."""
    told = [f"{name}：{value}。" for name, value in brief.cover.facts]
    told.append(f"本报各表共 {brief.rows} 行，内容校验（SHA-256）{brief_sum(brief)}。")
    told.append(f"快照 {brief.cover.snapshot}，水印编号 {brief.cover.watermark}。")
    if brief.cover.demo:
        told.append("本报含演示数据：由演示平台生成，不是统计数字，不得引用。")
    return tuple(told)


def running_head(brief: Brief) -> str:
    """The line on top of every page."""
    mark = "演示数据　" if brief.cover.demo else ""
    return f"{mark}{brief.title}　水印编号 {brief.cover.watermark}"


def verify(brief: Brief, seen: int) -> None:
    """Goes on only if as many rows were written as the brief states.

    Raises:
        ExportError: it were more or fewer.
    """
    if seen != brief.rows:
        raise ExportError(brief.title, f"声明 {brief.rows} 行，写出 {seen} 行", "重新导出；再次出现请报告管理员")
