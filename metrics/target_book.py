"""The targets of a page, found by indicator and region without looking through all of them each time."""

from __future__ import annotations

import numpy as np
import pandas as pd


class TargetBook:
    """Rows of the record indicator_target by (indicator_code, region_code).

    Args:
        frame: columns of record indicator_target, target_value in the indicator's base unit.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._places: dict[tuple[str, str], list[int]] = {}
        told = zip(np.asarray(frame["indicator_code"]), np.asarray(frame["region_code"]), strict=True)
        for place, (code, where) in enumerate(told):
            self._places.setdefault((str(code), str(where)), []).append(place)

    def of(self, code: str, where: str) -> list[pd.Series]:
        """Every target of an indicator at a region, of all years and versions."""
        return [self._frame.iloc[place] for place in self._places.get((code, where), [])]


def book_of(targets: pd.DataFrame | TargetBook) -> TargetBook:
    """The targets as a book; a book stays as it is."""
    return targets if isinstance(targets, TargetBook) else TargetBook(targets)
