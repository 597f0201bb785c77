"""Reading a sheet of an Excel workbook as text."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cockpit.errors import SourceIncomplete, SourceShapeError


def read_spreadsheet(path: Path, sheet: str) -> pd.DataFrame:
    """Every row below the first as text; the first row is the header.

    Raises:
        SourceIncomplete: not a whole workbook, or no rows. SourceShapeError: no such sheet.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, EOFError) as error:
        raise SourceIncomplete(str(path), f"不是完整的 Excel 文件({error})", "请数源单位重新导出") from error
    with closing(book):
        if sheet and sheet not in book.sheetnames:
            raise SourceShapeError(str(path), f"没有工作表 {sheet};有:{'、'.join(book.sheetnames)}", "改映射的 sheet")
        rows = list(book[sheet or book.sheetnames[0]].iter_rows(values_only=True))
    if len(rows) < 2:
        raise SourceIncomplete(str(path), "没有数据行", "请数源单位重新导出;屏上仍是上一批")
    header = [str(name).strip() for name in rows[0]]
    return pd.DataFrame([[_text(cell) for cell in row] for row in rows[1:]], columns=header, dtype="str")


def _text(cell: Any) -> str | None:
    """A cell as its text: whole floats without .0, dates as ISO."""
    if cell is None:
        return None
    if isinstance(cell, (datetime, date)):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
