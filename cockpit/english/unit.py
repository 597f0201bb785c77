"""Units in English, declared once in units.yaml; a scale stands beside its unit and never changes the numeral.

Two forms: as a heading (万吨 → 10,000 t) and behind a numeral (57.1万吨 → 57.1 × 10,000 t).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from metrics.declaration import Declaration, Document, refuse

FILE = Path(__file__).with_name("units.yaml")


@dataclass(frozen=True)
class EnglishUnit:
    """`name` heads a column or an axis; `one` and `many` follow a numeral, with what joins them."""

    name: str
    one: str
    many: str

    def behind(self, numeral: str) -> str:
        """The numeral with the unit."""
        return numeral + (self.one if numeral.replace(",", "").lstrip("+-−") in ("1", "1.0") else self.many)


class _Units(Declaration):
    """Unit names by symbol: plain ones `symbol: name` or `symbol: one|many`, those that carry a scale, and short ones.

    `counted` are measure words: English has none, the title says what is counted; the name heads a column only.
    """

    plain: dict[str, str]
    counted: dict[str, str]
    scaled: dict[str, str]
    brief: dict[str, str]


@cache
def units(brief: bool = False) -> dict[str, EnglishUnit]:
    """Every unit by its Chinese symbol; `brief` as walls write them.

    Raises:
        CatalogError: the file is not as it should be.
    """
    faults: list[str] = []
    told = Document(FILE).model(_Units, faults)
    refuse(str(FILE), faults)
    assert told is not None
    short = told.brief if brief else {}
    plain = {symbol: _plain(short.get(symbol, name)) for symbol, name in told.plain.items()}
    counted = {symbol: EnglishUnit(name, "", "") for symbol, name in told.counted.items()}
    return plain | counted | {symbol: _scaled(short.get(symbol, name)) for symbol, name in told.scaled.items()}


def _scaled(name: str) -> EnglishUnit:
    return EnglishUnit(name, f" × {name}", f" × {name}")


def _plain(name: str) -> EnglishUnit:
    one, _, many = name.partition("|")
    joined = "" if one in ("%", "‰") else " "
    return EnglishUnit(many or one, joined + one, joined + (many or one))
