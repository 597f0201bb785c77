"""An empty warehouse with the real declarations, and deliveries made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from cockpit.delivery import REJECT, Chunk, Delivery
from cockpit.store.embedded import EmbeddedStore
from metrics.catalog import load_catalog
from metrics.observation import COLUMNS
from metrics.records import load_records

NOW = datetime(2026, 11, 23, 12)
RECORDS = load_records()
CATALOG = load_catalog(records=RECORDS)


def make_store(folder: Path) -> EmbeddedStore:
    return EmbeddedStore(folder, RECORDS, CATALOG)


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    folder = tmp_path / "store"
    folder.mkdir()
    return make_store(folder)


def node(
    number: int,
    name: str = "方案审定",
    at: str = "2026-11-01 08:00:00",
    operation: str = "I",
    sequence: int | None = None,
):
    """One row of record task_node of the task T1."""
    return {
        "task_id": "T1", "node_no": number, "name": name, "owner_org": "ORG-DH", "plan_end": pd.Timestamp("2026-12-01"),
        "actual_end": pd.NaT, "deliverable": None, "status": "open", "_changed_at": pd.Timestamp(at),
        "_sequence": number if sequence is None else sequence, "_operation": operation, "_row": number,
    }  # fmt: skip


def published(value: float | None, vintage: str, status: str = "final", operation: str = "I", **facts):
    """One observation: October's cumulative throughput of the city."""
    row = {
        "indicator": "port.cargo_ytd", "region": "330900", "grain": "M", "period_start": "2026-10-01",
        "period_end": "2026-11-01", "basis": "ytd", "dimension": "", "member": "", "value": value, "numerator": None,
        "denominator": None, "text": "", "status": status, "quality": "", "as_of": vintage, "vintage": vintage,
        "note": "市统计局", "_changed_at": f"{vintage} 15:00:00", "_sequence": 1, "_operation": operation, "_row": 1,
    }  # fmt: skip
    return row | facts


def rejected(row: int, value: str) -> dict[str, object]:
    return {
        "row": row,
        "column_name": "node_no",
        "value": value,
        "reason": "不是整数",
        "raw": f'{{"node_no": "{value}"}}',
    }


def chunk(rows: list[dict], rejects: list[dict] | tuple = ()) -> Chunk:
    frame = pd.DataFrame(rows)
    if "indicator" in frame:
        kinds = {name: kind for name, kind in COLUMNS.items() if name != "batch"} | {"_changed_at": "datetime64[us]"}
        frame = frame.astype(kinds)
    return Chunk(frame, pd.DataFrame(list(rejects), columns=list(REJECT)).astype({"row": "int64"}))


def delivery(*chunks: Chunk, source: str = "task_node", target: str = "task_node", demo: bool = False) -> Delivery:
    return Delivery(source, "任务节点", "市府办", "交换库 task_node", target, demo, iter(chunks))


def broken(*chunks: Chunk, error: Exception, source: str = "task_node") -> Delivery:
    """A delivery that gives some chunks and then fails."""

    def read() -> Iterator[Chunk]:
        yield from chunks
        raise error

    return Delivery(source, "任务节点", "市府办", "交换库 task_node", "task_node", False, read())


@pytest.fixture
def publish(store: EmbeddedStore) -> Callable:
    def now(*deliveries: Delivery, at: datetime = NOW):
        return store.publish(deliveries, at)

    return now
