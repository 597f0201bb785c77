"""The dirt real exchange tables have, in small counted doses that never change what is true.

What is true of a key: strip it, take the row with the latest (dsc_biz_timestamp, dsc_biz_record_id), drop it
when its operation is D. Additive columns only get dirt that can be read back (1,234.5; repeated rows; rows
deleted later), so sums after cleaning equal the published totals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from loaders.demo.text import Texts

Stamps = npt.NDArray[Any]


@dataclass(frozen=True)
class Dose:
    """How much of one kind of dirt.

    Args:
        kind: a key of CELLS, or one of ROWS.
        column: column it falls on; for rows the column blanked in the older version, or "".
        amount: below 1 a share of the rows, from 1 a number of rows (first chunk only).
    """

    kind: str
    column: str
    amount: float


@dataclass
class Soiled:
    """A chunk as it will be written: text columns, operation and change time, row by row in order of arrival."""

    columns: dict[str, Texts]
    operation: Texts
    changed: Stamps
    county: Texts


ROWS = ("duplicate", "spaced", "updated", "deleted", "deleted_early")


def _thousands(text: str | None) -> str | None:
    if text is None or float(text) < 1000:
        return text
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}"


def _month(text: str | None) -> str | None:
    return None if text is None else f"{text[:4]}年{int(text[5:7])}月"


def _spread(text: str | None) -> str | None:
    return None if text is None else f"{text[0]} {text[1:]}"


#: Kind → whether it falls on missing cells, and what it makes of a cell.
CELLS: dict[str, tuple[bool, Callable[[str | None], str | None]]] = {
    "comma": (False, _thousands),
    "dash": (True, lambda _: "—"),
    "blank": (True, lambda _: ""),
    "zero_date": (True, lambda _: "0000-00-00"),
    "about": (False, lambda text: f"约{text}"),
    "unknown": (False, lambda _: "不详"),
    "month_text": (False, _month),
    "compact_date": (False, lambda text: None if text is None else text[:10].replace("-", "")),
    "spread_name": (False, _spread),
}


@dataclass
class Dirt:
    """Soils chunks and counts what it did."""

    doses: dict[str, tuple[Dose, ...]]
    register: Counter[tuple[str, str]] = field(default_factory=Counter)

    def soil(
        self, table: str, key: Iterable[str], chunk: Soiled, now: np.datetime64, rng: np.random.Generator
    ) -> Soiled:
        """The chunk with its doses; cell doses first, so that repeated rows repeat them."""
        doses = self.doses.get(table, ())
        for dose in doses:
            if dose.kind in CELLS:
                self._cells(table, dose, chunk, rng)
        for dose in doses:
            if dose.kind in ROWS:
                chunk = self._rows(table, tuple(key), dose, chunk, now, rng)
        return chunk

    def _count(self, table: str, dose: Dose, rows: int, rng: np.random.Generator) -> int:
        if dose.amount >= 1:
            wanted = int(dose.amount) - self.register[table, dose.kind]
            return min(max(wanted, 0), rows)
        return min(int(rng.binomial(rows, dose.amount)), rows)

    def _cells(self, table: str, dose: Dose, chunk: Soiled, rng: np.random.Generator) -> None:
        on_missing, change = CELLS[dose.kind]
        cells = chunk.county if dose.column == "dsc_adm_region" else chunk.columns[dose.column]
        missing = np.array([cell is None for cell in cells])
        candidates = np.flatnonzero(missing == on_missing)
        count = self._count(table, dose, len(candidates), rng)
        chosen = rng.choice(candidates, size=count, replace=False)
        for row in chosen:
            before = cells[row]
            cells[row] = change(before)
            self.register[table, dose.kind] += int(cells[row] != before)

    def _rows(
        self,
        table: str,
        key: tuple[str, ...],
        dose: Dose,
        chunk: Soiled,
        now: np.datetime64,
        rng: np.random.Generator,
    ) -> Soiled:
        untouched = np.flatnonzero(chunk.operation == "I")
        count = self._count(table, dose, len(untouched), rng)
        if not count:
            return chunk
        chosen = np.sort(rng.choice(untouched, size=count, replace=False))
        lag = rng.integers(1, 48 * 3600, size=count).astype("m8[s]")
        self.register[table, dose.kind] += count
        return _ROW_DIRT[dose.kind](chunk, chosen, key, dose.column, lag, now)


def _taken(chunk: Soiled, chosen: npt.NDArray[np.int64]) -> Soiled:
    return Soiled(
        {name: texts[chosen].copy() for name, texts in chunk.columns.items()},
        chunk.operation[chosen].copy(),
        chunk.changed[chosen].copy(),
        chunk.county[chosen].copy(),
    )


def _joined(first: Soiled, second: Soiled) -> Soiled:
    return Soiled(
        {name: np.concatenate([texts, second.columns[name]]) for name, texts in first.columns.items()},
        np.concatenate([first.operation, second.operation]),
        np.concatenate([first.changed, second.changed]),
        np.concatenate([first.county, second.county]),
    )


def _repeated(
    chunk: Soiled, chosen: npt.NDArray[np.int64], _: tuple[str, ...], __: str, lag: Stamps, now: np.datetime64
) -> Soiled:
    again = _taken(chunk, chosen)
    again.changed = np.minimum(again.changed + lag, now)
    again.operation[:] = "U"
    return _joined(chunk, again)


def _repeated_with_spaces(
    chunk: Soiled, chosen: npt.NDArray[np.int64], key: tuple[str, ...], _: str, lag: Stamps, now: np.datetime64
) -> Soiled:
    again = _taken(chunk, chosen)
    again.changed = np.minimum(again.changed + lag, now)
    again.operation[:] = "update"
    again.columns[key[0]] = np.array([f" {text}  " for text in again.columns[key[0]]], dtype=object)
    return _joined(chunk, again)


def _older_version_first(
    chunk: Soiled, chosen: npt.NDArray[np.int64], _: tuple[str, ...], column: str, lag: Stamps, __: np.datetime64
) -> Soiled:
    older = _taken(chunk, chosen)
    older.changed = older.changed - lag
    older.columns[column][:] = None
    chunk.operation[chosen] = "U"
    return _joined(older, chunk)


def _deleted(
    chunk: Soiled, chosen: npt.NDArray[np.int64], key: tuple[str, ...], column: str, lag: Stamps, now: np.datetime64
) -> Soiled:
    extra, gone = _extra(chunk, chosen, key, lag, now)
    return _joined(chunk, _joined(extra, gone))


def _deleted_before_inserted(
    chunk: Soiled, chosen: npt.NDArray[np.int64], key: tuple[str, ...], column: str, lag: Stamps, now: np.datetime64
) -> Soiled:
    extra, gone = _extra(chunk, chosen, key, lag, now)
    return _joined(chunk, _joined(gone, extra))


def _extra(
    chunk: Soiled, chosen: npt.NDArray[np.int64], key: tuple[str, ...], lag: Stamps, now: np.datetime64
) -> tuple[Soiled, Soiled]:
    extra, gone = _taken(chunk, chosen), _taken(chunk, chosen)
    for rows in (extra, gone):
        rows.columns[key[0]] = np.array([f"{text}-D" for text in rows.columns[key[0]]], dtype=object)
    extra.changed = extra.changed - lag
    gone.changed = np.minimum(gone.changed + lag, now)
    gone.operation[:] = "D"
    return extra, gone


_ROW_DIRT = {
    "duplicate": _repeated,
    "spaced": _repeated_with_spaces,
    "updated": _older_version_first,
    "deleted": _deleted,
    "deleted_early": _deleted_before_inserted,
}
