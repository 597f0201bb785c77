"""Which problems stand now: findings of each source's last batch, and flagged cells whose row was not delivered anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import pandas as pd
import sqlalchemy as sa

from cockpit.store.tables import Tables
from metrics.quality import CHECKS
from metrics.records import Record

#: Checks that judge the batch as a whole: the next batch that passes them proves the problem gone.
WHOLE = ("rows_drop", "unit", "swapped_regions", "fresh", "refused", "duplicates")


class Selecting(Protocol):
    """What is read from: a reader bound to a snapshot."""

    def select(self, chosen: sa.Select) -> pd.DataFrame:
        """The rows of a select."""


class Judged(Protocol):
    """The tables that tell how batches were judged."""

    @property
    def batch(self) -> sa.FromClause:
        """Deliveries."""

    @property
    def finding(self) -> sa.FromClause:
        """What rules found."""

    @property
    def dataset(self) -> sa.FromClause:
        """What sources say of themselves."""


@dataclass(frozen=True)
class Standing:
    """One fault that stands. cells: how many flagged cells still do (0 for faults of a whole batch)."""

    source: str
    title: str
    owner: str
    rule: str
    check: str
    dimension: str
    action: str
    words: str
    batch: int
    at: datetime
    cells: int

    @property
    def column(self) -> str:
        """The column that the rule speaks of first; empty for rules on whole batches."""
        return self.rule.split(":")[1] if ":" in self.rule else ""


def last_batches(reader: Selecting, tables: Judged) -> pd.DataFrame:
    """The newest batch of each source that was judged or refused: source, title, owner, batch_id, status, finished…"""
    batch = tables.batch
    rank = sa.func.row_number().over(partition_by=batch.c.source, order_by=batch.c.batch_id.desc()).label("rank")
    ranked = sa.select(batch, rank).subquery()
    return reader.select(sa.select(ranked).where(ranked.c.rank == 1).order_by(ranked.c.source))


def findings(reader: Selecting, tables: Judged) -> pd.DataFrame:
    """What every rule found in its source's last judged batch: the columns of `finding`."""
    finding = tables.finding
    rank = sa.func.dense_rank().over(partition_by=finding.c.source, order_by=finding.c.batch_id.desc()).label("rank")
    ranked = sa.select(finding, rank).subquery()
    columns = [ranked.c[column.name] for column in finding.columns]
    return reader.select(sa.select(*columns).where(ranked.c.rank == 1))


def standing(reader: Selecting, tables: Tables, records: dict[str, Record]) -> list[Standing]:
    """Every fault that stands: of whole batches from the last one, of cells as long as their row is the flagged one."""
    batches = last_batches(reader, tables).set_index("source")
    last = findings(reader, tables)
    whole = last[last["action"].isin(["block", "note"]) | last["check"].isin(WHOLE)]
    whole = whole[(whole["failed"] > 0) & (whole["action"] != "")]
    faults = [
        _of_batch(row, batches.loc[row["source"]]) for _, row in whole.iterrows() if row["source"] in batches.index
    ]
    told = {(fault.source, fault.rule) for fault in faults}
    cells = _cells(reader, tables, records, batches)
    return faults + [fault for fault in cells if (fault.source, fault.rule) not in told]


def _of_batch(row: Any, batch: Any) -> Standing:
    words = row["words"] or f"{CHECKS[row['check']][1]}，{row['checked']:,} 处中 {row['failed']:,} 处"
    return Standing(
        row["source"], batch["title"], batch["owner"], row["rule"], row["check"], row["dimension"], row["action"],
        words, int(row["batch_id"]), batch["finished"].to_pydatetime(), 0,
    )  # fmt: skip


def _cells(reader: Selecting, tables: Tables, records: dict[str, Record], batches: pd.DataFrame) -> list[Standing]:
    """Flagged cells by source and rule whose row still is the one that was flagged."""
    counts = reader.select(still_flagged(tables, records))
    finding = tables.finding
    found = []
    for row in counts.itertuples():
        told = reader.select(
            sa.select(finding.c.words, finding.c.check, finding.c.dimension).where(
                finding.c.batch_id == int(row.batch_id), finding.c.rule == row.rule
            )
        )
        if told.empty or row.source not in batches.index:
            continue
        one, batch = told.iloc[0], batches.loc[row.source]
        words = f"{one['words']}；现有 {row.n:,} 处未改正"
        found.append(
            Standing(
                row.source, batch["title"], batch["owner"], row.rule, one["check"], one["dimension"], "flag", words,
                int(row.batch_id), batch["finished"].to_pydatetime(), int(row.n),
            )
        )  # fmt: skip
    return found


def still_flagged(tables: Tables, records: dict[str, Record]) -> sa.Select:
    """source, rule, newest batch_id and number `n` of flagged cells whose row has not been delivered anew since."""
    flag = tables.flag
    parts = []
    for name, record in records.items():
        rows = tables.rows[name]
        key = sa.func.concat_ws("|", *(sa.func.coalesce(sa.cast(rows.c[c], sa.String), "—") for c in record.key))
        match = sa.and_(flag.c.target == name, flag.c.row_key == key, flag.c.batch_id == rows.c["_batch"])
        parts.append(sa.select(flag.c.source, flag.c.rule, flag.c.batch_id).select_from(flag.join(rows, match)))
    current = tables.current
    from_current = sa.and_(flag.c.target == "observation", flag.c.row_key == _observed_key(current))
    same = sa.and_(from_current, flag.c.batch_id == current.c.batch)
    parts.append(sa.select(flag.c.source, flag.c.rule, flag.c.batch_id).select_from(flag.join(current, same)))
    every = sa.union_all(*parts).subquery()
    newest = sa.func.max(every.c.batch_id).label("batch_id")
    chosen = sa.select(every.c.source, every.c.rule, newest, sa.func.count().label("n"))
    return chosen.group_by(every.c.source, every.c.rule)


def _observed_key(current: sa.FromClause) -> sa.ColumnElement[str]:
    names = ("indicator", "region", "grain", "period_start", "period_end", "basis", "dimension", "member")
    return sa.func.concat_ws("|", *(sa.func.coalesce(sa.cast(current.c[n], sa.String), "—") for n in names))
