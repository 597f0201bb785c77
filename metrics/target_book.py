"""The targets of a page, found by indicator and region without looking through all of them each time."""

from __future__ import annotations

from typing import Any

import pandas as pd

#: One row of the record indicator_target by column; target_value in the indicator's base unit.
Goal = dict[str, Any]


class TargetBook:
    """Rows of the record indicator_target by (indicator_code, region_code).

    Args:
        frame: columns of record indicator_target, target_value in the indicator's base unit.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._rows: dict[tuple[str, str], list[Goal]] = {}
        names = [str(name) for name in frame.columns]
        for row in zip(*(frame[name].to_list() for name in names), strict=True):
            told = dict(zip(names, row, strict=True))
            self._rows.setdefault((str(told["indicator_code"]), str(told["region_code"])), []).append(told)

    def of(self, code: str, where: str) -> list[Goal]:
        """Every target of an indicator at a region, of all years and versions, by column."""
        return self._rows.get((code, where), [])


def book_of(targets: pd.DataFrame | TargetBook) -> TargetBook:
    """The targets as a book; a book stays as it is."""
    return targets if isinstance(targets, TargetBook) else TargetBook(targets)
