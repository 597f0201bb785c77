"""A plain table of a frame: sticky header, right-aligned tabular figures, missing as —."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html
from markupsafe import Markup, escape

from cockpit.view.attributes import attributes
from metrics.light import COLORS, light

#: A number with its sign or arrow and a unit; a date, a period or a name that begins with a number is not one.
_FIGURE = re.compile(
    r"[+\-−▲▼]? ?[\d,]+(\.\d+)? ?([%‰亿万元吨艘次件个家项天分名户人小时百点亩米公里节海分钟度起例所辆台张条处平方立千瓦]{0,5})"
)
#: The column that cites sources, each spelled as the source is.
CITED = "来源"
#: Columns whose longest cell is at most so wide never break; from the other width on they keep room (one letter is 1,
#: a Chinese character 2). Columns beyond the last one, and the first, follow the browser.
_BRIEF, _WORDY, _LAST = 16, 28, 12
#: Decimals a column of numbers shows at most.
_DECIMALS = 2
_LIGHTS = {f"{given.shape} {given.word}": given.color for given in map(light, COLORS, [""] * len(COLORS))}


def table(
    frame: pd.DataFrame, caption: str, links: Mapping[str, list[str]] | None = None, class_name: str = ""
) -> html.Table:
    """An HTML table of a frame whose column names are the header cells (with their unit).

    `links` gives, per column, the address of each cell. Numbers are shown as they are: format before.
    """
    numeric = [_is_numeric(frame[column]) for column in frame.columns]
    frame = pd.DataFrame({name: _shown(frame.iloc[:, at]) for at, name in enumerate(frame.columns)}, dtype=object)
    head = html.Thead(html.Tr([_head(name, number) for name, number in zip(frame.columns, numeric, strict=True)]))
    columns = [_cells(frame[name].to_list(), (links or {}).get(str(name)), number, name == CITED)
               for name, number in zip(frame.columns, numeric, strict=True)]  # fmt: skip
    rows = Markup("").join(Markup(f"<tr>{''.join(cells)}</tr>") for cells in zip(*columns, strict=True))
    parts: list[Any] = [html.Caption(caption)] if caption else []
    widths = " ".join(["data-table", *_widths(frame, numeric), class_name])
    return html.Table([*parts, head, html.Tbody(rows)], className=widths.strip(),
                      **attributes({"data-ready": "1"}))  # fmt: skip


def _widths(frame: pd.DataFrame, numeric: list[bool]) -> list[str]:
    """One class per column of text, counted from 1: what must not break (`b3`), what needs room (`w3`), and what needs
    some on a phone (`m3`; assets/20-shape.css, 25-phone.css)."""
    longest = [max(map(_width, frame.iloc[:, at]), default=0) for at in range(min(len(numeric), _LAST))]
    return [
        f"{'b' if width <= _BRIEF else 'm' if width < _WORDY else 'w'}{at + 1}"
        for at, width in enumerate(longest)
        if at and not numeric[at]
    ]


def _width(text: str) -> int:
    return sum(1 if letter < "\u2e80" else 2 for letter in text)


def _head(name: Any, number: bool) -> html.Th:
    return html.Th(str(name), className="num" if number else "", scope="col")


def _cells(texts: list[str], links: list[str] | None, numeric: bool, cited: bool) -> list[str]:
    """The cells of a column, written out: a page has thousands, and as components each cost as much as a paragraph."""
    told = ' data-cited="1"' if cited else ""
    return [
        f"<td{_cell_class(text, numeric)}{told}>{_linked(text, links[at] if links else '')}</td>"
        for at, text in enumerate(texts)
    ]


def _linked(text: str, address: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text) if address else escape(text)


def _cell_class(text: str, numeric: bool) -> str:
    """Numbers stand right, by column; a cell that is a light takes its colour."""
    name = f"light-{_LIGHTS[text]}" if text in _LIGHTS else "num" if numeric else ""
    return f' class="{name}"' if name else ""


def _shown(column: pd.Series) -> list[str]:
    """The cells of a column as text; numbers of one column have the same number of decimals."""
    if not pd.api.types.is_float_dtype(column):
        return [cell_text(value) for value in column]
    known = [float(value) for value in column if pd.notna(value)]
    places = next(
        (n for n in range(_DECIMALS) if all(abs(value - round(value, n)) < 1e-9 for value in known)), _DECIMALS
    )
    return ["—" if pd.isna(value) else f"{float(value):,.{places}f}" for value in column]


def _is_numeric(column: pd.Series) -> bool:
    """Numbers, or figures as text among which some are missing (—) or hidden (*)."""
    if pd.api.types.is_numeric_dtype(column):
        return True
    told = [text for text in map(cell_text, column) if text not in ("—", "*")]
    return bool(told) and all(map(_figure, told))


def _figure(content: Any) -> bool:
    return isinstance(content, str) and _FIGURE.fullmatch(content) is not None


def cell_text(value: Any) -> str:
    """A cell as text: missing is —, numbers keep thousands separators."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)
