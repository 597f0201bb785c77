"""The table's selection: which indicators, regions and periods; screen and file are made from the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cockpit.errors import QueryError
from cockpit.frames import Reader
from cockpit.store.query import Query
from metrics.catalog import Catalog
from metrics.format import status_word
from metrics.model import Indicator
from metrics.period import Period, parse_period, period_of
from metrics.region import CITY, COUNTIES, region

#: Columns of the rows, in order; the value column is in the indicator's shown unit.
COLUMNS = (
    "指标",
    "区域",
    "数据期",
    "计法",
    "数值",
    "单位",
    "状态",
    "数据截至",
    "责任部门",
    "来源",
    "指标代码",
    "区域代码",
    "口径",
)
#: What a file has besides: the value before it was shown, in its base unit (growth as a fraction), and that unit.
ORIGINAL = ("原值", "原值单位")
BASES = {"current": "本期", "ytd": "累计", "yoy": "本期同比", "ytd_yoy": "累计同比", "mom": "环比"}
#: Those whose values are growth rates, shown in per cent.
GROWTH = ("yoy", "ytd_yoy", "mom")
GRAINS = {"M": "月", "Q": "季", "A": "年", "D": "日"}


@dataclass(frozen=True)
class Selection:
    """What the address bar asked for, checked.

    Args:
        indicators: at least one.
        regions: region codes.
        start, end: periods, both included.
        grain: D, M, Q or A.
        find: only rows whose text contains this.
        sort: a column of COLUMNS; descending with a leading "-".
    """

    indicators: tuple[Indicator, ...]
    regions: tuple[str, ...]
    start: Period
    end: Period
    grain: str
    find: str
    sort: str


def parse_selection(query: Mapping[str, str], catalog: Catalog, latest: Period, default: tuple[str, ...]) -> Selection:
    """The selection of an address.

    Raises:
        QueryError: an indicator, region, period, grain or column that does not exist.
    """
    codes = [code for code in query.get("i", "").split(",") if code] or list(default)
    regions = [code for code in query.get("regions", "").split(",") if code] or [CITY, *COUNTIES]
    start = parse_period(query["from"]) if query.get("from") else parse_period(f"{latest.start.year}-01")
    end = parse_period(query["to"]) if query.get("to") else latest
    grain, sort = query.get("grain", "M"), query.get("sort", "")
    if grain not in GRAINS:
        raise QueryError("参数 grain", f"没有粒度 {grain!r}", "可用：" + "、".join(GRAINS))
    if sort and sort.lstrip("-") not in COLUMNS:
        raise QueryError("参数 sort", f"没有列 {sort!r}", "点表头排序")
    return Selection(
        tuple(catalog.indicator(code) for code in codes), tuple(region(code).code for code in regions),
        start, end, grain, query.get("find", "").strip(), sort,
    )  # fmt: skip


def rows(reader: Reader, selection: Selection) -> pd.DataFrame:
    """The selected observations as rows of COLUMNS and ORIGINAL.

    数值 is float64 in the shown unit (growth in %), 原值 float64 as it is stored; all else is text.
    """
    shown = _rows(reader.observations(scope(selection)), {i.code: i for i in selection.indicators})
    if selection.find:
        text = shown[[name for name in COLUMNS if name != "数值"]].astype(str).agg(" ".join, axis=1)
        shown = shown[text.str.contains(selection.find, case=False, regex=False)]
    return _sorted(shown, selection).reset_index(drop=True)


def scope(selection: Selection) -> Query:
    """What a selection asks of the observations, before its words are looked for."""
    return Query(
        tuple(i.code for i in selection.indicators), selection.regions, grains=(selection.grain,),
        start=selection.start.start, end=selection.end.end,
    )  # fmt: skip


def presented(frame: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Observations of a selection as rows of COLUMNS, in the order in which they came."""
    return _rows(frame, {i.code: i for i in selection.indicators})[list(COLUMNS)]


def places(frame: pd.DataFrame, indicators: Sequence[Indicator]) -> list[int]:
    """Decimals in which each row is shown: the indicator's own, one for growth."""
    own = {indicator.code: indicator.unit.decimals for indicator in indicators}
    growth = {BASES[name] for name in GROWTH}
    return [
        1 if basis in growth else own[code]
        for code, basis in zip(frame["指标代码"], frame["计法"], strict=True)
    ]  # fmt: skip


def _rows(frame: pd.DataFrame, by_code: dict[str, Indicator]) -> pd.DataFrame:
    growth = frame["basis"].isin(GROWTH)
    scale = frame["indicator"].map({code: i.unit.scale for code, i in by_code.items()}).astype(float)
    scale = scale.where(~growth, 0.01)
    unit = frame["indicator"].map({code: i.unit.symbol for code, i in by_code.items()}).astype(str)
    columns = {
        "指标": frame["indicator"].map({code: i.name_zh for code, i in by_code.items()}),
        "区域": [_region_name(code) for code in frame["region"]],
        "数据期": [
            _period_label(*row)
            for row in zip(frame["period_start"], frame["period_end"], frame["grain"], frame["basis"], strict=True)
        ],
        "计法": frame["basis"].map(BASES),
        "数值": (frame["value"] / scale).round(6),
        "单位": unit.where(~growth, "%"),
        "状态": [status_word(status) for status in frame["status"]],
        "数据截至": frame["as_of"].dt.strftime("%Y-%m-%d").fillna(""),
        "责任部门": frame["indicator"].map({code: i.department for code, i in by_code.items()}),
        "来源": frame["note"].fillna(""),
        "指标代码": frame["indicator"],
        "区域代码": frame["region"],
        "口径": frame["indicator"].map({code: i.definition for code, i in by_code.items()}),
        # Without the dust of binary fractions (415994728.00000006), and a share keeps twelve places.
        "原值": frame["value"].round(6).where(frame["value"].abs() >= 1, frame["value"].round(12)),
        "原值单位": frame["indicator"].map({code: i.unit.base for code, i in by_code.items()}).where(~growth, "1"),
    }
    table = pd.DataFrame(columns, columns=[*COLUMNS, *ORIGINAL])
    table["_start"], table["_rank"] = (
        frame["period_start"],
        frame["indicator"].map({c: n for n, c in enumerate(by_code)}),
    )
    return table


def _period_label(start: pd.Timestamp, end: pd.Timestamp, grain: str, basis: str) -> str:
    """The span a value speaks of: cumulative values reach back to January."""
    period = period_of(start, end, grain)
    return period.cumulative_label if basis.startswith("ytd") else period.label


def _region_name(code: str) -> str:
    try:
        return region(code).name
    except QueryError:
        return code


def _sorted(table: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    column = selection.sort.lstrip("-")
    order = [column] if column else ["_rank", "区域代码", "_start", "计法"]
    if column == "数据期":
        order = ["_start"]
    table = table.sort_values(order, ascending=not selection.sort.startswith("-"), kind="stable")
    return table[[*COLUMNS, *ORIGINAL]]
