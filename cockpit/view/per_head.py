"""Totals of unlike counties beside their people and their land: Shengsi is not judged by Dinghai's sums (traps.md 15)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext
from cockpit.view.table import table
from metrics.format import show_with_unit
from metrics.model import Indicator, Unit
from metrics.reading import Reading
from metrics.region import region

#: Residents by which a total is divided.
PEOPLE = 10_000


def per_head(context: PageContext, indicator: Indicator, readings: Sequence[Reading]) -> html.Details | None:
    """The counties' totals, per ten thousand residents and per square kilometre; None where sums are no totals.

    Residents and land are those of the platform's list of regions that held at the period's end.

    Args:
        readings: with values, of one period.
    """
    if indicator.agg_region != "sum" or len(readings) < 2:
        return None
    places = _places(context, readings[0])
    if not {reading.region for reading in readings} <= set(places.index):
        return None
    shown = pd.DataFrame(
        [_row(indicator.unit, reading, places.loc[reading.region]) for reading in readings],
        columns=["县区", "总量", "每万常住人口", "每平方公里"],
    )
    words = "常住人口与陆域面积取自区划与功能区表；海上发生的总量除以陆域面积只作参考。"
    return html.Details([html.Summary("按人口和面积看"), table(shown, ""), html.P(words, className="note")])


def _row(unit: Unit, reading: Reading, place: pd.Series) -> tuple[str, ...]:
    value = float(reading.value or 0.0)
    people, land = _dense(value, place["population"] / PEOPLE, unit.base), _dense(value, place["area_km2"], unit.base)
    return region(reading.region).name, show_with_unit(reading.value, unit), people, land


def _dense(value: float, by: float, unit: str) -> str:
    """A total over people or land in its base unit; — where there is nothing to divide by."""
    if not by > 0:
        return "—"
    quotient = value / by
    prefix, factor = next(((p, f) for p, f in (("亿", 1e8), ("万", 1e4)) if abs(quotient) >= f), ("", 1.0))
    shown = quotient / factor
    decimals = 0 if abs(shown) >= 100 else 1 if abs(shown) >= 10 else 2
    return (f"{shown:,.{decimals}f}" if abs(shown) >= 0.1 else f"{shown:.2g}") + prefix + unit


def _places(context: PageContext, reading: Reading) -> pd.DataFrame:
    """Columns population, area_km2 (float64) by region code, as the list of regions stood at the period's end."""
    known = context.reader.tables.record("region")
    day = pd.Timestamp(reading.period.last_day).to_pydatetime()
    held = sa.and_(known.c.valid_from <= day, sa.or_(known.c.valid_to.is_(None), known.c.valid_to > day))
    chosen = sa.select(known.c.region_code, known.c.population, known.c.area_km2).where(held)
    frame = context.reader.select(chosen).drop_duplicates("region_code", keep="last").set_index("region_code")
    return frame.astype(float)
