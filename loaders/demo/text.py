"""Typed arrays as the text a 回流表 holds: every column of the platform is a string."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Texts = npt.NDArray[np.object_]


def as_text(values: Array) -> Texts:
    """Object array of str, None where missing (NaT, NaN, '').

    Days become `2026-11-23`, seconds `2026-11-23 07:45:12`, flags 1/0, numbers plain decimals.
    """
    kind = values.dtype.kind
    if kind == "M":
        return _moments(values)
    if kind == "b":
        values = values.astype(np.int8)
    if kind == "f":
        text = values.astype("U32").astype(object)
        text[np.isnan(values)] = None
        return text
    if kind == "O":
        return values
    text = values.astype(np.str_).astype(object)
    text[text == ""] = None
    return text


def _moments(values: Array) -> Texts:
    daily = np.datetime_data(values.dtype)[0] == "D"
    width = 10 if daily else 19
    moments: npt.NDArray[np.datetime64] = values.astype("M8[D]" if daily else "M8[s]")
    text = np.datetime_as_string(moments).astype(f"U{width}")
    if not daily and len(text):
        text.view(np.uint32).reshape(-1, width)[:, 10] = ord(" ")
    result = text.astype(object)
    result[np.isnat(values)] = None
    return result


def as_utc(local: Array) -> Texts:
    """Beijing seconds as `2026-11-22T23:58:12Z`."""
    utc: npt.NDArray[np.datetime64] = (local - np.timedelta64(8, "h")).astype("M8[s]")
    text = np.char.add(np.datetime_as_string(utc).astype("U19"), "Z").astype(object)
    text[np.isnat(local)] = None
    return text


def optional(values: Array, present: npt.NDArray[np.bool_]) -> npt.NDArray[np.str_]:
    """Integers or codes as text, '' where not present."""
    return np.where(present, values.astype(np.str_), "")


def numbered(prefix: str, numbers: Array, width: int) -> npt.NDArray[np.str_]:
    """`prefix` + zero-padded number."""
    return np.char.add(prefix, np.char.zfill(numbers.astype(np.str_), width))
