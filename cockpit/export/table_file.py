"""The table as a file: the very rows of the screen, and what a reader must know who never saw the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from cockpit.selection import GRAINS, Selection
from cockpit.store.embedded import Snapshot
from metrics.format import status_word
from metrics.model import Indicator
from metrics.region import region

DEMO = status_word("mock")


@dataclass(frozen=True)
class TableFile:
    """A table ready to be written.

    Args:
        frame: rows of cockpit.selection.COLUMNS.
        facts: name and value of what the rows are: span, regions, filter, snapshot, count.
        indicators: those that occur in the rows, for the sheet of definitions.
    """

    title: str
    frame: pd.DataFrame
    facts: tuple[tuple[str, str], ...]
    indicators: tuple[Indicator, ...]
    snapshot: int
    demo: bool

    def name(self, extension: str) -> str:
        """File name: what, which snapshot, and 演示数据 when any row is."""
        marks = [self.title, f"快照{self.snapshot}"] + (["含演示数据"] if self.demo else [])
        return "_".join(marks) + f".{extension}"


def table_file(selection: Selection, frame: pd.DataFrame, snapshot: Snapshot, now: datetime) -> TableFile:
    """The selection's rows as a file of one snapshot."""
    present = set(frame["指标代码"])
    demo = bool((frame["状态"] == DEMO).any())
    span = f"{selection.start.label} 至 {selection.end.label}"
    facts = (
        ("数据期", f"{span},{GRAINS[selection.grain]}度" if selection.grain != "D" else f"{span},逐日"),
        ("区域", "、".join(region(code).name for code in selection.regions)),
        ("只看含有", selection.find or "(未筛选)"),
        ("排序", selection.sort or "指标、区域、数据期"),
        ("行数", f"{len(frame)}"),
        ("快照", f"{snapshot.id},入舱 {snapshot.published_at:%Y-%m-%d %H:%M}"),
        ("导出时间", f"{now:%Y-%m-%d %H:%M}"),
        ("数据性质", "含演示数据:状态为“演示”的行由演示平台生成,不是统计数字" if demo else "已公布数字"),
    )
    chosen = tuple(indicator for indicator in selection.indicators if indicator.code in present)
    return TableFile(f"指标表格_{selection.end.key}", frame, facts, chosen, snapshot.id, demo)
