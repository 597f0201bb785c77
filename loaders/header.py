"""Headers of several rows, as people draw them: cells merged across and down become one name per column."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.errors import SourceShapeError


def header(rows: Sequence[Sequence[str | None]], place: str) -> list[str]:
    """Names of the columns: the different words above each other, joined by a blank; blanks inside a word are gone.

    Args:
        rows: header rows, merged cells already filled (`spread`).

    Raises:
        SourceShapeError: two columns have the same name.
    """
    names = []
    for words in zip(*rows, strict=True):
        told = ["".join((word or "").split()) if len(rows) > 1 else (word or "").strip() for word in words]
        names.append(" ".join(dict.fromkeys(word for word in told if word)))
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise SourceShapeError(place, f"列名重复：{'、'.join(twice)}", "核对映射的 title_rows 与 header_rows")
    return [name or f"第{number}列" for number, name in enumerate(names, start=1)]


def spread(row: Sequence[str | None]) -> list[str | None]:
    """A header row of a delimited file, where only the first cell of a merged run is written: it fills the run."""
    filled: list[str | None] = []
    for word in row:
        filled.append(word if (word or "").strip() else (filled[-1] if filled else None))
    return filled
