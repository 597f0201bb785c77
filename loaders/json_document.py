"""Reading a JSON file: a list of objects, one per row, at the top or at a dotted path."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from cockpit.errors import SourceEncodingError, SourceIncomplete, SourceShapeError
from loaders.gateways.answers import rows_at, text_frame


def read_json(path: Path, rows_path: str = "") -> pd.DataFrame:
    """Every object as a row of text.

    Raises:
        SourceIncomplete: empty or cut off. SourceShapeError: no list of objects. SourceEncodingError: not UTF-8.
    """
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceEncodingError(
            str(path), f"第 {error.start} 字节不是 UTF-8", "请数源单位用 UTF-8 重新导出"
        ) from error
    except json.JSONDecodeError as error:
        words = f"第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON（{error.msg}）；文件可能被截断"
        raise SourceIncomplete(f"{path}:{error.lineno}", words, "请数源单位重新导出") from error
    if not rows_path and (not isinstance(content, list) or not all(isinstance(row, dict) for row in content)):
        raise SourceShapeError(str(path), "不是对象的列表", "应为 [{…}, {…}]，或在映射里写明 rows_path")
    rows = rows_at(content, rows_path, str(path))
    if not rows:
        raise SourceIncomplete(str(path), "没有数据行", "请数源单位重新导出；屏上仍是上一批")
    return text_frame(rows)
