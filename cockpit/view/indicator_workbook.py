"""An indicator's page as a workbook: its newest readings, city and counties, then a sheet of values per region."""

from __future__ import annotations

import pandas as pd

from cockpit.errors import QueryError
from cockpit.export.document import Document, Sheet, frame_sheet
from cockpit.export.indicator_table import TABLE_COLUMNS
from cockpit.export.mark import Mark
from cockpit.selection import parse_selection, places, presented
from cockpit.view.context import PageContext
from cockpit.view.page_workbook import cover, readings_sheet
from cockpit.view.readings import board, observations
from metrics.model import Indicator
from metrics.reading import Reading
from metrics.region import CITY, COUNTIES, region


def indicator_document(context: PageContext, code: str, mark: Mark) -> Document:
    """The workbook of an indicator's page.

    Raises:
        QueryError: no such indicator for who asks, or it has no value there.
    """
    indicator = context.cockpit.catalog.indicator(code)
    where = context.region.code
    regions = (CITY, *COUNTIES) if where == CITY else (where,)
    readings = [r for place in regions if (r := _reading(context, indicator, place)) is not None]
    if not readings:
        raise QueryError("导出本页", f"{context.region.name}{indicator.name_zh}没有可导出的数值", "换区域或数据期")
    frame = observations(context, [code], regions, context.period)
    frame = frame[(frame["grain"] != "D") & (frame["period_end"] <= pd.Timestamp(context.period.end))]
    sheets = [_values(context, indicator, place, frame[frame["region"] == place]) for place in regions]
    full = [sheet for sheet in sheets if sheet.rows]
    head = readings_sheet("本期", readings, by_region=True)
    return Document(cover(context, indicator.name_zh, readings, [], mark), (head, *full))


def _reading(context: PageContext, indicator: Indicator, place: str) -> Reading | None:
    return board(context, [indicator], place).readings.get(indicator.code)


def _values(context: PageContext, indicator: Indicator, place: str, frame: pd.DataFrame) -> Sheet:
    """Every value of a region up to the page's period, as on /table, newest last."""
    selection = parse_selection({"i": indicator.code, "regions": place}, context.cockpit.catalog, context.period, ())
    rows = presented(frame.sort_values(["period_start", "basis"]).reset_index(drop=True), selection)
    columns = tuple(column for column in TABLE_COLUMNS if column.name in rows)
    return frame_sheet(region(place).name, columns, rows, decimals=tuple(places(rows, (indicator,))))
