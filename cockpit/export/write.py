"""A document becomes a file: which writer for which kind, and what is stated about the result."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cockpit.errors import ExportError, QueryError
from cockpit.export.columnar import write_parquet
from cockpit.export.delimited import csv_lines
from cockpit.export.document import Document
from cockpit.export.large_workbook import write_large_workbook
from cockpit.export.stated import Counted, Progress, silent
from cockpit.export.workbook import write_workbook

#: Up to so many rows a file is made at once; more go through the queue.
IMMEDIATE_ROWS = 20_000
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Written:
    """What a finished file is: its rows, its size in bytes, and its SHA-256."""

    rows: int
    size: int
    sha256: str


def write_document(
    document: Document, kind: str, target: Path, bom: bool = True, progress: Progress = silent
) -> Written:
    """Writes a document as xlsx, csv or parquet.

    Raises:
        QueryError: no such kind.
        ExportError: the file would not hold what is stated; nothing is left behind.
    """
    try:
        if kind == "xlsx":
            large = document.rows > IMMEDIATE_ROWS and len(document.sheets) == 1
            (write_large_workbook if large else write_workbook)(document, target, progress)
        elif kind == "csv":
            _write_csv(document, target, bom, progress)
        elif kind == "parquet":
            write_parquet(document, target, progress)
        else:
            raise QueryError("文件类型", f"没有 {kind[:20]!r}", "用 xlsx、csv 或 parquet")
    except ExportError:
        target.unlink(missing_ok=True)
        raise
    return written(target, document.rows)


def written(target: Path, rows: int) -> Written:
    """What a finished file is."""
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(rows, target.stat().st_size, digest)


def _write_csv(document: Document, target: Path, bom: bool, progress: Progress) -> None:
    (sheet,) = document.sheets
    counted = Counted(sheet, progress)
    with target.open("wb") as file:
        file.writelines(csv_lines(counted.watched(), bom))
    counted.verify()
