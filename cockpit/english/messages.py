"""What the cockpit says, in English: gettext catalogs (po/screens/*.po) and the names of what it speaks about.

A msgid is the Chinese text with `{}` for every numeral, date, name or quoted text; the msgstr says {0}, {1}, …;
`{0:item|items}` writes the numeral with the noun in its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from metrics.declaration import refuse

PO = Path(__file__).with_name("po")
FOLDER = PO / "screens"


@dataclass(frozen=True)
class Words:
    """`messages` are texts with holes; `names` are found inside of texts too (indicators, places, departments).

    `brief`: units are written short.
    """

    messages: Mapping[str, str]
    names: Mapping[str, str]
    brief: bool = False


@cache
def messages(folder: Path = FOLDER) -> dict[str, str]:
    """Every message of a folder.

    Raises:
        CatalogError: a message twice with different words, without words, or one that loses or invents a hole.
    """
    told: dict[str, str] = {}
    faults: list[str] = []
    for file in sorted(folder.glob("*.po")):
        for chinese, english, line in _read(file):
            faults += [f"{file.name}:{line} {fault}" for fault in _faults(chinese, english, told)]
            told[chinese] = english
    refuse(str(folder), faults)
    return told


def _read(file: Path) -> Iterator[tuple[str, str, int]]:
    with file.open("rb") as stream:
        entry: Message
        for entry in read_po(stream, locale="en", abort_invalid=True):
            if entry.id:
                context = f"{entry.context}\x04" if entry.context else ""
                yield context + str(entry.id), str(entry.string or ""), entry.lineno or 0


def _faults(chinese: str, english: str, told: Mapping[str, str]) -> Iterator[str]:
    if not english:
        yield f"没有译文：{chinese}"
    elif told.get(chinese, english) != english:
        yield f"同一句有两种译法：{chinese}"
    elif holes(english) != set(range(chinese.count("{}"))):
        yield f"译文的占位与原文不符：{chinese}"


def holes(english: str) -> set[int]:
    """The holes an English text fills; {-1} when it cannot be read."""
    try:
        return {int(name) for _, name, _, _ in Formatter().parse(english) if name is not None}
    except ValueError:
        return {-1}
