"""Every address of /api/v1, declared once: routes, checks and the OpenAPI document are made from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cockpit.api import reading
from cockpit.api.answer import Rows
from cockpit.api.question import IndicatorQuestion, ObservationQuestion, Paged, Question, RecordQuestion
from cockpit.application import Cockpit
from cockpit.frames import Reader


@dataclass(frozen=True)
class Operation:
    """One address.

    Args:
        path: below /api/v1; `{name}` is a part of the address. scope: what a key needs.
        example: a name that exists, for the document. columns: of an answer's rows with their meaning.
        run: answers a checked question.
    """

    path: str
    scope: str
    summary: str
    question: type[Question]
    columns: dict[str, str]
    run: Callable[[Cockpit, Reader, Any, str], Rows]
    example: str = ""


OPERATIONS = (
    Operation("/indicators", "indicators", "指标目录：名称、单位、口径、责任部门", IndicatorQuestion, reading.INDICATOR, reading.indicators),
    Operation("/indicators/{name}", "indicators", "一个指标的口径", Question, reading.INDICATOR, reading.one_indicator, "port.cargo_ytd"),
    Operation("/observations", "observations", "指标数值，按基本单位", ObservationQuestion, reading.OBSERVATION, reading.observations),
    Operation("/records", "records", "可读的明细表", Paged, reading.RECORD, reading.records),
    Operation("/records/{name}", "records", "一张明细表的行，按权限脱敏；列随表而定", RecordQuestion, {}, reading.record_rows, "port_berth"),
    Operation("/snapshots", "snapshots", "已发布的快照", Paged, reading.SNAPSHOT, reading.snapshots),
    Operation("/batches", "batches", "数据批次：何时到、多少行、退回多少", Paged, reading.BATCH, reading.batches),
)  # fmt: skip
