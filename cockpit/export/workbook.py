"""The workbook to forward: title and facts, the rows with real numbers, a sheet of definitions, ready to print."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cockpit.export.table_file import DEMO, TableFile
from cockpit.selection import places
from metrics.model import Indicator

_WIDTHS = {"指标": 30, "区域": 10, "数据期": 16, "计法": 10, "数值": 14, "单位": 9, "状态": 7, "数据截至": 12,
           "责任部门": 20, "来源": 28, "指标代码": 22, "区域代码": 12, "口径": 60}  # fmt: skip
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}


def write_workbook(table: TableFile) -> bytes:
    """Sheets 数据, 口径 and 说明. Text is written as text, so nothing is computed on opening."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        _data(book, book.add_worksheet("数据"), table)
        _definitions(book, book.add_worksheet("口径"), table.indicators)
        _facts(book, book.add_worksheet("说明"), table)
    return out.getvalue()


def _data(book: Workbook, sheet: Worksheet, table: TableFile) -> None:
    title = book.add_format(_FONT | {"bold": True, "font_size": 14})
    note = book.add_format(_FONT | {"font_color": "#667788"})
    head = book.add_format(_FONT | {"bold": True, "bottom": 1, "bg_color": "#EAEFF3"})
    facts = dict(table.facts)
    sheet.write_string(0, 0, table.title.replace("_", " ") + ("(含演示数据)" if table.demo else ""), title)
    sheet.write_string(1, 0, f"{facts['数据期']} · {facts['区域']} · 快照 {facts['快照']} · {facts['行数']} 行", note)
    for column, name in enumerate(table.frame.columns):
        sheet.write_string(3, column, name, head)
        sheet.set_column(column, column, _WIDTHS.get(name, 12))
    _rows(book, sheet, table)
    last = max(3 + len(table.frame), 4)
    sheet.autofilter(3, 0, last, len(table.frame.columns) - 1)
    sheet.freeze_panes(4, 1)
    _print_setup(sheet, table)


def _rows(book: Workbook, sheet: Worksheet, table: TableFile) -> None:
    text = book.add_format(_FONT)
    formats = {n: book.add_format(_FONT | {"num_format": "#,##0" + ("." + "0" * n if n else "")}) for n in range(7)}
    decimals = places(table.frame, table.indicators)
    for number, (row, shown) in enumerate(zip(table.frame.to_dict("records"), decimals, strict=True), start=4):
        for column, (name, value) in enumerate(row.items()):
            if name == "数值":
                _number(sheet, number, column, value, formats[min(shown, 6)])
            else:
                sheet.write_string(number, column, str(value), text)


def _number(sheet: Worksheet, row: int, column: int, value: Any, style: Any) -> None:
    """Missing stays an empty cell; it is never a zero."""
    if pd.isna(value):
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, float(value), style)


def _definitions(book: Workbook, sheet: Worksheet, indicators: tuple[Indicator, ...]) -> None:
    head = book.add_format(_FONT | {"bold": True, "bottom": 1, "bg_color": "#EAEFF3"})
    text = book.add_format(_FONT | {"text_wrap": True, "valign": "top"})
    columns = (("指标", 26), ("单位", 10), ("口径", 60), ("公式", 40), ("分子", 24), ("分母", 24), ("责任部门", 20),
               ("指标代码", 22), ("备注", 40))  # fmt: skip
    for column, (name, width) in enumerate(columns):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, width)
    for number, one in enumerate(indicators, start=1):
        cells = (one.name_zh, one.unit.symbol, one.definition, one.formula, one.numerator, one.denominator,
                 one.department, one.code, one.notes)  # fmt: skip
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell, text)
    sheet.freeze_panes(1, 1)


def _facts(book: Workbook, sheet: Worksheet, table: TableFile) -> None:
    bold = book.add_format(_FONT | {"bold": True, "valign": "top"})
    text = book.add_format(_FONT | {"text_wrap": True})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 80)
    for number, (name, value) in enumerate(table.facts):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, value, text)


def _print_setup(sheet: Worksheet, table: TableFile) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    mark = f"{DEMO}数据 · " if table.demo else ""
    sheet.set_footer(f"&L{mark}快照 {table.snapshot}&R第 &P 页 共 &N 页")
