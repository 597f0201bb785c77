"""Files of the drop folder: an Excel sheet, a GBK table, a table with a byte-order mark, a JSON list."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from cockpit.clock import BEIJING


class DropFolder:
    """Writes each file under another name first, renames it, and dates it to the day of the delivery."""

    def __init__(self, folder: Path, moment: datetime) -> None:
        self._folder = folder
        self._moment = moment
        folder.mkdir(parents=True, exist_ok=True)

    def workbook(self, name: str, sheet: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Writes an XLSX file with one sheet."""
        part = self._part(name)
        book = xlsxwriter.Workbook(str(part))
        book.set_properties({"created": self._moment})
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, list(records[0]))
        for row, record in enumerate(records, start=1):
            page.write_row(row, 0, list(record.values()))
        book.close()
        self._finish(part, name)

    def table(self, name: str, frame: pd.DataFrame, encoding: str) -> None:
        """Writes a CSV file in an encoding."""
        part = self._part(name)
        frame.to_csv(part, index=False, encoding=encoding, lineterminator="\r\n")
        self._finish(part, name)

    def objects(self, name: str, records: Sequence[Mapping[str, str]]) -> None:
        """Writes a JSON list."""
        part = self._part(name)
        part.write_text(json.dumps(list(records), ensure_ascii=False, indent=1), encoding="utf-8")
        self._finish(part, name)

    def _part(self, name: str) -> Path:
        return self._folder / f".{name}.part"

    def _finish(self, part: Path, name: str) -> None:
        seconds = self._moment.replace(tzinfo=BEIJING).timestamp()  # wherever the machine stands
        os.utime(part, (seconds, seconds))
        os.replace(part, self._folder / name)
