"""Delivered text rows become the typed rows of a record; every refused row is kept with its reasons."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cockpit.delivery import Chunk
from loaders.coordinates import in_cgcs2000
from loaders.rejects import no_rejects, rejects
from loaders.sources import Codes, Column, Source
from loaders.typed import integers, moments, numbers, plain
from metrics.records import Column as RecordColumn
from metrics.records import Record
from metrics.unit import conversion

_WRONG = {"integer": "不是整数", "number": "不是数字", "datetime": "不是时间", "date": "不是日期"}


def recorded(raw: pd.DataFrame, source: Source, record: Record, codes: Codes) -> Chunk:
    """A chunk of a record.

    Args:
        raw: delivered columns as text, and `_row`, `_changed_at`, `_sequence`, `_operation`.
    """
    typed: dict[str, pd.Series] = {}
    refused: list[pd.DataFrame] = []
    bad = pd.Series(False, index=raw.index)
    for name, column in record.columns.items():
        rule = source.columns.get(name, Column())
        values, wrong, reason = _column(raw, name, rule, column.type, codes)
        values = values if column.absent is None else values.mask(values == column.absent)
        beyond = _beyond(values, column) & ~wrong
        missing = values.isna() & ~wrong if rule.required or name in record.key else pd.Series(False, index=raw.index)
        for marks, words in ((wrong, reason), (beyond, "超出可能的取值范围"), (missing, "必填但为空")):
            if marks.any():
                refused.append(rejects(raw, marks, name, delivered(raw, name, rule), words))
        bad |= wrong | beyond | missing
        typed[name] = values
    rows = in_cgcs2000(pd.DataFrame(typed, index=raw.index), source.crs).join(
        raw[["_changed_at", "_sequence", "_operation", "_row"]]
    )
    return Chunk(rows[~bad], pd.concat(refused, ignore_index=True) if refused else no_rejects())


def _beyond(values: pd.Series, column: RecordColumn) -> pd.Series:
    """True where a value cannot be: another unit, another meaning of the column, or a broken instrument."""
    outside = pd.Series(False, index=values.index)
    if column.least is not None:
        outside |= values < column.least
    if column.most is not None:
        outside |= values > column.most
    if column.below is not None:
        outside |= values >= column.below
    return outside


def delivered(raw: pd.DataFrame, name: str, rule: Column) -> pd.Series:
    """The source's text for a column; a constant, or the column of that name."""
    if rule.constant is not None:
        return pd.Series(rule.constant, index=raw.index)
    values = raw[rule.source or name]
    return values.str.extract(rule.pattern, expand=False) if rule.pattern else values


def _column(raw: pd.DataFrame, name: str, rule: Column, kind: str, codes: Codes) -> tuple[pd.Series, pd.Series, str]:
    values = delivered(raw, name, rule)
    if rule.codes:
        return *coded(values, codes[rule.codes]), f"代码表 {rule.codes} 里没有"
    if kind == "text":
        return plain(values), pd.Series(False, index=raw.index), ""
    if kind == "integer":
        return *integers(values), _WRONG[kind]
    if kind == "number":
        return *numbers(values, rule.unit, conversion), _WRONG[kind]
    return *moments(values), _WRONG[kind]


def coded(values: pd.Series, table: Mapping[str, str]) -> tuple[pd.Series, pd.Series]:
    """Codes of written names (blanks inside names are ignored: 定 海), and True where the table has none."""
    text = plain(values).str.replace(r"\s+", "", regex=True)
    code = text.map(table)
    return code.astype("str").mask(code.isna()), code.isna() & text.notna()
