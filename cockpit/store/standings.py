"""How each source stands in a snapshot: what was read and refused, when it last came, to when its rows reach."""

from __future__ import annotations

import sqlalchemy as sa

from cockpit.store.tables import Readable


def standings(tables: Readable) -> sa.Select:
    """Per source: source, target, cycle, rows_read, rows_refused, arrived (last good batch), reached (its newest change)."""
    batch, dataset = tables.batch, tables.dataset
    good = batch.c.status.not_in(("failed", "blocked"))
    per_source = (
        sa.select(
            batch.c.source,
            sa.func.max(batch.c.target).label("target"),
            sa.cast(sa.func.sum(batch.c.rows_read), sa.BigInteger).label("rows_read"),
            sa.cast(sa.func.sum(batch.c.rows_rejected), sa.BigInteger).label("rows_refused"),
            sa.func.max(sa.case((good, batch.c.finished))).label("arrived"),
            sa.func.max(sa.case((good, batch.c.as_of))).label("reached"),
        )
        .group_by(batch.c.source)
        .subquery()
    )
    cycle = sa.select(sa.func.max(dataset.c.cycle)).where(dataset.c.source == per_source.c.source).scalar_subquery()
    chosen = sa.select(*per_source.c, sa.func.coalesce(cycle, "N").label("cycle"))
    return chosen.order_by(per_source.c.source)
