"""Chinese names of fields, by column name: one list for all records, so that a field is called the same everywhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent / "field_names.yaml"


@cache
def _names() -> dict[str, str]:
    return {str(name): str(title) for name, title in yaml.safe_load(FILE.read_text(encoding="utf-8")).items()}


def field_name(column: str) -> str:
    """The name of a column on screen; one that has no name yet is shown as it is."""
    return _names().get(column, column)
