"""Finding an indicator the way people ask: by name, by what they call it, by pinyin initials, code or department."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any
from unicodedata import normalize

from metrics.catalog import Catalog
from metrics.model import Indicator


def search(catalog: Catalog, text: str) -> tuple[Indicator, ...]:
    """Indicators that match, best first; nothing for an empty text."""
    wanted = _plain(text)
    if not wanted:
        return ()
    ranked = [
        (_rank(indicator, wanted), position, indicator)
        for position, indicator in enumerate(catalog.indicators.values())
    ]
    return tuple(indicator for rank, _, indicator in sorted(ranked, key=lambda item: item[:2]) if rank < 9)


def _rank(indicator: Indicator, wanted: str) -> int:
    """0 best, 9 no match: the code, the name or an alias, then initials, department, definition."""
    names = [_plain(name) for name in (indicator.name_zh, *indicator.aliases)]
    if wanted == indicator.code:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(wanted in name for name in names):
        return 2
    if wanted.isascii():
        return _ascii_rank(indicator, wanted)
    if wanted in indicator.department:
        return 5
    return 6 if wanted in indicator.definition else 9


def _plain(text: str) -> str:
    """Full-width letters and brackets as their half-width twins: input methods leave either behind."""
    return normalize("NFKC", text).strip().lower()


def _ascii_rank(indicator: Indicator, wanted: str) -> int:
    spelled = [initials(name) for name in (indicator.name_zh, *indicator.aliases)]
    if any(name.startswith(wanted) for name in spelled):
        return 3
    if any(wanted in name for name in spelled) or wanted in indicator.code or wanted in indicator.name_en.lower():
        return 4
    return 5 if wanted in initials(indicator.department) else 9


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """First letters of the pinyin of each character, others as they are: 港口吞吐量 → gkttl."""
    library = _library()
    return "".join(library.lazy_pinyin(text, style=library.Style.FIRST_LETTER)).lower()


def prepare() -> None:
    """Loads what the first search needs, for whoever has a second before anybody asks."""
    _library()


@lru_cache(maxsize=1)
def _library() -> Any:
    """pypinyin, loaded with the first search: its dictionary of phrases takes 50 MB, which an ingest never needs."""
    return import_module("pypinyin")
