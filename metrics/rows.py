"""An observation frame as arrays: a page asks for some hundred single rows, and pandas builds each with great care."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

#: Columns whose values are told as Timestamps.
_TIMES = frozenset({"period_start", "period_end", "as_of"})
Mask = npt.NDArray[np.bool_]


class Rows:
    """The columns of metrics.observation.COLUMNS, each turned into an array once.

    Args:
        frame: of one indicator and one region.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._whole, self._slice = _Columns(frame), slice(0, len(frame))

    @classmethod
    def by(cls, names: tuple[str, ...], frame: pd.DataFrame) -> dict[tuple[str, ...], Rows]:
        """The rows of each value of columns by which the frame is ordered; its columns are turned into arrays once."""
        whole = _Columns(frame)
        if frame.empty:
            return {}
        keys = [whole[name].astype(object) for name in names]
        changes = np.logical_or.reduce([values[1:] != values[:-1] for values in keys])
        starts = [0, *(int(place) + 1 for place in np.flatnonzero(changes)), len(frame)]
        parts: dict[tuple[str, ...], Rows] = {}
        for start, end in zip(starts[:-1], starts[1:], strict=True):
            part = parts[tuple(str(values[start]) for values in keys)] = cls.__new__(cls)
            part._whole, part._slice = whole, slice(start, end)
        return parts

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame."""
        return self._whole.frame.iloc[self._slice]

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """A column as an array."""
        return self._whole[name][self._slice]

    def where(self, name: str, value: str) -> Mask:
        """Which rows have a value in a column."""
        return self._whole.where(name, value)[self._slice]

    def totals(self, basis: str) -> Mask:
        """Which rows are totals (no breakdown) of a basis."""
        return self._whole.totals(basis)[self._slice]

    def row(self, place: int) -> Row:
        """One row by name."""
        return Row(self._whole, self._slice.start + place)


class Row:
    """One row; what nobody asks is not looked up."""

    def __init__(self, whole: _Columns, place: int) -> None:
        self._whole, self._place = whole, place

    def __getitem__(self, name: str) -> Any:
        """The value of a column, times as Timestamps."""
        value = self._whole[name][self._place]
        return pd.Timestamp(value) if name in _TIMES else value


class _Columns:
    """A frame's columns as arrays, and where they have a value; each made when it is first asked for."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._arrays: dict[str, npt.NDArray[Any]] = {}
        self._masks: dict[tuple[str, str], Mask] = {}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self._arrays:
            self._arrays[name] = self.frame[name].to_numpy()
        return self._arrays[name]

    def where(self, name: str, value: str) -> Mask:
        key = (name, value)
        if key not in self._masks:
            self._masks[key] = self[name] == value
        return self._masks[key]

    def totals(self, basis: str) -> Mask:
        key = ("totals", basis)
        if key not in self._masks:
            self._masks[key] = self.where("dimension", "") & self.where("basis", basis)
        return self._masks[key]


def rows_of(frame: pd.DataFrame | Rows) -> Rows:
    """The frame as rows; rows stay as they are."""
    return frame if isinstance(frame, Rows) else Rows(frame)
