"""What is stated is what is in the file: the rows and checksum of each sheet are told first and proved while writing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa

from cockpit.errors import ExportError
from cockpit.export.delimited import content_sum, csv_header, csv_rows
from cockpit.export.document import Document, Sheet

Progress = Callable[[int], None]
_REMEDY = "重新导出；再次出现请报告管理员"


def silent(_rows: int) -> None:
    """Nobody wants to know how far it is."""


class Counted:
    """A sheet whose rows are counted as they pass to a writer."""

    def __init__(self, sheet: Sheet, progress: Progress = silent) -> None:
        self.sheet, self.seen, self._progress = sheet, 0, progress

    def watched(self) -> Sheet:
        """The same sheet; whoever runs over it is counted."""
        return replace(self.sheet, batches=self._batches)

    def _batches(self) -> Iterator[pa.RecordBatch]:
        self.seen = 0
        for batch in self.sheet.batches():
            self.seen += batch.num_rows
            self._progress(self.seen)
            yield batch

    def verify(self) -> None:
        """Goes on only if as many rows passed as the sheet states.

        Raises:
            ExportError: it were more or fewer.
        """
        if self.seen != self.sheet.rows:
            raise ExportError(self.sheet.title, f"声明 {self.sheet.rows} 行，写出 {self.seen} 行", _REMEDY)


class Witness(Counted):
    """A sheet whose content was summed before, and is summed again as it passes."""

    def __init__(self, sheet: Sheet, sha256: str, progress: Progress = silent) -> None:
        super().__init__(sheet, progress)
        self.sha256, self._digest = sha256, hashlib.sha256()

    def _batches(self) -> Iterator[pa.RecordBatch]:
        self._digest = hashlib.sha256(csv_header(self.sheet))
        for batch in super()._batches():
            self._digest.update(csv_rows(batch))
            yield batch

    def verify(self) -> None:
        """Goes on only if exactly the stated rows passed.

        Raises:
            ExportError: other rows passed than were stated.
        """
        super().verify()
        if self._digest.hexdigest() != self.sha256:
            raise ExportError(self.sheet.title, "写出的内容与校验不一致", _REMEDY)


def state(document: Document, progress: Progress = silent) -> tuple[Witness, ...]:
    """A witness for every sheet, after a first run over all rows.

    Raises:
        ExportError: a sheet does not hold as many rows as it says.
    """
    return tuple(_stated(sheet, progress) for sheet in document.sheets)


def _stated(sheet: Sheet, progress: Progress) -> Witness:
    rows, digest = content_sum(sheet)
    if rows != sheet.rows:
        raise ExportError(sheet.title, f"声明 {sheet.rows} 行，查到 {rows} 行", _REMEDY)
    return Witness(sheet, digest, progress)
