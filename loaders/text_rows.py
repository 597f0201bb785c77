"""Values of any kind as the text they are delivered as; Arrow-backed, because a million rows pass here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import pyarrow as pa


def text_columns(names: Sequence[str], columns: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """A frame of text columns (str); None stays missing."""
    return pd.DataFrame({name: text_series(values) for name, values in zip(names, columns, strict=True)})


def text_series(values: Sequence[Any]) -> pd.Series:
    """One column; a column that is text already costs no Python per value."""
    try:
        array = pa.array(values, pa.large_string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        array = pa.array([text(value) for value in values], pa.large_string())
    return pd.Series(array.to_pandas(types_mapper=lambda _: pd.StringDtype(na_value=float("nan"))))


def text(value: Any) -> str | None:
    """A value as its text: true is 1, a whole float has no .0, times are written with a blank; objects stay JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if value != value else str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", errors="backslashreplace")
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
