"""One dataset: what it is, its fields, the rules it must follow, its batches, and the indicators it feeds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.delivery import OBSERVATION
from cockpit.errors import Forbidden
from cockpit.moment import day, day_and_time
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext
from cockpit.view.origin import origin_words
from cockpit.view.overdue import late_words
from cockpit.view.table import table
from metrics.category_change import changes, held
from metrics.engines import ENGINES
from metrics.field_name import field_name
from metrics.model import Indicator
from metrics.observation import COLUMNS
from metrics.quality import ACTIONS, CHECKS, CYCLES, DIMENSIONS, RULE, columns_of, rule_key

TYPES = {
    "text": "文本", "integer": "整数", "number": "数值", "datetime": "时间", "date": "日期", "str": "文本",
    "float64": "数值", "datetime64[us]": "时间", "int64": "整数",
}  # fmt: skip
OBSERVED = {
    "indicator": "指标代码", "region": "区域", "grain": "粒度", "period_start": "数据期起", "period_end": "数据期止",
    "basis": "计法", "dimension": "分组", "member": "分组成员", "value": "数值（基本单位）", "numerator": "分子",
    "denominator": "分母", "text": "原文", "status": "状态", "quality": "数值性质", "as_of": "数据截至",
    "vintage": "发布日（修订另存一版）", "note": "出处", "batch": "批次",
}  # fmt: skip


PROTOCOLS = {
    "sql": "交换库表", "folder": "报送文件", "http": "下载文件", "open_portal": "开放平台网关", "share_gateway": "共享网关",
    "irs_gateway": "一体化资源系统网关", "ckan": "开放目录接口", "data_package": "数据包", "sdmx": "统计数据交换",
    "mqtt": "消息流",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field of a dataset as the catalog shows it."""

    name: str
    title: str
    meaning: str
    kind: str
    unit: str
    key: bool


def fields_of(context: PageContext, target: str) -> list[Field]:
    """The fields of what a dataset fills."""
    if target == OBSERVATION:
        return [Field(name, OBSERVED[name], "", TYPES[kind], "", False) for name, kind in COLUMNS.items()]
    record = context.cockpit.records[target]
    return [
        Field(name, field_name(name), column.title, TYPES[column.type], column.unit, name in record.key)
        for name, column in record.columns.items()
    ]


def dataset_rows(context: PageContext, target: str) -> int | None:
    """Standing rows of what a dataset fills; None where this identity may not read them."""
    tables = context.reader.tables
    try:
        table_ = tables.current if target == OBSERVATION else tables.record(target)
    except Forbidden:
        return None
    chosen = sa.select(sa.func.count().label("n")).select_from(table_)
    if target == OBSERVATION:
        chosen = chosen.where(table_.c.batch > 0)
    return int(context.reader.select(chosen)["n"].iloc[0])


def dataset_panels(context: PageContext, row: Any) -> list[Any]:
    """The body of one dataset's page; `row` as datasets() gives it."""
    return [
        html.Header(
            html.Div([html.H1(row["title"]), html.P(row["summary"] or "没有摘要。", className="question")]),
            className="headline",
        ),
        html.Div(
            [_panel("目录属性", _facts(row)), _panel("供给的指标", _indicators(context, row["target"]))],
            className="two",
        ),
        _panel("信息项", html.Div(_fields(context, row["target"]), className="scroll-x", tabIndex="0"), below=True),
        *_replaced(context, row["target"]),
        _panel("质量规则", _rules(context, row), below=True),
        _panel("批次", _batches(context, row["source"]), below=True),
    ]


def _panel(title: str, body: Any, below: bool = False) -> html.Section:
    return html.Section(
        [html.Header(html.H2(title), className="section-head"), body],
        className="panel below" if below else "panel",
        **attributes({"data-ready": "1"}),
    )


def _facts(row: Any) -> html.Dl:
    shares = {"unconditional": "无条件共享", "conditional": "有条件共享", "none": "不予共享"}
    opens = {"open": "无条件开放", "limited": "受限开放", "none": "不开放"}
    late = "" if pd.isna(row["late"]) else f"，{late_words(row['late'], row['cycle'])}"
    reached = "—" if pd.isna(row["reached"]) else f"{day_and_time(row['reached'])}"
    facts = [
        ("提供部门", row["owner"]), ("更新周期", CYCLES[row["cycle"]]), ("数据截至", f"{reached}{late}"),
        ("共享类型", shares[row["share"]]), ("共享条件", row["share_condition"]), ("开放属性", opens[row["open"]]),
        ("接入方式", PROTOCOLS.get(row["protocol"], "接口")), ("位置", origin_words(row["origin"])),
        ("有效记录", "按权限不显示" if pd.isna(row["rows"]) else f"{int(row['rows']):,} 条"),
        ("数据性质", "演示数据" if row["demo"] else "已公布数据"),
    ]  # fmt: skip
    return html.Dl([html.Div([html.Dt(name), html.Dd(text)]) for name, text in facts if text], className="definition")


