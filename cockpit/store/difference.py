"""What changed between two snapshots: observations that appeared, changed or vanished, whoever published them."""

from __future__ import annotations

import sqlalchemy as sa

from cockpit.store.current import at_snapshot
from cockpit.store.tables import Readable
from metrics.observation import KEY

APPEARED, CHANGED, VANISHED = "appeared", "changed", "vanished"
#: Kinds of difference and their words.
KINDS = {APPEARED: "新增", CHANGED: "修改", VANISHED: "撤回或移出"}


def difference(tables: Readable, earlier: int, later: int) -> sa.Select:
    """KEY's columns, kind, before, after (base unit), batch (of the later value; 0 = measured), ordered by KEY.

    Values are compared, not the day they were measured: a number that was only measured anew has not changed, and one
    that came up without a value (nothing over nothing) is none.
    """
    before, after = at_snapshot(tables, earlier).subquery(), at_snapshot(tables, later).subquery()
    same = sa.and_(*(before.c[name].is_not_distinct_from(after.c[name]) for name in KEY))
    there, here = before.c.indicator.is_not(None), after.c.indicator.is_not(None)
    kind = sa.case((sa.not_(there), APPEARED), (sa.not_(here), VANISHED), else_=CHANGED)
    columns = [sa.func.coalesce(after.c[name], before.c[name]).label(name) for name in KEY]
    joined = before.outerjoin(after, same, full=True)
    return (
        sa.select(
            *columns, kind.label("kind"), before.c.value.label("before"), after.c.value.label("after"),
            sa.func.coalesce(after.c.batch, before.c.batch).label("batch"),
            sa.func.coalesce(after.c.status, before.c.status).label("status"),
        )
        .select_from(joined)
        .where(before.c.value.is_distinct_from(after.c.value))
        .order_by(*[sa.text(str(n + 1)) for n in range(len(KEY))])
    )  # fmt: skip
