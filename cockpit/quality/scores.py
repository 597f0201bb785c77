"""Scores of sources, departments and snapshots: elements added up, divided last."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from cockpit.quality.standing import Judged, Selecting, findings, last_batches
from metrics.catalog import Catalog
from metrics.quality import DIMENSIONS, Tally, score
from metrics.release_calendar import calendar

#: How many of a source's last batches tell whether it can be reached.
RECENT = 30


def tallies(reader: Selecting, tables: Judged) -> pd.DataFrame:
    """Elements checked and failed: source, title, owner, dimension, checked, failed; one row per source and dimension.

    From each source's last judged batch; accessibility from its last RECENT batches (one that failed is one failure).
    """
    last = last_batches(reader, tables)[["source", "title", "owner"]]
    found = findings(reader, tables)[["source", "dimension", "checked", "failed"]]
    both = pd.concat([found, _reached(reader, tables)], ignore_index=True)
    summed = both.groupby(["source", "dimension"], as_index=False)[["checked", "failed"]].sum()
    return summed.merge(last, on="source")


def _reached(reader: Selecting, tables: Judged) -> pd.DataFrame:
    batch = tables.batch
    rank = sa.func.row_number().over(partition_by=batch.c.source, order_by=batch.c.batch_id.desc()).label("rank")
    ranked = sa.select(batch.c.source, batch.c.status, rank).subquery()
    failed = sa.func.sum(sa.case((ranked.c.status == "failed", 1), else_=0))
    chosen = sa.select(ranked.c.source, sa.func.count().label("checked"), failed.label("failed"))
    frame = reader.select(chosen.where(ranked.c.rank <= RECENT).group_by(ranked.c.source))
    return frame.assign(dimension="accessibility").astype({"checked": "int64", "failed": "int64"})


def scored(elements: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Per group: `score` (0–100, NaN when nothing was checked) and the rate of each dimension (NaN when not checked)."""
    rows = []
    for key, group in elements.groupby(by, sort=True):
        told = {
            str(name): Tally(int(part["checked"].sum()), int(part["failed"].sum()))
            for name, part in group.groupby("dimension")
        }
        known = {name: told[name] for name in DIMENSIONS if name in told}
        rates = {name: known[name].rate if name in known else None for name in DIMENSIONS}
        names = key if isinstance(key, tuple) else (key,)
        rows.append(dict(zip(by, names, strict=True)) | {"score": score(known)} | rates)
    columns = [*by, "score", *DIMENSIONS]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[len(by) :], "float64"))


def trend(reader: Selecting, tables: Judged) -> pd.DataFrame:
    """The batches of each snapshot, oldest first: snapshot_id, at, batches, blocked, their whole score, and the rate of
    each dimension but accessibility, which is judged over many batches (NaN when not checked)."""
    finding, batch = tables.finding, tables.batch
    joined = finding.join(batch, finding.c.batch_id == batch.c.batch_id)
    sums = [sa.func.sum(finding.c[name]).label(name) for name in ("checked", "failed")]
    chosen = sa.select(batch.c.snapshot_id, finding.c.dimension, *sums).select_from(joined)
    frame = reader.select(chosen.group_by(batch.c.snapshot_id, finding.c.dimension))
    own = scored(frame, ["snapshot_id"]).drop(columns="accessibility")
    blocked = sa.func.sum(sa.case((batch.c.status.in_(("blocked", "failed")), 1), else_=0)).label("blocked")
    counts = reader.select(
        sa.select(
            batch.c.snapshot_id,
            sa.func.max(batch.c.finished).label("at"),
            sa.func.count().label("batches"),
            blocked,
        ).group_by(batch.c.snapshot_id)
    )
    return counts.merge(own, on="snapshot_id", how="left").sort_values("snapshot_id").reset_index(drop=True)


def league(reader: Selecting, tables: Judged, catalog: Catalog, now: datetime) -> pd.DataFrame:
    """Sources that deliver late or badly, worst first: source, title, owner, cycle, reached, late (days, > 0 = late),
    blocked and failed batches of all that are kept, rejected rows."""
    batch, dataset = tables.batch, tables.dataset
    count = {
        name: sa.func.sum(sa.case((batch.c.status == name, 1), else_=0)).label(name) for name in ("blocked", "failed")
    }
    chosen = sa.select(
        batch.c.source, sa.func.max(batch.c.as_of).label("reached"), sa.func.count().label("batches"),
        count["blocked"], count["failed"], sa.func.sum(batch.c.rows_rejected).label("rejected"),
    ).group_by(batch.c.source)  # fmt: skip
    told = reader.select(
        sa.select(dataset.c.source, dataset.c.title, dataset.c.owner, dataset.c.cycle, dataset.c.target)
    )
    frame = reader.select(chosen).merge(told, on="source")
    reached = [None if pd.isna(moment) else moment for moment in frame["reached"]]
    due = [calendar(catalog, *told) for told in zip(frame["target"], frame["cycle"], strict=True)]
    late = [own.days_late(moment, now) for own, moment in zip(due, reached, strict=True)]
    frame["late"] = pd.Series(late, index=frame.index, dtype="float64")
    return frame.sort_values(["blocked", "failed", "late"], ascending=False, kind="stable").reset_index(drop=True)
