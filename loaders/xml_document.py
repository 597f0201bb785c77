"""Reading an XML file: one element per row, its children and attributes are the columns; entities are refused."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import pandas as pd
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cockpit.errors import SourceIncomplete, SourceShapeError
from loaders.delimited import decoded
from loaders.gateways.answers import text_frame

_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


def read_xml(path: Path, rows_path: str, encoding: str) -> pd.DataFrame:
    """Every row element as a row of text: child elements by name, attributes by @name.

    Args:
        rows_path: names of elements from below the root to the row (`data/row`). encoding: when the file declares none.

    Raises:
        SourceIncomplete: empty, cut off, or no rows. SourceShapeError: it declares entities, or no row is there.
        SourceEncodingError: the bytes are not in the encoding.
    """
    content = path.read_bytes()
    if not content.strip():
        raise SourceIncomplete(str(path), "文件是空的", "请数源单位重新导出；屏上仍是上一批")
    declared = _DECLARATION.match(content.removeprefix(b"\xef\xbb\xbf"))
    # Python's parser knows no GBK: the bytes are decoded here and the declaration is taken away.
    written = decoded(path, content, declared[1].decode() if declared else encoding)
    written = re.sub(r"^\s*<\?xml.*?\?>", "", written.removeprefix("\ufeff"), count=1, flags=re.DOTALL)
    rows = [_row(element) for element in _root(path, written).iterfind(_any_namespace(rows_path))]
    if not rows:
        raise SourceShapeError(str(path), f"没有元素 {rows_path}", "改映射的 rows_path")
    return text_frame(rows)


def _root(path: Path, written: str) -> Element:
    try:
        root: Element = fromstring(written, forbid_dtd=True)
    except DefusedXmlException as error:
        words = "文件声明了实体或 DTD，可能用来读取本机文件或耗尽内存"
        raise SourceShapeError(str(path), words, "请数源单位去掉 DOCTYPE 后重新导出") from error
    except ParseError as error:
        line, column = error.position
        words = f"第 {line} 行第 {column} 列不是合法的 XML（{str(error.msg).split(':')[0]}）；文件可能被截断"
        raise SourceIncomplete(f"{path}:{line}", words, "请数源单位重新导出") from error
    return root


def _any_namespace(rows_path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in rows_path.split("/"))


def _row(element: Element) -> dict[str, str | None]:
    cells: dict[str, str | None] = {f"@{name}": value for name, value in element.attrib.items()}
    for child in element:
        cells[child.tag.rpartition("}")[2]] = (child.text or "").strip() or None
    return cells
