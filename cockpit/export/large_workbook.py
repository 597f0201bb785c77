"""The same workbook for hundreds of thousands of rows: one data sheet, written in flat memory by rust_xlsxwriter.

Its formats are per column, not per cell; everything else (title, facts, frozen header, filter, A4, footer, definitions)
is as in cockpit.export.workbook.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from rustpy_xlsxwriter import Format, write_worksheets

from cockpit.errors import ExportError
from cockpit.export import sheet_text
from cockpit.export.document import SHEET_ROWS, Document, sheet_titles
from cockpit.export.stated import Progress, Witness, silent, state
from cockpit.export.workbook import A4

_PAPER = {"landscape": True, "paper_size": A4, "fit_to_pages": (1, 0),
          "margins": {"left": 0.5, "right": 0.5, "top": 0.7, "bottom": 0.7}}  # fmt: skip


def write_large_workbook(document: Document, target: Path, progress: Progress = silent) -> None:
    """Writes a document of one sheet.

    Raises:
        ExportError: more rows than a sheet of Excel holds, or other rows were written than are stated.
    """
    (sheet,) = document.sheets
    head = 3 + len(sheet.notes)
    if sheet.rows + head + 1 > SHEET_ROWS:
        raise ExportError(sheet.title, f"{sheet.rows:,} 行，Excel 一张表最多 1,048,576 行", "改用 CSV，或缩小范围")
    (one,) = state(document, progress)
    (name,) = sheet_titles(document.sheets)
    sheets, options = _sheets(document, one, name, head)
    write_worksheets(sheets, str(target), **options)
    one.verify()


def _sheets(document: Document, one: Witness, name: str, head: int) -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    cover, sheet = document.cover, one.sheet
    rows = pa.RecordBatchReader.from_batches(sheet.schema, one.watched().batches())
    texts = [column for column, _ in sheet_text.DEFINITION_COLUMNS]
    told = [dict(zip(texts, cells, strict=True)) for cells in sheet_text.definitions(cover)]
    facts = [{"项目": name, "内容": value} for name, value in sheet_text.facts(cover, (one,))]
    sheets: list[tuple[str, Any]] = [(name, rows), *([("口径", told)] if told else []), ("说明", facts)]
    return sheets, {
        "header_row": {name: head},
        "freeze_panes": {"general": {"row": 1, "col": 1}, name: {"row": head + 1, "col": 1}},
        "merge_ranges": {name: _above(document, one)},
        "column_formats": {
            name: [_format(sheet_text.column_format(column)) for column in sheet.columns],
            "口径": [_format("@").set_text_wrap().set_align("top") for _ in texts],
            "说明": [_format("@").set_text_wrap().set_align("top") for _ in range(2)],
        },
        "column_widths": {
            name: [float(column.width) for column in sheet.columns],
            "口径": [float(width) for _, width in sheet_text.DEFINITION_COLUMNS],
            "说明": [26.0, 90.0],
        },
        "header_format": {
            "general": _format("@").set_bold().set_border_bottom("thin").set_background_color(sheet_text.HEAD_FILL)
        },
        "autofilter": {name: True},
        "page_setup": {
            "general": _PAPER,
            name: _PAPER | {"repeat_rows": head, "footer": sheet_text.footer(cover, one),
                            "header": f"&L&8{cover.subject}&R&8水印 {cover.watermark}"},
        },
    }  # fmt: skip


def _above(document: Document, one: Witness) -> list[tuple[Any, ...]]:
    last = max(len(one.sheet.columns) - 1, 1)
    title = sheet_text.title(document.cover, one.sheet.title, single=True)
    lines = [(title, _format("@").set_bold().set_font_size(sheet_text.TITLE_SIZE))]
    lines += [
        (text, _format("@").set_font_color(sheet_text.NOTE_COLOR))
        for text in sheet_text.above(document.cover, one.sheet.notes)
    ]
    return [(row, 0, row, last, text, style) for row, (text, style) in enumerate(lines)]


def _format(shape: str) -> Format:
    """Text is marked with Excel's own sign for text, so that it stays text when a cell is edited."""
    style = Format().set_font_name(sheet_text.FONT).set_font_size(sheet_text.TEXT_SIZE).set_num_format(shape)
    return style.set_quote_prefix() if shape == "@" else style
