"""What each address answers: rows of the asking identity's own sight, in pages that stay on one snapshot."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from cockpit.api.answer import Problem, Rows
from cockpit.api.question import IndicatorQuestion, ObservationQuestion, Paged, Question, RecordQuestion
from cockpit.application import Cockpit
from cockpit.errors import QueryError
from cockpit.export.document import BATCH_ROWS
from cockpit.export.record_table import RecordSelection, record_select, time_column
from cockpit.frames import Reader
from cockpit.security.rows import may_see_rows
from cockpit.store.query import Query, statement
from metrics.model import Indicator
from metrics.observation import COLUMNS
from metrics.period import Period, parse_period
from metrics.region import CITY, region

INDICATOR = {
    "code": "代码", "name": "名称", "domain": "领域", "system": "系统", "unit": "显示单位", "base_unit": "存储单位",
    "scale": "显示值 × scale = 存储值", "decimals": "显示小数位", "frequency": "频率", "kind": "类别", "direction": "向好方向",
    "department": "责任部门", "definition": "口径", "formula": "公式", "aliases": "别名",
}  # fmt: skip
OBSERVATION = dict.fromkeys(COLUMNS, "") | {
    "indicator": "指标代码", "region": "区域代码", "grain": "粒度", "period_start": "起", "period_end": "止（不含）",
    "basis": "计法", "dimension": "分组维度", "member": "分组成员", "value": "值（存储单位；比率为小数）", "status": "状态，mock 为演示数据",
    "quality": "质量", "as_of": "数据截至", "vintage": "得知日", "note": "来源", "batch": "批次",
}  # fmt: skip
RECORD = {
    "name": "名称",
    "title": "中文名",
    "key": "业务主键",
    "region": "区域列",
    "time": "按数据期筛选的列",
    "columns": "列",
}
SNAPSHOT = {"snapshot_id": "快照号", "published_at": "入舱时间"}
BATCH = {
    "batch_id": "批次号",
    "source": "来源",
    "target": "目标表",
    "status": "状态",
    "as_of": "数据截至",
    "demo": "演示数据",
}
_ARROW: tuple[tuple[type, pa.DataType], ...] = (
    (sa.Float, pa.float64()), (sa.Boolean, pa.bool_()), (sa.Integer, pa.int64()), (sa.DateTime, pa.timestamp("us")),
)  # fmt: skip


def indicators(cockpit: Cockpit, reader: Reader, asked: IndicatorQuestion, _name: str) -> Rows:
    """The catalog as the identity sees it."""
    chosen = [i for i in cockpit.catalog.indicators.values() if asked.domain in ("", i.domain)]
    return _listed(reader, asked, [_indicator(i) for i in chosen], INDICATOR)


def one_indicator(cockpit: Cockpit, reader: Reader, _asked: Question, name: str) -> Rows:
    """One indicator."""
    found = cockpit.catalog.indicators.get(name)
    if found is None:
        raise Problem(404, "not_found", "指标", f"没有指标 {name[:60]!r}", "见 /api/v1/indicators")
    return Rows(_table([_indicator(found)], INDICATOR), reader.snapshot)


def observations(cockpit: Cockpit, reader: Reader, asked: ObservationQuestion, _name: str) -> Rows:
    """Observations in base units."""
    codes = tuple(cockpit.catalog.indicator(code).code for code in _words(asked.indicator))
    start, end = _period(asked.start), _period(asked.end)
    query = Query(
        codes, tuple(_words(asked.region)), (asked.grain,) if asked.grain else (), (asked.basis,) if asked.basis else (),
        None if asked.dimension == "*" else asked.dimension, start.start if start else None, end.end if end else None,
        _day(asked.as_of),
    )  # fmt: skip
    chosen = statement(reader.tables, query)
    columns = {column.name: column for column in chosen.selected_columns}
    return _page(reader, asked, chosen.order_by(columns["grain"], columns["period_start"]))


def records(cockpit: Cockpit, reader: Reader, asked: Paged, _name: str) -> Rows:
    """The records whose rows the identity may see."""
    listed = [
        {"name": name, "title": record.title, "key": ",".join(record.key), "region": record.region or "",
         "time": time_column(record) or "", "columns": ",".join([*record.columns, *record.derived])}
        for name, record in sorted(cockpit.records.items()) if may_see_rows(cockpit.grant, record)
    ]  # fmt: skip
    return _listed(reader, asked, listed, RECORD)


def record_rows(cockpit: Cockpit, reader: Reader, asked: RecordQuestion, name: str) -> Rows:
    """Rows of a record; what is not seen does not exist."""
    record = cockpit.records.get(name)
    if record is None or not may_see_rows(cockpit.grant, record):
        raise Problem(404, "not_found", "明细", f"没有明细 {name[:60]!r}", "见 /api/v1/records")
    chosen = RecordSelection(record, region(asked.region or CITY).code, _period(asked.period))
    return _page(reader, asked, record_select(reader, chosen))


def snapshots(_cockpit: Cockpit, reader: Reader, asked: Paged, _name: str) -> Rows:
    """Snapshots, newest first."""
    told = reader.tables.snapshot
    return _page(reader, asked, sa.select(*(told.c[name] for name in SNAPSHOT)).order_by(told.c.snapshot_id.desc()))


def batches(_cockpit: Cockpit, reader: Reader, asked: Paged, _name: str) -> Rows:
    """Batches, newest first."""
    told = reader.tables.batch
    columns = [column for column in told.c if not column.name.startswith("_")]
    return _page(reader, asked, sa.select(*columns).order_by(told.c.batch_id.desc()))


def cursor_of(snapshot: int, place: int) -> str:
    """Where a page begins, and on which snapshot."""
    return base64.urlsafe_b64encode(f"{snapshot}:{place}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[int | None, int]:
    """Snapshot and place of a cursor; (None, 0) without one.

    Raises:
        Problem: 400, it is none of ours.
    """
    if not text:
        return None, 0
    try:
        snapshot, place = (
            base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode("ascii").split(":")
        )
        if snapshot.isdecimal() and place.isdecimal() and max(len(snapshot), len(place)) <= 12:
            return int(snapshot), int(place)
    except ValueError:
        pass  # falls through to the same refusal: undecodable and wrongly shaped are one fault to the caller
    raise Problem(400, "bad_cursor", "cursor", "不是上一页给出的 next_cursor", "从第一页重新取")


def _page(reader: Reader, asked: Paged, chosen: sa.Select) -> Rows:
    _, place = read_cursor(asked.cursor)
    page = list(reader.batches(chosen.limit(asked.limit + 1).offset(place), BATCH_ROWS))
    table = pa.Table.from_batches(page) if page else _empty(chosen)
    more = table.num_rows > asked.limit
    following = cursor_of(reader.snapshot.id, place + asked.limit) if more else ""
    return Rows(table.slice(0, asked.limit), reader.snapshot, following)


def _listed(reader: Reader, asked: Paged, rows: list[dict[str, Any]], columns: dict[str, str]) -> Rows:
    _, place = read_cursor(asked.cursor)
    following = cursor_of(reader.snapshot.id, place + asked.limit) if place + asked.limit < len(rows) else ""
    return Rows(_table(rows[place : place + asked.limit], columns), reader.snapshot, following)


def _table(rows: list[dict[str, Any]], columns: Iterable[str]) -> pa.Table:
    kinds = {"scale": pa.float64(), "decimals": pa.int64()}
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, kinds.get(name, pa.string())) for name in columns]))


def _empty(chosen: sa.Select) -> pa.Table:
    def kind(of: object) -> pa.DataType:
        return next((arrow for known, arrow in _ARROW if isinstance(of, known)), pa.string())

    return pa.schema([(column.name, kind(column.type)) for column in chosen.selected_columns]).empty_table()


def _indicator(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code, "name": one.name_zh, "domain": one.domain, "system": one.system, "unit": one.unit.symbol,
        "base_unit": one.unit.base, "scale": one.unit.scale, "decimals": one.unit.decimals, "frequency": one.frequency,
        "kind": one.kind, "direction": one.direction, "department": one.department, "definition": one.definition,
        "formula": one.formula, "aliases": "、".join(one.aliases),
    }  # fmt: skip


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def _period(text: str) -> Period | None:
    try:
        return parse_period(text) if text else None
    except ValueError as error:  # a day that no calendar has
        raise QueryError("数据期", f"{text[:40]!r} 不是数据期", "写成 2026-10、2026Q3、2026 或 2026-10-31") from error


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise QueryError("参数 as_of", f"{text[:40]!r} 不是日期", "写成 2026-06-30") from error
