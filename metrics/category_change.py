"""Categories of the platform that were replaced: which new one an old one became, and which old ones a new one holds."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import yaml

from metrics.declaration import Declaration

FILE = Path(__file__).resolve().parent / "category_change.yaml"


class Change(Declaration):
    """One category's way: from `old` to `new` in a column; `since` None = the day is to be confirmed."""

    column: str
    old: str
    new: str
    since: date | None = None
    basis: str


@cache
def changes() -> tuple[Change, ...]:
    """Every declared change."""
    return tuple(Change.model_validate(entry) for entry in yaml.safe_load(FILE.read_text(encoding="utf-8")))


def became(column: str, old: str) -> str | None:
    """The new category of an old one; None where it was not replaced."""
    return next((change.new for change in changes() if (change.column, change.old) == (column, old)), None)


def held(column: str, new: str) -> tuple[str, ...]:
    """The old categories that a new one took up, in the order of the declaration."""
    return tuple(change.old for change in changes() if (change.column, change.new) == (column, new))
