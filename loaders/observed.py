"""Rows of a statistics table become observations: period, basis, unit, status and vintage made explicit."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from cockpit.delivery import Chunk
from cockpit.errors import QueryError
from loaders.recorded import coded, delivered
from loaders.rejects import no_rejects, rejects
from loaders.sources import OBSERVED_COLUMNS, Codes, Source
from loaders.typed import moments, numbers, plain
from metrics.catalog import Catalog
from metrics.observation import COLUMNS
from metrics.period import Period, parse_period
from metrics.unit import conversion

_BASES = ("current", "ytd", "yoy", "ytd_yoy", "mom")
_STATUSES = ("preliminary", "revised", "final", "estimated", "forecast", "mock")
_JAN_FEB = re.compile(r"(\d{4})-?0102")


def renamed(raw: pd.DataFrame, source: Source, codes: Codes) -> pd.DataFrame:
    """The columns of the statistics table, taken from wherever the mapping says, with the lineage of `raw`."""
    if not source.columns:
        return raw
    told = {}
    for name in OBSERVED_COLUMNS:
        rule = source.columns.get(name)
        if rule is None:
            told[name] = raw[name]
            continue
        values = delivered(raw, name, rule)
        # The codes of regions are looked up below, like those of every statistics table.
        told[name] = coded(values, codes[rule.codes])[0] if rule.codes else values
    lineage = [name for name in raw.columns if name.startswith("_")]
    return pd.DataFrame(told, index=raw.index).join(raw[lineage])


def observed(raw: pd.DataFrame, source: Source, catalog: Catalog, codes: Codes, mock: bool = True) -> Chunk:
    """A chunk of observations (metrics.observation.COLUMNS without batch, + LINEAGE).

    Args:
        raw: the columns of econ_macro_obs as text, and `_row`, `_changed_at`, `_sequence`, `_operation`.
        mock: demonstration rows may come; elsewhere a row of status mock is refused, never shown as a figure.
    """
    refused: list[pd.DataFrame] = []
    bad = pd.Series(False, index=raw.index)

    def refuse(wrong: pd.Series, column: str, reason: str) -> None:
        nonlocal bad
        wrong = wrong & ~bad
        if wrong.any():
            refused.append(rejects(raw, wrong, column, raw[column], reason))
            bad = bad | wrong

    text = {name: plain(raw[name]) for name in raw.columns if not name.startswith("_")}
    refuse(~text["indicator_code"].isin(list(catalog.indicators)), "indicator_code", "指标目录里没有这个代码")
    region, unknown = coded(raw["region_code"], codes["region"])
    refuse(unknown | region.isna(), "region_code", "不认识的区域")
    periods = text["period"].map({key: _period(key) for key in text["period"].dropna().unique()})
    refuse(periods.isna(), "period", "不是数据期")
    refuse(~text["basis"].isin(_BASES), "basis", f"口径应为 {'、'.join(_BASES)}")
    refuse(~text["status"].isin(_STATUSES), "status", f"状态应为 {'、'.join(_STATUSES)}")
    if not mock:
        refuse(text["status"] == "mock", "status", "演示数据不进正式环境")
    refuse(_inconvertible(text, catalog) & ~bad, "unit", "单位换算不到指标的基本单位")
    value, wrong = _values(text["value"], text["unit"])
    refuse(wrong, "value", "不是数字")
    refuse(_beyond(text, value, catalog), "value", "超出指标可能的取值范围")
    vintage, wrong = moments(raw["vintage"])
    refuse(wrong | vintage.isna(), "vintage", "不是发布日期")
    good = ~bad
    rows = _rows(raw, text, region, periods, value, vintage, good)
    return Chunk(rows, pd.concat(refused, ignore_index=True) if refused else no_rejects())


def _period(key: str) -> Period | None:
    match = _JAN_FEB.fullmatch(key)
    try:
        return parse_period(f"{match[1]}-01~02" if match else key)
    except QueryError:
        return None


def _inconvertible(text: dict[str, pd.Series], catalog: Catalog) -> pd.Series:
    """True where the row's unit has another base than its indicator's; growth rows are rates."""
    pairs = pd.DataFrame({"code": text["indicator_code"], "basis": text["basis"], "unit": text["unit"]})

    def fits(row: pd.Series) -> bool:
        if row["code"] not in catalog.indicators:
            return True
        base = "1" if row["basis"] in ("yoy", "ytd_yoy", "mom") else catalog.indicators[row["code"]].unit.base
        return isinstance(row["unit"], str) and conversion(row["unit"])[0] == base

    known = {tuple(row): fits(row) for _, row in pairs.drop_duplicates().iterrows()}
    return pd.Series([not known[tuple(row)] for row in pairs.itertuples(index=False)], index=pairs.index)


def _beyond(text: dict[str, pd.Series], value: pd.Series, catalog: Catalog) -> pd.Series:
    """True where an own value cannot be: a TPI of 12 is a delay index under the wrong name."""
    own = text["basis"].isin(["current", "ytd"])
    limits = {code: (i.least, i.most, i.unit.scale) for code, i in catalog.indicators.items()}
    outside = pd.Series(False, index=value.index)
    for code, rows in value[own].groupby(text["indicator_code"][own]):
        least, most, scale = limits.get(str(code), (None, None, 1.0))
        low = -float("inf") if least is None else least * scale
        high = float("inf") if most is None else most * scale
        outside.loc[rows.index] = (rows < low) | (rows > high)
    return outside


def _values(values: pd.Series, units: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Values in base units, by the unit of each row."""
    number = pd.Series(float("nan"), index=values.index)
    wrong = pd.Series(False, index=values.index)
    for unit, group in values.groupby(units):
        number.loc[group.index], wrong.loc[group.index] = numbers(group, str(unit), conversion)
    return number, wrong


def _rows(
    raw: pd.DataFrame, text: dict[str, pd.Series], region: pd.Series, periods: pd.Series, value: pd.Series,
    vintage: pd.Series, good: pd.Series,
) -> pd.DataFrame:  # fmt: skip
    chosen = periods[good]
    numerator, _ = numbers(text["numerator"], "", conversion)
    denominator, _ = numbers(text["denominator"], "", conversion)
    words = text["value_text"].mask(value.notna())
    columns = {
        "indicator": text["indicator_code"], "region": region, "basis": text["basis"],
        "dimension": text["dimension"], "member": text["member"], "value": value, "numerator": numerator,
        "denominator": denominator, "text": words, "status": text["status"], "quality": text["quality"],
        "as_of": vintage, "vintage": vintage, "note": text["note"],
    }  # fmt: skip
    rows = pd.DataFrame(columns)[good]
    rows["grain"] = [period.grain for period in chosen]
    rows["period_start"] = _days([period.start for period in chosen], rows.index)
    rows["period_end"] = _days([period.end for period in chosen], rows.index)
    for name in ("dimension", "member", "text", "quality", "note"):
        rows[name] = rows[name].fillna("").astype("str")
    ordered = rows[[name for name in COLUMNS if name != "batch"]]
    return ordered.join(raw[["_changed_at", "_sequence", "_operation", "_row"]])


def _days(days: list[date], index: pd.Index) -> pd.Series:
    return pd.Series(pd.to_datetime(days), index=index).astype("datetime64[us]")
