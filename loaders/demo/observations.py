"""The long table of macro-economic observations: its columns, and how periods are written in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from loaders.demo.platform import Rows
from loaders.demo.text import Array

COLUMNS = (
    "indicator_code", "region_code", "industry_code", "period", "period_type", "basis", "price_basis",
    "dimension", "member", "value", "numerator", "denominator", "value_text", "unit", "prev_value", "status",
    "quality", "vintage", "release_id", "caliber", "note",
)  # fmt: skip


def period_of(grain: str, year: int, month: int, jan_feb: bool = False) -> tuple[str, str]:
    """Text and type of the period ending with `month`: ('2026-10', 'month'), ('2026Q3', 'quarter') …

    Args:
        grain: M, Q or A.
        jan_feb: the indicator has no January of its own, so February is `2026-0102`.
    """
    if grain == "A":
        return str(year), "year"
    if grain == "Q":
        return f"{year}Q{(month + 2) // 3}", "quarter"
    if jan_feb and month == 2:
        return f"{year}-0102", "jan_feb"
    return f"{year}-{month:02d}", "month"


def month_end(year: int, month: int) -> date:
    """Last day of the month."""
    after = np.datetime64(f"{year}-{month:02d}", "M") + 1
    return (after.astype("M8[D]") - 1).astype(object)


def observation_rows(records: Iterable[dict[str, str]]) -> Rows:
    """Table econ_macro_obs; a missing key is NULL; rows change at 15:00 on their vintage."""
    frame = pd.DataFrame.from_records(list(records), columns=list(COLUMNS)).astype(object).fillna("")
    columns: dict[str, Array] = {name: frame[name].to_numpy(dtype=str) for name in COLUMNS}
    changed = frame["vintage"].to_numpy(dtype=str).astype("M8[s]") + np.timedelta64(15, "h")
    regions = frame["region_code"].to_numpy(dtype=str)
    return Rows(columns, changed, regions)
