"""Reading a delimited text file in its declared encoding; broken files are refused, never half read."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from cockpit.errors import SourceEncodingError, SourceIncomplete
from loaders.header import header, spread
from loaders.text_rows import text_columns

_OTHERS = ("utf-8-sig", "gbk")


def read_delimited(
    path: Path, encoding: str, delimiter: str = ",", title_rows: int = 0, header_rows: int = 1
) -> pd.DataFrame:
    """Every row as text, empty cells as missing.

    Args:
        title_rows: rows above the header. header_rows: rows of the header; see loaders.header.

    Raises:
        SourceEncodingError: the bytes are not in the declared encoding.
        SourceIncomplete: empty, header only, or cut off before its end.
    """
    content = path.read_bytes()
    if not content.strip():
        raise SourceIncomplete(str(path), "文件是空的", "请数源单位重新导出；屏上仍是上一批")
    text = decoded(path, content, encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    rows = [(reader.line_num, row) for row in reader if row][title_rows:]  # blank lines at the end say nothing
    if len(rows) < header_rows + 1:
        raise SourceIncomplete(str(path), "只有表头，没有数据行", "请数源单位重新导出；屏上仍是上一批")
    _refuse_cut(path, text, rows)
    drawn = [row for _, row in rows[:header_rows]]
    names = header([*map(spread, drawn[:-1]), drawn[-1]], str(path))
    frame = text_columns(names, zip(*(row for _, row in rows[header_rows:]), strict=True))
    return frame.mask(frame == "")


def decoded(path: Path, content: bytes, encoding: str) -> str:
    """The text of a file.

    Raises:
        SourceEncodingError: it is not in that encoding; says in which it would be.
    """
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        fits = next((other for other in _OTHERS if _fits(content, other)), "")
        remedy = f"把映射的 encoding 改为 {fits}" if fits else "请数源单位按约定的编码重新导出"
        bad = content[error.start : error.start + 4].hex(" ")
        raise SourceEncodingError(
            f"{path}:{line}", f"声明为 {encoding}，第 {error.start} 字节（{bad}）不是", remedy
        ) from error


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_cut(path: Path, text: str, rows: list[tuple[int, list[str]]]) -> None:
    """A row of another width, or a quote that never closes, means that the file was cut or broken."""
    width, end = len(rows[0][1]), rows[-1][0]
    for number, row in rows[1:]:
        if len(row) != width:
            last = number == end
            words = "文件在这里被截断" if last else "列数不对"
            raise SourceIncomplete(
                f"{path}:{number}", f"{words}：应有 {width} 列，只有 {len(row)} 列", "请数源单位重新导出"
            )
    if text.count('"') % 2:
        raise SourceIncomplete(f"{path}:{end}", "文件被截断：引号没有结束", "请数源单位重新导出")
