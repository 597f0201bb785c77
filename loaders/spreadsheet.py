"""Reading a sheet of an Excel workbook as text, merged header cells included."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cockpit.errors import SourceIncomplete, SourceShapeError
from loaders.header import header
from loaders.text_rows import text, text_columns


def read_spreadsheet(path: Path, sheet: str, title_rows: int = 0, header_rows: int = 1) -> pd.DataFrame:
    """Every row below the header as text; empty rows say nothing.

    Args:
        title_rows: rows above the header. header_rows: rows of the header; see loaders.header.

    Raises:
        SourceIncomplete: not a whole workbook, or no rows. SourceShapeError: no such sheet, or a name twice.
    """
    merged = header_rows > 1  # only a workbook read whole knows which cells are merged
    try:
        book = load_workbook(path, read_only=not merged, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, EOFError) as error:
        raise SourceIncomplete(str(path), f"不是完整的 Excel 文件（{error}）", "请数源单位重新导出") from error
    with closing(book):
        if sheet and sheet not in book.sheetnames:
            raise SourceShapeError(str(path), f"没有工作表 {sheet}；有：{'、'.join(book.sheetnames)}", "改映射的 sheet")
        page = book[sheet or book.sheetnames[0]]
        if merged:
            _fill_merged(page, title_rows + header_rows)
        rows = [[_text(cell) for cell in row] for row in page.iter_rows(min_row=title_rows + 1)]
    told = [row for row in rows[header_rows:] if any(cell is not None for cell in row)]
    if not told:
        raise SourceIncomplete(str(path), "没有数据行", "请数源单位重新导出；屏上仍是上一批")
    width = _width(rows[:header_rows])
    names = header([row[:width] for row in rows[:header_rows]], str(path))
    return text_columns(names, zip(*(row[:width] for row in told), strict=True))


def _width(drawn: Sequence[Sequence[str | None]]) -> int:
    """Columns up to the last one with a name; Excel counts formatted empty ones too."""
    return max(at for row in drawn for at, cell in enumerate(row, start=1) if cell is not None or at == 1)


def _fill_merged(page: Any, last: int) -> None:
    """Writes the value of each merged cell of the header into all the cells it covers."""
    for area in list(page.merged_cells.ranges):
        if area.min_row <= last:
            value = page.cell(area.min_row, area.min_col).value
            page.unmerge_cells(str(area))
            for row, column in area.cells:
                page.cell(row, column).value = value


def _text(cell: Any) -> str | None:
    """A cell as people see it: a percentage with its sign, because 0.946 in a column of % would be a hundredth of it."""
    value, shape = cell.value, getattr(cell, "number_format", None) or ""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in shape:
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    return text(value)
