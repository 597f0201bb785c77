"""Text of a printed page as it was written: Chromium tells some characters by their radical's code (口 as ⼝), we mend it.

A glyph that a font shares between a character and a Kangxi radical gets the radical's code in the PDF, so that searching
or copying 口岸 fails. The codes stand in the ToUnicode tables (PDF 32000-1, 9.10.3) and nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

_BLOCK = re.compile(rb"\d+ beginbf(char|range)\s(.*?)endbf\1", re.DOTALL)
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
#: Kangxi radicals and the radicals supplement.
_RADICALS = (0x2E80, 0x2FDF)
#: Those of the supplement that Unicode does not fold by itself (EquivalentUnifiedIdeograph.txt).
_SUPPLEMENT = str.maketrans(
    "⺁⺄⺓⺝⺟⺠⺩⺫⻁⻄⻅⻆⻉⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻭⻰⻳",
    "厂乙幺月母民王目虎西见角贝车长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_MOST = 100  # entries of a block, by the standard


def finish(target: Path, title: str, watermark: str) -> int:
    """Mends the text of a PDF in its place and tells its title and watermark; returns its pages."""
    writer = PdfWriter(clone_from=PdfReader(target))
    for position in range(len(writer._objects)):
        found = writer._objects[position]
        table = found.get("/ToUnicode") if isinstance(found, dict) else None
        if table is not None and found.get("/Type") == "/Font":
            stream = table.get_object()
            told = StreamObject()
            told.set_data(mended(stream.get_data()))
            found[NameObject("/ToUnicode")] = writer._add_object(told.flate_encode())
    writer.add_metadata({"/Title": title, "/Keywords": f"水印编号 {watermark}"})
    writer.write(target)
    return len(writer.pages)


def mended(table: bytes) -> bytes:
    """A ToUnicode table whose radicals are the characters they stand for."""
    return _BLOCK.sub(lambda block: _blocks(block.group(1), block.group(2)), table)


def _blocks(kind: bytes, content: bytes) -> bytes:
    if kind == b"char":
        pairs = [(int(code, 16), _plain(told)) for code, told in _CHAR.findall(content)]
        width = max((len(code) for code, _ in _CHAR.findall(content)), default=4)
    else:
        found = _RANGE.findall(content)
        if not any(_RADICALS[0] <= int(told, 16) + n <= _RADICALS[1] for a, b, told in found if len(told) == 4
                   for n in (0, int(b, 16) - int(a, 16))):  # fmt: skip
            return b"%d beginbfrange\n%sendbfrange" % (len(found), content)
        width = max(len(first) for first, _, _ in found)
        pairs = [(code, _plain(b"%04X" % (int(told, 16) + code - int(a, 16)))) for a, b, told in found
                 for code in range(int(a, 16), int(b, 16) + 1)]  # fmt: skip
    lines = [b"<%0*X> <%s>\n" % (width, code, told) for code, told in pairs]
    pieces = [lines[start : start + _MOST] for start in range(0, len(lines), _MOST)]
    return b"\n".join(b"%d beginbfchar\n%sendbfchar" % (len(piece), b"".join(piece)) for piece in pieces)


def _plain(told: bytes) -> bytes:
    code = int(told, 16)
    if len(told) != 4 or not _RADICALS[0] <= code <= _RADICALS[1]:
        return told
    return unicodedata.normalize("NFKC", chr(code).translate(_SUPPLEMENT)).encode("utf-16-be").hex().upper().encode()