def fed(indicators: Mapping[str, Indicator], record: str) -> list[Indicator]:
    """The indicators that are measured or computed from a record."""
    found = []
    for indicator in indicators.values():
        measured = indicator.measure is not None and indicator.measure.record == record
        engine = ENGINES.get(indicator.computation.engine) if indicator.computation else None
        if measured or (engine is not None and record in engine.records):
            found.append(indicator)
    return found


def _indicators(context: PageContext, target: str) -> Any:
    catalog = context.cockpit.catalog
    if target == OBSERVATION:
        current = context.reader.tables.current
        chosen = sa.select(current.c.indicator).where(current.c.batch > 0).distinct()
        codes = set(context.reader.select(chosen)["indicator"])
        found = [indicator for code, indicator in catalog.indicators.items() if code in codes]
    else:
        found = fed(catalog.indicators, target)
    if not found:
        return html.P("不直接供给指标，用于对照、分组或目标。", className="state-empty")
    links = [html.A(i.name_zh, href=context.href(f"/indicator/{i.code}")) for i in found]
    return html.Div(
        [
            html.P(f"{len(found)} 项；停更会影响这些数字。", className="panel-note"),
            html.Div(links, className="link-row"),
        ]
    )


def _fields(context: PageContext, target: str) -> html.Table:
    found = fields_of(context, target)
    frame = pd.DataFrame(
        {
            "信息项": [field.title for field in found], "说明": [field.meaning or "—" for field in found],
            "类型": [field.kind for field in found], "单位": [field.unit or "—" for field in found],
            "主键": ["是" if field.key else "" for field in found],
            "字段": [field.name for field in found],
        }
    )  # fmt: skip
    return table(frame, "")


def _replaced(context: PageContext, target: str) -> list[html.Section]:
    """Categories of the dataset's columns that were replaced, old beside new; nothing where there are none."""
    record = context.cockpit.records.get(target)
    told = [change for change in changes() if record is not None and change.column in record.columns]
    if not told:
        return []
    frame = pd.DataFrame(
        {
            "信息项": [field_name(change.column) for change in told],
            "旧类目": [change.old for change in told],
            "新类目": [change.new for change in told],
            "并入同一新类目": ["、".join(held(change.column, change.new)) for change in told],
            "启用": [day(change.since) if change.since else "待确认" for change in told],
            "依据": [f"{change.basis}（待主管部门确认）" if "D" in change.basis else change.basis for change in told],
        }
    )
    return [_panel("类目新旧对照", html.Div(table(frame, ""), className="scroll-x"), below=True)]


def _rules(context: PageContext, row: Any) -> Any:
    rules = [RULE.validate_python(rule) for rule in json.loads(row["rules"] or "[]")]
    if not rules:
        return html.P("未设质量规则。", className="state-empty")
    names = {field.name: field.title for field in fields_of(context, row["target"])}
    finding = context.reader.tables.finding
    newest = sa.select(sa.func.max(finding.c.batch_id)).where(finding.c.source == row["source"]).scalar_subquery()
    found = context.reader.select(
        sa.select(finding).where(finding.c.source == row["source"], finding.c.batch_id == newest)
    )
    frame = pd.DataFrame(
        {
            "维度": [DIMENSIONS[CHECKS[r.check][0]] for r in rules],
            "规则": [CHECKS[r.check][1] for r in rules],
            "信息项": ["、".join(names.get(c, c) for c in columns_of(r)) or "整批" for r in rules],
            "不符时": [_then(r) for r in rules],
        }
    )
    told = found.drop_duplicates("rule").set_index("rule")
    for title, name in (("最近检查", "checked"), ("不符", "failed")):
        frame[title] = [f"{told.loc[rule_key(r), name]:,}" if rule_key(r) in told.index else "—" for r in rules]
    return html.Div(table(frame, ""), className="scroll-x", tabIndex="0")


def _then(rule: Any) -> str:
    words = ACTIONS[rule.then]
    if rule.block_above is not None and rule.then != "block":
        words += "，有一处即拦下" if rule.block_above == 0 else f"，超过 {rule.block_above:.0%} 拦下整批"
    return str(words)


def _batches(context: PageContext, source: str) -> html.Div:
    batch = context.reader.tables.batch
    chosen = sa.select(batch).where(batch.c.source == source).order_by(batch.c.batch_id.desc()).limit(20)
    frame = context.reader.select(chosen)
    words = {"ok": "已发布", "failed": "失败", "unchanged": "无变化", "blocked": "被拦下"}
    shown = pd.DataFrame(
        {
            "批次": [str(n) for n in frame["batch_id"]], "入舱": [day_and_time(t) for t in frame["finished"]],
            "读入行": [f"{n:,}" for n in frame["rows_read"]], "采用行": [f"{n:,}" for n in frame["rows_accepted"]], "退回行": [f"{n:,}" for n in frame["rows_rejected"]],
            "变化行": [f"{n:,}" for n in frame["rows_changed"]], "状态": frame["status"].map(words), "说明": frame["message"],
        }
    )  # fmt: skip
    return html.Div(
        table(shown, "", {"批次": [f"/batches?batch={n}" for n in frame["batch_id"]]}),
        className="scroll-x",
        tabIndex="0",
    )
