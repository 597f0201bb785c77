"""What leaves the cockpit as a file: sheets of typed columns whose rows come in batches, and what a reader must know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

import pandas as pd
import pyarrow as pa

from metrics.model import Indicator

Kind = Literal["text", "number", "time", "day"]
#: Rows of one batch: small enough for flat memory, large enough for the writers.
BATCH_ROWS = 20_000
#: Excel's limits.
SHEET_ROWS, SHEET_TITLE = 1_048_576, 31
_ARROW = {"text": pa.string(), "number": pa.float64(), "time": pa.timestamp("us"), "day": pa.timestamp("us")}
_FORBIDDEN_IN_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FORBIDDEN_IN_FILE = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')


@dataclass(frozen=True)
class Column:
    """One column: `kind` decides how it is written; codes of any kind (信用代码, 区划) are text.

    Args:
        decimals: of numbers; None shows them as they are.
        width: in characters.
        as_is: the decimals of a row do not concern this column.
    """

    name: str
    kind: Kind = "text"
    decimals: int | None = None
    width: float = 14
    as_is: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table of a file.

    Args:
        rows: how many there are; a writer that meets another number fails.
        batches: a fresh run over the rows, in order, in the columns' names and types; may be asked for more than once.
        decimals: per row, for sheets whose rows have units of their own (applies to every number of the row that is not `as_is`).
        notes: sentences above the header.
    """

    title: str
    columns: tuple[Column, ...]
    rows: int
    batches: Callable[[], Iterator[pa.RecordBatch]]
    decimals: tuple[int, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def schema(self) -> pa.Schema:
        """The columns as Arrow types."""
        return pa.schema([(column.name, _ARROW[column.kind]) for column in self.columns])


@dataclass(frozen=True)
class Cover:
    """What a reader must know who never saw the screen.

    Args:
        subject, span: what the file is about and of which period; they make its name.
        facts: name and value: period, region, filters, as-of, snapshot, who made it.
        indicators: those that occur, for the sheet of definitions.
        watermark: the number under which this very export stands in the audit.
    """

    subject: str
    span: str
    facts: tuple[tuple[str, str], ...]
    indicators: tuple[Indicator, ...]
    snapshot: int
    demo: bool
    watermark: str
    made_at: datetime

    def name(self, extension: str) -> str:
        """舟山市_指标_期_导出日, and 演示数据 when any number is."""
        parts = ["舟山市", self.subject, self.span, f"{self.made_at:%Y%m%d}", *(["演示数据"] if self.demo else [])]
        return "_".join(_FORBIDDEN_IN_FILE.sub("-", part)[:60] for part in parts if part) + f".{extension}"


@dataclass(frozen=True)
class Document:
    """A file before it is written."""

    cover: Cover
    sheets: tuple[Sheet, ...] = field(default=())

    @property
    def rows(self) -> int:
        """Rows of all sheets."""
        return sum(sheet.rows for sheet in self.sheets)


def frame_sheet(title: str, columns: Sequence[Column], frame: pd.DataFrame, **facts: object) -> Sheet:
    """A sheet of a frame that is in memory; its columns are taken by name."""
    plan = Sheet(title, tuple(columns), len(frame), lambda: iter(()), **facts)  # type: ignore[arg-type]
    table = pa.Table.from_arrays(
        [_array(frame[column.name], column) for column in plan.columns], schema=plan.schema
    )  # fmt: skip
    return replace(plan, batches=lambda: iter(table.to_batches(BATCH_ROWS)))


def _array(values: pd.Series, column: Column) -> pa.Array:
    """Missing stays missing; in a text column everything becomes text."""
    if column.kind == "text":
        return pa.array([None if _missing(value) else str(value) for value in values], pa.string())
    return pa.array([None if _missing(value) else value for value in values], _ARROW[column.kind])


def _missing(value: object) -> bool:
    return value is None or (not isinstance(value, str) and bool(pd.isna(value)))


def sheet_titles(sheets: Sequence[Sheet]) -> list[str]:
    """Titles as Excel takes them: at most 31 characters, no forbidden sign, each only once."""
    titles: list[str] = []
    for sheet in sheets:
        plain = _FORBIDDEN_IN_SHEET.sub(" ", sheet.title).strip(" '") or "表"
        title, number = plain[:SHEET_TITLE], 2
        while title in titles:
            mark = f" {number}"
            title, number = plain[: SHEET_TITLE - len(mark)] + mark, number + 1
        titles.append(title)
    return titles
