"""Events by when they are due, which is told by one of two columns: the deadline, or to when it was extended."""

from __future__ import annotations

import sqlalchemy as sa

from cockpit.view.panels.scope import in_period
from metrics.period import Period


def due_in(event: sa.FromClause, period: Period) -> sa.Subquery:
    """The events due in a period, with the columns of record grid_event.

    The same as `in_period(event.c.due, period)`, in two parts that each ask one column: the warehouse then skips the
    blocks that lie outside (22 ms of 20 million events, instead of 370 ms to look at each).
    """
    plain = sa.select(*event.c).where(event.c.extend_until.is_(None), in_period(event.c.deadline, period))
    extended = sa.select(*event.c).where(in_period(event.c.extend_until, period))
    return sa.union_all(plain, extended).subquery("due_event")
