"""The catalog of data: every dataset with owner, fields, update cycle, sharing, last batch, and how far behind it is.

Three measures that are never mixed: 类 (catalogs), 项 (fields), 条 (standing rows; deleted and repeated ones not counted).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.moment import day
from cockpit.quality.standing import last_batches
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext, page_context
from cockpit.view.control import field
from cockpit.view.dataset import dataset_panels, dataset_rows, fields_of
from cockpit.view.overdue import late_words
from cockpit.view.page import page
from cockpit.view.shell import shell
from cockpit.view.table import table
from metrics.quality import CYCLES
from metrics.release_calendar import calendar

CRUMBS = [("/", "总览"), ("/data", "公共数据"), ("/data/catalog", "数据目录")]
SHARES = {"unconditional": "无条件共享", "conditional": "有条件共享", "none": "不予共享"}
OPENS = {"open": "无条件开放", "limited": "受限开放", "none": "不开放"}
#: What the plan counts at the end of 2020, for the scale of things (plan, 一(一)).
PLAN = "规划起点（2020年末，全市平台）：2299 类、2.4 万项、4.2 亿条"


@page("data_catalog")
def data_catalog_page(**query: str) -> html.Div:
    """The layout of `/data/catalog`; `q` searches, `dataset` opens one."""
    context = page_context(query)
    frame = datasets(context)
    chosen = frame[frame["source"] == context.query.get("dataset", "")]
    if len(chosen):
        title = str(chosen["title"].iloc[0])
        body = dataset_panels(context, chosen.iloc[0])
        return shell(context, "/data/catalog", [*CRUMBS, ("", title)], body, filtered=False)
    return shell(context, "/data/catalog", CRUMBS, _overview(context, frame), filtered=False)


def datasets(context: PageContext) -> pd.DataFrame:
    """Every dataset: the columns of table `dataset`, its last batch, `rows` that stand, `items`, `late` in days."""
    reader = context.reader
    dataset = reader.tables.dataset
    frame = reader.select(sa.select(dataset).order_by(dataset.c.owner, dataset.c.title))
    last = last_batches(reader, reader.tables)[["source", "batch_id", "status", "finished", "message"]]
    reached = reader.select(_reached(context))
    frame = frame.merge(last, on="source", how="left").merge(reached, on="source", how="left")
    frame["rows"] = [dataset_rows(context, target) for target in frame["target"]]
    frame["items"] = [len(fields_of(context, target)) for target in frame["target"]]
    moments = [None if pd.isna(moment) else moment for moment in frame["reached"]]
    due = [calendar(context.cockpit.catalog, *told) for told in zip(frame["target"], frame["cycle"], strict=True)]
    late = [own.days_late(moment, context.now) for own, moment in zip(due, moments, strict=True)]
    frame["late"] = pd.Series(late, index=frame.index, dtype="float64")
    return frame


def _reached(context: PageContext) -> sa.Select:
    batch = context.reader.tables.batch
    return sa.select(batch.c.source, sa.func.max(batch.c.as_of).label("reached")).group_by(batch.c.source)


def _overview(context: PageContext, frame: pd.DataFrame) -> list[Any]:
    wanted = context.query.get("q", "").strip()
    found = frame[_matches(context, frame, wanted)] if wanted else frame
    return [
        _headline(frame),
        _search(wanted, len(found)),
        html.Section(
            html.Div(_table(found), className="scroll-x", tabIndex="0") if len(found) else html.P("没有匹配的数据集。", className="state-empty"),
            className="panel",
            **attributes({"data-ready": "1"}),
        ),
        html.P(
            "条数是去重、剔除已删除后的有效存量；多个来源并入同一张表的只计一次。"
            "“条”与“类”“项”量纲不同，不相加。" + PLAN + "。", className="panel-note below",
        ),
    ]  # fmt: skip


def _headline(frame: pd.DataFrame) -> html.Header:
    once = frame.drop_duplicates("target")
    rows, items = once["rows"].dropna(), once["items"]
    late = int((frame["late"] > 0).sum())
    counted = [
        (f"{len(frame):,}", "类目录", "catalogs"), (f"{int(items.sum()):,}", "项信息项", "items"),
        (f"{int(rows.sum()):,}", "条有效记录", "records"), (f"{late}", "类超期未更新", "late"),
    ]  # fmt: skip
    spans = [
        html.Span([html.B(value), f" {word}"], className="count", **attributes({"data-count": name}))
        for value, word, name in counted
    ]
    shared = int((frame["share"] != "none").sum())
    opened = int((frame["open"] != "none").sum())
    words = f"已接入本驾驶舱的数据集；{shared} 类可共享，{opened} 类可向社会开放。"
    return html.Header(
        [html.Div([html.H1("数据目录"), html.P(words, className="question")]), html.Div(spans, className="counts")],
        className="headline",
    )


def _search(wanted: str, count: int) -> html.Form:
    hint = "查数据集：名称、部门、字段、摘要"
    return html.Form(
        [
            field({"aria-label": hint}, name="q", type="search", value=wanted, placeholder=hint),
            html.Button("查找", type="submit", className="button primary"),
            html.Span(f"“{wanted}”：{count} 类", className="muted") if wanted else None,
        ],
        action="/data/catalog", method="get", className="search-line", role="search",
    )  # fmt: skip


def _matches(context: PageContext, frame: pd.DataFrame, wanted: str) -> pd.Series:
    """Datasets that say every word somewhere: title, owner, summary, table, or the name of a field."""
    texts = []
    for row in frame.itertuples():
        fields = " ".join(f"{field.name} {field.title}" for field in fields_of(context, row.target))
        texts.append(f"{row.title} {row.owner} {row.summary} {row.source} {fields}".lower())
    words = wanted.lower().split()
    return pd.Series([all(word in text for word in words) for text in texts], index=frame.index)


def _table(frame: pd.DataFrame) -> html.Table:
    shown = pd.DataFrame(
        {
            "数据集": frame["title"], "提供部门": frame["owner"], "更新周期": frame["cycle"].map(CYCLES),
            "共享": frame["share"].map(SHARES), "开放": frame["open"].map(OPENS), "信息项": frame["items"],
            "有效记录（条）": ["—" if pd.isna(n) else f"{int(n):,}" for n in frame["rows"]],
            "数据截至": ["—" if pd.isna(moment) else day(moment) for moment in frame["reached"]],
            "时效": [late_words(late, cycle) for late, cycle in zip(frame["late"], frame["cycle"], strict=True)],
            "最近批次": [_batch_words(row) for row in frame.itertuples()],
            "性质": ["演示数据" if demo else "已公布" for demo in frame["demo"]],
        }
    )  # fmt: skip
    links = {
        "数据集": [f"/data/catalog?dataset={source}" for source in frame["source"]],
        "最近批次": ["" if pd.isna(n) else f"/batches?batch={int(n)}" for n in frame["batch_id"]],
    }
    return table(shown, "", links)


def _batch_words(row: Any) -> str:
    if pd.isna(row.batch_id):
        return "—"
    word = {"ok": "", "unchanged": "（无变化）", "failed": "（失败）", "blocked": "（被拦下）"}[row.status]
    return f"{int(row.batch_id)}{word}"
