"""Every published row, untouched: figures of both files in one shape, and the anchorage forecasts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loaders.demo.places import PUBLISHED
from loaders.demo.platform import Rows
from loaders.demo.text import Array

#: Static figures (areas, islands) have no date; the key needs one.
WITHOUT_DATE = ("1900-01-01", "2100-12-31")

FIGURE_COLUMNS = (
    "series", "region", "period_start", "period_end", "period_type", "value", "unit", "yoy_pct", "source",
    "note", "quality",
)  # fmt: skip


def read_figures() -> pd.DataFrame:
    """526 rows, all text, columns FIGURE_COLUMNS; '' where the file is empty.

    Years become their first and last day; `2012-2016` is an average (series *_avg) or a sum over years.
    """
    annual = pd.read_csv(PUBLISHED / "zhoushan_annual.csv", dtype=str, keep_default_na=False)
    periods = [_period(year, series) for year, series in zip(annual["year"], annual["indicator"], strict=True)]
    annual[["period_start", "period_end", "period_type"]] = periods
    annual["yoy_pct"] = ""
    monthly = pd.read_csv(PUBLISHED / "ports_monthly.csv", dtype=str, keep_default_na=False)
    figures = pd.concat([annual.rename(columns={"indicator": "series"}), monthly], ignore_index=True)
    return figures[list(FIGURE_COLUMNS)]


def _period(year: str, series: str) -> tuple[str, str, str]:
    if year == "static":
        return (*WITHOUT_DATE, "static")
    first, _, last = year.partition("-")
    kind = "year" if not last else "average" if series.endswith("_avg") else "multi_year"
    return f"{first}-01-01", f"{last or first}-12-31", kind


def figure_rows(figures: pd.DataFrame) -> Rows:
    """Table published_figure."""
    columns: dict[str, Array] = {name: figures[name].to_numpy(dtype=str) for name in FIGURE_COLUMNS}
    return Rows(columns, np.full(len(figures), np.datetime64("2026-11-20T10:00:00", "s")))


def forecast_rows() -> Rows:
    """Table anchorage_forecast: 3,360 rows, changed when they were issued."""
    frame = pd.read_csv(PUBLISHED / "zhoushan_anchorage_mio.csv", dtype=str, keep_default_na=False)
    columns: dict[str, Array] = {str(name): frame[name].to_numpy(dtype=str) for name in frame.columns}
    return Rows(columns, frame["issued_at"].to_numpy(dtype="M8[s]"))
