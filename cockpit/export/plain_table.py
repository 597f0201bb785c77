"""A plain table as a file: every cell as text or number, the facts of what it is beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pandas as pd
import xlsxwriter

from cockpit.export.delimited import neutral

Facts = Sequence[tuple[str, str]]


def plain_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with BOM and CRLF; text that no spreadsheet computes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows(
        [neutral("" if pd.isna(value) else str(value)) for value in row] for row in frame.itertuples(index=False)
    )
    return out.getvalue().encode("utf-8-sig")


def plain_workbook(title: str, frame: pd.DataFrame, facts: Facts) -> bytes:
    """Sheets 数据 and 说明."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        font = {"font_name": "Microsoft YaHei", "font_size": 10}
        bold, text = book.add_format(font | {"bold": True}), book.add_format(font)
        sheet = book.add_worksheet("数据")
        sheet.write_string(0, 0, title, bold)
        for column, name in enumerate(frame.columns):
            sheet.write_string(2, column, str(name), bold)
            sheet.set_column(column, column, 16)
        for row, values in enumerate(frame.itertuples(index=False), start=3):
            for column, value in enumerate(values):
                sheet.write_string(row, column, "" if pd.isna(value) else str(value), text)
        sheet.freeze_panes(3, 0)
        told = book.add_worksheet("说明")
        told.set_column(0, 0, 14)
        told.set_column(1, 1, 80)
        for row, (name, value) in enumerate(facts):
            told.write_string(row, 0, name, bold)
            told.write_string(row, 1, value, text)
    return out.getvalue()
