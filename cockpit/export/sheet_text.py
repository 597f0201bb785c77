"""The words on every sheet: lines above the header, footer, definitions and facts; both workbook writers use them."""

from __future__ import annotations

from cockpit.export.document import Column, Cover
from cockpit.export.stated import Witness

FONT = "Microsoft YaHei"
TITLE_SIZE, TEXT_SIZE = 14, 10
HEAD_FILL, NOTE_COLOR = "#EAEFF3", "#667788"
#: Facts that stand above the header; the sheet 说明 has them all.
ABOVE = ("数据期", "区域", "单位", "数据截至", "筛选")
DEFINITION_COLUMNS = (
    ("指标", 26), ("单位", 10), ("口径", 60), ("公式", 40), ("分子", 24), ("分母", 24), ("责任部门", 20), ("备注", 40), ("指标代码", 22),
)  # fmt: skip


def title(cover: Cover, sheet_title: str, single: bool) -> str:
    """The line at the top of a sheet."""
    own = cover.subject if single else f"{cover.subject} · {sheet_title}"
    return own + ("（含演示数据）" if cover.demo else "")


def above(cover: Cover, notes: tuple[str, ...]) -> list[str]:
    """Lines between title and header."""
    facts = dict(cover.facts)
    told = [f"{name}：{facts[name]}" for name in ABOVE if facts.get(name)]
    return ["    ".join(told), f"快照 {cover.snapshot}    水印编号 {cover.watermark}", *notes]


def footer(cover: Cover, witness: Witness) -> str:
    """The print footer: mark, rows, checksum, watermark, page of pages."""
    mark = "演示数据 · " if cover.demo else ""
    return (
        f"&L&8{mark}快照 {cover.snapshot} · 共 {witness.sheet.rows} 行 · 校验 {witness.sha256[:16]}"
        f"&C&8水印 {cover.watermark}&R&8第 &P 页 共 &N 页"
    )


def definitions(cover: Cover) -> list[tuple[str, ...]]:
    """Rows of the sheet 口径 under DEFINITION_COLUMNS."""
    return [
        (i.name_zh, i.unit.symbol, i.definition, i.formula, i.numerator, i.denominator, i.department, i.notes, i.code)
        for i in cover.indicators
    ]  # fmt: skip


def facts(cover: Cover, witnesses: tuple[Witness, ...]) -> list[tuple[str, str]]:
    """Rows of the sheet 说明: every fact, and rows and checksum of every sheet."""
    told = [*cover.facts, ("快照", str(cover.snapshot)), ("水印编号", cover.watermark)]
    told.append(("导出时间", f"{cover.made_at:%Y年%-m月%-d日 %H:%M}"))
    told.append(
        ("数据性质", "含演示数据：状态为“演示”的数由演示平台生成，不是统计数字" if cover.demo else "已公布数字")
    )
    told.append(("舍入", "显示按各指标的小数位四舍五入，单元格里是未舍入的值；分项合计可能因四舍五入与总数不等"))
    for one in witnesses:
        told.append((f"“{one.sheet.title}”行数", str(one.sheet.rows)))
        told.append((f"“{one.sheet.title}”内容校验", f"{one.sha256}（同表无 BOM 的 CSV 的 SHA-256）"))
    return told


def number_format(decimals: int | None) -> str:
    """Excel's format of a number with so many decimals."""
    return "General" if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")


def column_format(column: Column) -> str:
    """Excel's format of a column; text is declared as text, so that nothing is computed when a cell is edited."""
    if column.kind == "number":
        return number_format(column.decimals)
    return {"text": "@", "time": "yyyy-mm-dd hh:mm", "day": "yyyy-mm-dd"}[column.kind]
