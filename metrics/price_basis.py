"""Current or comparable prices, told in the name of a line: real and nominal growth never look alike (traps.md 6)."""

from __future__ import annotations

from metrics.model import Indicator

#: Words of the two price bases that are taken for each other; physical units and price indices need none.
WORDS = {"comparable": "可比价", "nominal": "名义"}


def priced(name: str, indicator: Indicator) -> str:
    """The name of a line or bar of the indicator as a legend shows it: 本期（可比价）."""
    word = WORDS.get(indicator.price_basis or "")
    return f"{name}（{word}）" if word and word not in name else name
