"""What the quality rules found in one batch: every rule that failed, and the cells it flagged."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext
from cockpit.view.table import table
from metrics.field_name import field_name
from metrics.quality import ACTIONS, CHECKS, DIMENSIONS

#: Flagged cells on screen.
SHOWN = 200
_DONE = {"": "通过", "note": ACTIONS["note"], "flag": ACTIONS["flag"], "block": ACTIONS["block"]}


def batch_findings(context: PageContext, number: int) -> html.Section:
    """The rules of a batch that found something, and how many found nothing."""
    finding = context.reader.tables.finding
    frame = context.reader.select(sa.select(finding).where(finding.c.batch_id == number))
    failed = frame[frame["failed"] > 0]
    words = (
        f"检查 {len(frame)} 条规则，{len(frame) - len(failed)} 条全部通过。"
        if len(frame)
        else "这一批没有按质量规则检查。"
    )
    body: list[Any] = [html.P(words, className="panel-note")]
    if len(failed):
        shown = pd.DataFrame(
            {
                "维度": failed["dimension"].map(DIMENSIONS), "规则": [CHECKS[name][1] for name in failed["check"]],
                "信息项": [_columns(rule) for rule in failed["rule"]], "检查": [f"{n:,}" for n in failed["checked"]],
                "不符": [f"{n:,}" for n in failed["failed"]], "处置": failed["action"].map(_DONE),
                "说明": failed["words"],
            }
        )  # fmt: skip
        body.append(html.Div(table(shown, ""), className="scroll-x", tabIndex="0"))
    return html.Section(
        [html.Header(html.H2("质量检查"), className="section-head"), *body, *_cells(context, number)],
        className="panel below",
    )


def _columns(rule: str) -> str:
    return "、".join(field_name(name) for name in rule.split(":")[1:]) or "整批"


def _cells(context: PageContext, number: int) -> list[Any]:
    flag = context.reader.tables.flag
    chosen = sa.select(flag).where(flag.c.batch_id == number).order_by(flag.c.rule, flag.c.row_key).limit(SHOWN)
    frame = context.reader.select(chosen)
    if frame.empty:
        return []
    shown = pd.DataFrame(
        {
            "行（业务主键）": frame["row_key"], "列": [field_name(name) for name in frame["column_name"]],
            "值": frame["value"], "原因": frame["words"],
        }
    )  # fmt: skip
    note = f"列出前 {SHOWN} 格。" if len(frame) == SHOWN else f"标记 {len(frame)} 格。"
    return [html.Div(table(shown, ""), className="scroll-x below"), html.P(note, className="panel-note")]
