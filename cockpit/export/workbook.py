"""The workbook to forward: title and facts, rows with real numbers, definitions, ready to print on A4."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cockpit.export import sheet_text
from cockpit.export.delimited import FORMULA
from cockpit.export.document import Cover, Document, sheet_titles
from cockpit.export.stated import Progress, Witness, silent, state

_FONT = {"font_name": sheet_text.FONT, "font_size": sheet_text.TEXT_SIZE}
_HEAD = _FONT | {"bold": True, "bottom": 1, "bg_color": sheet_text.HEAD_FILL, "valign": "vcenter"}
A4 = 9


def write_workbook(document: Document, target: Path | BinaryIO, progress: Progress = silent) -> None:
    """One sheet per sheet of the document, then 口径 and 说明; every cell may have a format of its own.

    For files that are made at once; a file of many rows is written by cockpit.export.large_workbook.

    Raises:
        ExportError: other rows were written than are stated.
    """
    witnesses = state(document, progress)
    taken = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, taken) as book:
        book.set_properties({"title": document.cover.subject, "comments": f"水印编号 {document.cover.watermark}"})
        look = Look(book)
        for name, one in zip(sheet_titles(document.sheets), witnesses, strict=True):
            _sheet(book.add_worksheet(name), look, document, one)
            one.verify()
        if document.cover.indicators:
            _definitions(book.add_worksheet("口径"), look, document.cover)
        _facts(book.add_worksheet("说明"), look, document.cover, witnesses)


class Look:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book, self._kept = book, {}  # type: Workbook, dict[str, Any]

    def of(self, **facts: Any) -> Any:
        """The format with these properties on the cockpit's font."""
        key = repr(sorted(facts.items()))
        if key not in self._kept:
            self._kept[key] = self._book.add_format(_FONT | facts)
        return self._kept[key]


def _sheet(sheet: Worksheet, look: Look, document: Document, one: Witness) -> None:
    cover, content = document.cover, one.sheet
    single = len(document.sheets) == 1
    sheet.write_string(0, 0, sheet_text.title(cover, content.title, single), look.of(bold=True, font_size=14))
    for row, text in enumerate(sheet_text.above(cover, content.notes), start=1):
        sheet.write_string(row, 0, text, look.of(font_color=sheet_text.NOTE_COLOR))
    head = 3 + len(content.notes)
    for position, column in enumerate(content.columns):
        sheet.write_string(head, position, column.name, look.of(**_HEAD))
        sheet.set_column(position, position, column.width)
    _rows(sheet, look, one, head + 1)
    sheet.autofilter(head, 0, head + max(one.sheet.rows, 1), len(content.columns) - 1)
    sheet.freeze_panes(head + 1, 1)
    _print_setup(sheet, cover, one, head)


def _rows(sheet: Worksheet, look: Look, one: Witness, row: int) -> None:
    first = row
    for batch in one.watched().batches():
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            decimals = one.sheet.decimals[row - first] if one.sheet.decimals else None
            for position, value in enumerate(values):
                _cell(sheet, look, (row, position), value, one, decimals)
            row += 1


def _cell(sheet: Worksheet, look: Look, place: tuple[int, int], value: Any, one: Witness, decimals: int | None) -> None:
    """Missing stays an empty cell; it is never a zero."""
    column = one.sheet.columns[place[1]]
    shape = sheet_text.column_format(column)
    if column.kind == "number" and decimals is not None and not column.as_is:
        shape = sheet_text.number_format(decimals)
    if value is None:
        sheet.write_blank(*place, None, look.of(num_format=shape))
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, value, look.of(num_format=shape))
    elif isinstance(value, str):
        risky = {"quote_prefix": True} if value.startswith(FORMULA) else {}
        sheet.write_string(*place, value, look.of(num_format=shape, **risky))
    else:
        sheet.write_number(*place, value, look.of(num_format=shape))


def _definitions(sheet: Worksheet, look: Look, cover: Cover) -> None:
    for position, (name, width) in enumerate(sheet_text.DEFINITION_COLUMNS):
        sheet.write_string(0, position, name, look.of(**_HEAD))
        sheet.set_column(position, position, width)
    for row, cells in enumerate(sheet_text.definitions(cover), start=1):
        for position, cell in enumerate(cells):
            sheet.write_string(row, position, cell, look.of(text_wrap=True, valign="top"))
    sheet.freeze_panes(1, 1)
    _paper(sheet)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&8口径&R&8第 &P 页 共 &N 页")


def _facts(sheet: Worksheet, look: Look, cover: Cover, witnesses: tuple[Witness, ...]) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(sheet_text.facts(cover, witnesses)):
        sheet.write_string(row, 0, name, look.of(bold=True, valign="top"))
        sheet.write_string(row, 1, value, look.of(text_wrap=True))
    _paper(sheet)


def _print_setup(sheet: Worksheet, cover: Cover, one: Witness, head: int) -> None:
    _paper(sheet)
    sheet.repeat_rows(head)
    sheet.set_header(f"&L&8{cover.subject}&R&8水印 {cover.watermark}")
    sheet.set_footer(sheet_text.footer(cover, one))


def _paper(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
