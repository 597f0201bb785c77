"""A first mapping, inferred from a sample: which column is which, in which unit, by which codes; and what does not fit."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cockpit.delivery import OBSERVATION
from loaders.lineage import PLATFORM, Lineage
from loaders.recorded import coded
from loaders.sources import OBSERVED_COLUMNS, OBSERVED_NEEDED, Codes
from metrics.records import Record
from metrics.unit import conversion

#: A name and its unit: 吞吐量(万吨).
_WITH_UNIT = re.compile(r"^(.*?)\s*[((]([^()()]+)[))]$")
#: How systems call the column of the last change, best first.
_CHANGED = ("updated_at", "update_time", "modified_at", "modify_time", "gxsj", "更新时间", "etl_update_time", "xgsj")
#: Share of a column's values that a code table must know.
_KNOWN = 0.8


@dataclass(frozen=True)
class Draft:
    """A mapping as far as a sample shows it.

    Args:
        columns: entries of the mapping's `columns`. lineage: of the source; None: the protocol's own.
        taken: record column → source column. missing: columns that must be there and were not found.
        spare: source columns nothing reads. notes: sentences for the reader.
    """

    columns: dict[str, dict[str, Any]]
    lineage: Lineage | None
    taken: dict[str, str]
    missing: list[str]
    spare: list[str]
    notes: list[str] = field(default_factory=list)


def draft(
    sample: pd.DataFrame, record: Record | None, codes: Codes, told: Mapping[str, str], constants: Mapping[str, str]
) -> Draft:
    """The draft for a record, or for observations (None).

    Args:
        sample: text columns as delivered. told: record column → source column, as the reader said.
        constants: record column → fixed text.
    """
    wanted = list(record.columns) if record else list(OBSERVED_COLUMNS)
    must = set(record.key) if record else set(OBSERVED_NEEDED)
    lineage = lineage_of(list(sample.columns))
    taken = {name: found for name in wanted if (found := _match(name, sample.columns, record, told))}
    columns: dict[str, dict[str, Any]] = {name: {"constant": text} for name, text in constants.items()}
    for name in [name for name in wanted if name not in constants]:
        entry = _entry(name, taken.get(name), sample, record, codes)
        if name in taken or name not in must:
            columns |= {name: entry} if entry else {}
    read = {*taken.values(), *(lineage or Lineage()).columns, *PLATFORM.columns}
    return Draft(
        columns, lineage, taken,
        [name for name in wanted if name in must and name not in taken and name not in constants],
        [name for name in sample.columns if name not in read],
    )  # fmt: skip


def lineage_of(columns: Sequence[str]) -> Lineage | None:
    """None when the platform's columns of change are there; else the first column that is called like one, or none."""
    if all(name in columns for name in PLATFORM.columns):
        return None
    lower = {name.lower(): name for name in columns}
    return Lineage(changed_at=next((lower[name] for name in _CHANGED if name in lower), ""))


def _match(name: str, columns: Collection[str], record: Record | None, told: Mapping[str, str]) -> str:
    """The source's column for a column of the record: as told, of the same name, or of its Chinese title."""
    if name in told:
        return told[name]
    title = record.columns[name].title if record else ""
    for wanted in filter(None, (name, title)):
        for column in columns:
            match = _WITH_UNIT.match(column)
            if wanted.lower() in (column.lower(), (match[1] if match else column).lower()):
                return column
    return ""


def _entry(name: str, found: str | None, sample: pd.DataFrame, record: Record | None, codes: Codes) -> dict[str, Any]:
    if not found:
        return {"optional": True}
    entry: dict[str, Any] = {} if found == name else {"from": found}
    kind = record.columns[name] if record else None
    unit = _WITH_UNIT.match(found)
    if kind and kind.type == "number" and kind.unit and unit and conversion(unit[2])[0] == conversion(kind.unit)[0]:
        entry["unit"] = unit[2]
    elif kind and kind.type == "text" and found in sample.columns:
        table = _table(sample[found], codes, record is not None and name == record.region)
        entry |= {"codes": table} if table else {}
    return entry


def _table(values: pd.Series, codes: Codes, is_region: bool) -> str:
    """The code table that knows the values, when they are not codes already; only regions are looked up unasked."""
    present = values.dropna()
    if not is_region or present.empty or "region" not in codes:
        return ""
    written = ~present.str.strip().isin(list(codes["region"].values()))
    unknown = coded(present, codes["region"])[1]
    return "region" if written.any() and unknown.mean() <= 1 - _KNOWN else ""


def nearest(sample: pd.DataFrame, records: Mapping[str, Record]) -> list[tuple[str, float]]:
    """Records whose columns the sample shares most of, best first; observations among them by their own columns."""
    shares = [
        (name, sum(bool(_match(column, sample.columns, record, {})) for column in record.columns) / len(record.columns))
        for name, record in records.items()
        if all(_match(column, sample.columns, record, {}) for column in record.key)
    ]
    observed = sum(name in sample.columns for name in OBSERVED_NEEDED) / len(OBSERVED_NEEDED)
    ranked = sorted([*shares, (OBSERVATION, observed)], key=lambda pair: -pair[1])
    return [pair for pair in ranked[:3] if pair[1] > 0]
