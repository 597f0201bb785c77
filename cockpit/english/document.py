"""A page's HTML in English: its texts and spoken attributes; what stays Chinese carries lang="zh-CN".

What is data (names of people, firms and vessels, titles of events and papers) stands where given.yaml says and stays as
delivered. A text of the cockpit that has no message yet stays Chinese too, marked `data-untranslated`: never lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import orjson
from markupsafe import escape

from cockpit.english.sentence import CHINESE, FOREIGN, Piece, Translator, capital
from metrics.declaration import Declaration, Document, refuse

#: Attributes that are read on screen or aloud.
SPOKEN = frozenset({"title", "aria-label", "placeholder", "alt", "data-name", "aria-description"})
#: The attribute that holds the columns of a grid as JSON.
COLUMNS = "data-columns"
#: Elements whose text flows on beside the text around them.
_INLINE = frozenset({"a", "b", "i", "em", "strong", "span", "small", "code", "sub", "sup", "tspan"})
#: Elements that hold no other element: what stays Chinese marks the element itself.
_BARE = frozenset({"option", "title", "textarea", "text"})
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_RAW = frozenset({"script", "style"})
_LANG = 'lang="zh-CN"'
_UNTRANSLATED = f'{_LANG} data-untranslated=""'
FILE = Path(__file__).with_name("given.yaml")


def columns(translator: Translator, told: str) -> str:
    """The columns of a grid (cockpit.view.row_grid) with their titles in English."""
    return orjson.dumps(
        [
            column | {"title": "".join(p.text for p in capital(translator.pieces(column["title"])))}
            for column in orjson.loads(told)
        ]
    ).decode()


class Given(Declaration):
    """Where data stands: cells under these headings, facts under these terms, elements of these classes and attributes.

    `titled`: classes in which the first heading is the name of a thing.
    """

    headings: frozenset[str]
    terms: frozenset[str]
    classes: frozenset[str]
    attributes: frozenset[str]
    titled: frozenset[str]


@cache
def given() -> Given:
    """What given.yaml says.

    Raises:
        CatalogError: the file is not as it should be.
    """
    faults: list[str] = []
    told = Document(FILE).model(Given, faults)
    refuse(str(FILE), faults)
    assert told is not None
    return told


@dataclass
class _Open:
    """An element that is not closed yet."""

    tag: str
    classes: frozenset[str]
    given: bool
    place: int
    headings: list[str] = field(default_factory=list)
    cell: int = 0
    term: str = ""
    text: str = ""


class Page(HTMLParser):
    """Reads markup as cockpit.view writes it and writes it anew in English."""

    def __init__(self, translator: Translator) -> None:
        super().__init__(convert_charrefs=True)
        self._translator, self._out = translator, list[str]()
        self._open: list[_Open] = [_Open("", frozenset(), False, -1)]
        self._last = ""  # the character before, when nothing but inline tags lies between

    def english(self, markup: str) -> str:
        """The markup in English."""
        self.feed(markup)
        self.close()
        return "".join(self._out)

    def within(self, tag: str, attributes: dict[str, str], markup: str) -> str:
        """The inside of an element in English; attributes as React names them."""
        told = {"class" if name == "className" else name: str(value) for name, value in attributes.items()}
        classes = frozenset(told.get("class", "").split())
        self._open.append(_Open(tag, classes, self._is_given(tag, classes, told), -1))
        return self.english(markup)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element written as closed: as it is, its spoken attributes in English."""
        raw = self.get_starttag_text() or ""
        self._out.append(self._spoken(raw, dict(attrs)) if FOREIGN.search(raw) else raw)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins: its spoken attributes in English, the rest as it is."""
        told = dict(attrs)
        raw = self.get_starttag_text() or ""
        classes = frozenset((told.get("class") or "").split())
        if tag not in _INLINE:
            self._last = ""
        if FOREIGN.search(raw):
            raw = self._spoken(raw, told)
        if tag == "html" and told.get("lang") == "zh-CN":
            raw = raw.replace('lang="zh-CN"', 'lang="en"')
        self._out.append(raw)
        if tag not in _VOID and not raw.endswith("/>"):
            self._open.append(_Open(tag, classes, self._is_given(tag, classes, told), len(self._out) - 1))

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag not in _INLINE:
            self._last = ""
        self._out.append(f"</{self._svg(tag)}>")
        if any(element.tag == tag for element in self._open[1:]):
            while self._open[-1].tag != tag:
                self._open.pop()
            self._closed(self._open.pop())

    def handle_data(self, data: str) -> None:
        """A text: in English, or marked."""
        own = self._open[-1]
        if own.tag in _RAW:
            self._out.append(data)
            return
        for element in self._open:
            if element.tag in ("th", "dt"):
                element.text += data
        joined, begins = " " if self._last and data[:1] and _touch(self._last, data[0]) else "", not self._last
        self._last = data[-1:] if data.strip() else self._last and data[-1:]
        if not FOREIGN.search(data):
            self._out.append(joined + str(escape(data)))
            return
        translator = self._for_here()
        if "unit" in own.classes and data in translator.units:
            self._out.append(str(escape(translator.units[data].behind(""))))
            return
        pieces = translator.labelled(own.tag, data)
        self._write(own, joined, capital(pieces) if begins and data not in translator.units else pieces, data)

    def handle_decl(self, decl: str) -> None:
        """The document type, as it is."""
        self._out.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        """A comment, as it is."""
        self._out.append(f"<!--{data}-->")

    def _write(self, own: _Open, joined: str, pieces: tuple[Piece, ...], data: str) -> None:
        is_data = any(element.given for element in self._open)
        if is_data and not all(piece.known for piece in pieces):
            pieces = (Piece(data, known=False),)
        for piece in pieces:
            shown = str(escape(piece.text))
            mark = _LANG if piece.known or is_data else _UNTRANSLATED
            if not CHINESE.search(piece.text):
                self._out.append(joined + shown)
            elif own.tag in _BARE:
                self._mark(own, mark)
                self._out.append(joined + shown)
            else:
                self._out.append(f"{joined}<span {mark}>{shown}</span>")
            joined = ""

    def _for_here(self) -> Translator:
        """A wall says it in fewer words."""
        walled = any(name.startswith("wall-") for element in self._open for name in element.classes)
        return self._translator.wall if walled else self._translator

    def _mark(self, own: _Open, mark: str) -> None:
        start = self._out[own.place]
        if own.place >= 0 and "lang=" not in start:
            self._out[own.place] = f"{start[:-1]} {mark}>"

    def _spoken(self, raw: str, told: dict[str, str | None]) -> str:
        for name, value in told.items():
            if name == COLUMNS and value:
                raw = raw.replace(f'{name}="{escape(value)}"', f'{name}="{escape(columns(self._translator, value))}"')
            if name in SPOKEN and value and FOREIGN.search(value):
                said = "".join(piece.text for piece in capital(self._for_here().pieces(value))).strip()
                raw = raw.replace(f'{name}="{escape(value)}"', f'{name}="{escape(said)}"')
        return raw

    def _is_given(self, tag: str, classes: frozenset[str], told: Mapping[str, str | None] | Mapping[str, str]) -> bool:
        where = given()
        if classes & where.classes or where.attributes & told.keys():
            return True
        if tag == "h1":
            return any(element.classes & where.titled for element in self._open)
        if tag in ("td", "th"):
            table, row = self._around("table"), self._around("tr")
            row.cell += 1
            return tag == "td" and bool(where.headings & set(table.headings[row.cell - 1 : row.cell]))
        return tag == "dd" and (self._around("div").term or self._around("dl").term) in where.terms

    def _around(self, tag: str) -> _Open:
        return next((element for element in reversed(self._open) if element.tag == tag), self._open[0])

    def _closed(self, element: _Open) -> None:
        if element.tag == "th" and self._around("thead").tag:
            self._around("table").headings.append(element.text.strip())
        elif element.tag == "dt":
            self._open[-1].term = element.text.strip()

    def _svg(self, tag: str) -> str:
        """The parser lowers names; SVG's own are camel case and closed as they were opened."""
        own = next((e for e in reversed(self._open) if e.tag == tag), None)
        return self._out[own.place][1 : 1 + len(tag)] if own is not None and own.place >= 0 else tag


def _touch(before: str, after: str) -> bool:
    """Whether two texts that follow one another need a space in English: one of them was Chinese and both are words."""
    chinese = CHINESE.match(before) or CHINESE.match(after)
    return bool(chinese) and (before.isalnum() or before in "%”）") and (after.isalnum() or after in "“（")
