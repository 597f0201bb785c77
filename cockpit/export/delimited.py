"""CSV that Excel opens right: UTF-8 with BOM, CRLF, numbers as numbers, text that no spreadsheet computes.

Written column by column in Arrow: the lines of a batch are one string array, whose data are the bytes of the file.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from cockpit.export.document import Sheet

#: First characters by which spreadsheets take a text for a formula, full-width forms included (OWASP: CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BOM = b"\xef\xbb\xbf"
_STARTS = pa.array(FORMULA)


def csv_lines(sheet: Sheet, bom: bool = True) -> Iterator[bytes]:
    """Header and rows, nothing else, in pieces: what the file is stands in its name and columns."""
    yield (BOM if bom else b"") + csv_header(sheet)
    for batch in sheet.batches():
        yield csv_rows(batch)


def csv_header(sheet: Sheet) -> bytes:
    """The header line."""
    head = io.StringIO(newline="")
    csv.writer(head, lineterminator="\r\n").writerow(column.name for column in sheet.columns)
    return head.getvalue().encode()


def content_sum(sheet: Sheet) -> tuple[int, str]:
    """How many rows the sheet really has, and the SHA-256 of its CSV without BOM: the content's own checksum."""
    digest, rows = hashlib.sha256(csv_header(sheet)), 0
    for batch in sheet.batches():
        digest.update(csv_rows(batch))
        rows += batch.num_rows
    return rows, digest.hexdigest()


def csv_rows(batch: pa.RecordBatch) -> bytes:
    """The lines of a batch."""
    if not batch.num_rows:
        return b""
    cells = [_cells(column) for column in batch.columns]
    cells[-1] = pc.binary_join_element_wise(cells[-1], "\r\n", "")
    lines = cells[0] if len(cells) == 1 else pc.binary_join_element_wise(*cells, ",")
    lines = lines.combine_chunks() if isinstance(lines, pa.ChunkedArray) else lines
    # The offsets tell where this array's text lies in the buffer; between its ends there is nothing else.
    offsets = memoryview(lines.buffers()[1]).cast("B").cast("q" if pa.types.is_large_string(lines.type) else "i")
    first, last = offsets[lines.offset], offsets[lines.offset + len(lines)]
    return memoryview(lines.buffers()[2])[first:last].tobytes()


def _cells(column: pa.Array) -> pa.Array:
    """A column as text, missing as empty."""
    if pa.types.is_timestamp(column.type):
        text = column.cast(pa.string())  # a cast is twenty times as fast as strftime, and writes fractions of a second
        return pc.fill_null(pc.utf8_slice_codeunits(text, 0, 19), "")
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        return pc.fill_null(_numbers(column), "")
    return _quoted(neutral(pc.fill_null(column.cast(pa.string()), "")))


def _numbers(column: pa.Array) -> pa.Array:
    """Numbers without exponent and without float noise; whole ones without a point."""
    text = pc.replace_substring_regex(pc.cast(column, pa.string()), r"^(-?\d+)\.0$", r"\1")
    strange = pc.fill_null(pc.match_substring(text, "e"), False)
    if not pc.any(strange).as_py():
        return text
    return pa.array([None if v is None else plain(v) for v in column.to_pylist()], pa.string())


def neutral(column: pa.Array) -> pa.Array:
    """Texts that a spreadsheet shows instead of computing them: an apostrophe before those that look like formulas."""
    risky = pc.is_in(pc.utf8_slice_codeunits(column, 0, 1), _STARTS)
    if not pc.any(risky).as_py():
        return column
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def _quoted(column: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(column, '[",\r\n]')
    if not pc.any(special).as_py():
        return column
    return pc.if_else(
        special, pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', ""), column
    )


def plain(value: float) -> str:
    """A number without exponent and without float noise."""
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
