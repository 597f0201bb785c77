"""CSV that Excel opens right: UTF-8 with BOM, CRLF, numbers as numbers, text that no spreadsheet computes."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pandas as pd

from cockpit.export.table_file import TableFile

#: First characters by which spreadsheets take a text for a formula, full-width forms included.
_FORMULA = "=+-@\t\r＝＋－＠"


def write_csv(table: TableFile, bom: bool = True) -> bytes:
    """Header and rows, nothing else: what the file is stands in its name and columns."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.frame.columns)
    writer.writerows([_cell(value) for value in row] for row in table.frame.itertuples(index=False))
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return neutral(value)
    return "" if pd.isna(value) else plain(float(value))


def plain(value: float) -> str:
    """A number without exponent and without float noise."""
    return format(Decimal(repr(value)).normalize(), "f")


def neutral(text: str) -> str:
    """A text that a spreadsheet shows instead of computing it (OWASP: CSV injection)."""
    return f"'{text}" if text[:1] and text[0] in _FORMULA else text
