"""An observation frame as arrays: a page asks for some hundred single rows, and pandas builds each with great care."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

#: What a row tells, times as Timestamps.
_TOLD = ("value", "numerator", "denominator", "text", "status", "quality", "note", "batch", "grain")
_TIMES = ("period_start", "period_end", "as_of")


class Rows:
    """The columns of metrics.observation.COLUMNS, each turned into an array once.

    Args:
        frame: of one indicator and one region.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._whole, self._slice = _Columns(frame), slice(0, len(frame))
        self._arrays: dict[str, npt.NDArray[Any]] = {}

    @classmethod
    def by(cls, name: str, frame: pd.DataFrame) -> dict[str, Rows]:
        """The rows of each value of a column by which the frame is ordered; its columns are turned into arrays once."""
        whole = _Columns(frame)
        values = whole[name].astype(object)
        starts = [0, *(np.flatnonzero(values[1:] != values[:-1]) + 1), len(values)]
        parts: dict[str, Rows] = {}
        for start, end in zip(starts[:-1], starts[1:], strict=True):
            if start < end:
                part = parts[str(values[start])] = cls.__new__(cls)
                part._whole, part._slice, part._arrays = whole, slice(int(start), int(end)), {}
        return parts

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame."""
        return self._whole.frame.iloc[self._slice]

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """A column as an array."""
        return self._whole[name][self._slice]

    def totals(self, basis: str) -> npt.NDArray[np.bool_]:
        """Which rows are totals (no breakdown) of a basis."""
        key = f"totals {basis}"
        if key not in self._arrays:
            self._arrays[key] = (self["dimension"] == "") & (self["basis"] == basis)
        return self._arrays[key]

    def row(self, place: int) -> dict[str, Any]:
        """One row by name."""
        at = self._slice.start + place
        told = {name: self._whole[name][at] for name in _TOLD}
        return told | {name: pd.Timestamp(self._whole[name][at]) for name in _TIMES}


class _Columns:
    """A frame's columns as arrays, each made when it is first asked for."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._arrays: dict[str, npt.NDArray[Any]] = {}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self._arrays:
            self._arrays[name] = self.frame[name].to_numpy()
        return self._arrays[name]


def rows_of(frame: pd.DataFrame | Rows) -> Rows:
    """The frame as rows; rows stay as they are."""
    return frame if isinstance(frame, Rows) else Rows(frame)
