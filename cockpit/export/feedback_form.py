"""The feedback form (反馈单) of a quality problem: what is wrong, which cells, what is asked of the department."""

from __future__ import annotations

import io

import pandas as pd
import xlsxwriter

from cockpit.export.mark import Mark
from cockpit.quality.feedback import ANSWER_DAYS
from cockpit.quality.problem import STATES, QualityProblem
from cockpit.store.embedded import Snapshot
from metrics.quality import ACTIONS, DIMENSIONS

_FONT = {"font_name": "Microsoft YaHei", "font_size": 11}
_COLUMNS = {"batch_id": "批次", "row_key": "行（业务主键）", "column_name": "列", "value": "值", "words": "原因"}


def write_feedback_form(problem: QualityProblem, cells: pd.DataFrame, snapshot: Snapshot, mark: Mark) -> bytes:
    """Sheets 反馈单 (one page, with room for the department's answer) and 明细 (every failing cell, as text)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("反馈单")
        title = book.add_format(_FONT | {"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
        name = book.add_format(_FONT | {"bold": True, "border": 1, "valign": "vcenter", "bg_color": "#EAEFF3"})
        text = book.add_format(_FONT | {"border": 1, "text_wrap": True, "valign": "vcenter"})
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 76)
        sheet.merge_range(0, 0, 0, 1, "公共数据质量问题反馈单", title)
        sheet.set_row(0, 36)
        for row, (label, value) in enumerate(_facts(problem, len(cells), snapshot, mark), start=1):
            sheet.write_string(row, 0, label, name)
            sheet.write_string(row, 1, value, text)
            sheet.set_row(row, 90 if label.startswith("数源部门答复") else 24 + 14 * (len(value) // 40))
        sheet.set_footer(f"&R&8水印 {mark.watermark}")
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        detail = book.add_worksheet("明细")
        for column, label in enumerate(_COLUMNS.values()):
            detail.write_string(0, column, label, name)
            detail.set_column(column, column, 24)
        for row, values in enumerate(cells[list(_COLUMNS)].itertuples(index=False), start=1):
            for column, value in enumerate(values):
                detail.write_string(row, column, "" if pd.isna(value) else str(value), text)
        detail.freeze_panes(1, 0)
    return out.getvalue()


def _facts(problem: QualityProblem, cells: int, snapshot: Snapshot, mark: Mark) -> list[tuple[str, str]]:
    due = f"{problem.due:%Y年%-m月%-d日}" if problem.due else f"退回后 {ANSWER_DAYS} 天"
    steps = "\n".join(f"{step.at:%Y年%-m月%-d日 %H:%M} {step.who}：{step.words}" for step in problem.steps)
    return [
        ("编号", f"第 {problem.id} 号"), ("送", problem.owner), ("数据来源", problem.title),
        ("质量维度", DIMENSIONS[problem.dimension]), ("问题", problem.words),  # type: ignore[index]
        ("本系统处置", ACTIONS[problem.action]), ("涉及", f"{cells} 格，见“明细”" if cells else "整批"),  # type: ignore[index]
        ("发现于", f"批次 {problem.opened_batch}，{problem.opened_at:%Y年%-m月%-d日 %H:%M}"),
        ("状态", STATES[problem.state]), ("请于此日前答复", due), ("经过", steps),
        ("数源部门答复\n（原因、改正时间）", ""), ("填单", f"{mark.who}，{mark.now:%Y年%-m月%-d日 %H:%M}，快照 {snapshot.id}"),
        ("水印编号", mark.watermark),
        ("说明", "本单由驾驶舱生成，不代表已送达；是否改正以下一批数据为准。"),
    ]  # fmt: skip
