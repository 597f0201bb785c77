"""What a batch is checked on: its latest row per business key, and beside it what is published already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from cockpit.store.merge import staged_table
from metrics.observation import KEY
from metrics.release_calendar import Calendar

CHECKED = "checked"
#: Column of CHECKED that names the row: the parts of its business key.
ROW_KEY = "_key"


@dataclass(frozen=True)
class Subject:
    """One staged batch under inspection.

    Args:
        staged: everything delivered; checked: the latest standing row per key (+ ROW_KEY); standing: what is published.
        key: business key; region: the region column or ""; whole: the source is delivered whole each time.
        calendar: when deliveries of the source are due.
        read, refused: rows delivered, and those of them that could not be typed.
    """

    staged: sa.Table
    checked: sa.Table
    standing: sa.FromClause
    key: tuple[str, ...]
    region: str
    whole: bool
    calendar: Calendar
    now: datetime
    read: int = 0
    refused: int = 0

    @property
    def observed(self) -> bool:
        """Whether the batch carries observations."""
        return "indicator" in self.checked.c


def row_key(columns: sa.ColumnCollection, key: Sequence[str]) -> sa.ColumnElement[str]:
    """The business key as one text; two rows have the same exactly when their keys are the same."""
    return sa.func.concat_ws("|", *(sa.func.coalesce(sa.cast(columns[name], sa.String), "—") for name in key))


def make_subject(
    connection: sa.Connection, target: sa.Table, key: Sequence[str], region: str, whole: bool,
    calendar: Calendar, now: datetime, read: int, refused: int,
) -> Subject:  # fmt: skip
    """The subject of the rows staged for a target; makes the temporary view CHECKED."""
    staged = staged_table(target)
    observed = "indicator" in target.c
    by = KEY if observed else tuple(key)
    chosen = _latest(connection, staged, by, observed)
    connection.execute(sa.text(f"DROP VIEW IF EXISTS {CHECKED}"))
    compiled = chosen.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    connection.execute(sa.text(f"CREATE TEMPORARY VIEW {CHECKED} AS {compiled}"))
    columns = [sa.Column(column.name, column.type) for column in target.columns]
    checked = sa.Table(CHECKED, sa.MetaData(), *columns, sa.Column(ROW_KEY, sa.String), prefixes=["TEMPORARY"])
    return Subject(staged, checked, _standing(target, observed), tuple(by), region, whole, calendar, now, read, refused)


def _latest(connection: sa.Connection, staged: sa.Table, by: Sequence[str], observed: bool) -> sa.Select:
    """The latest standing row of each key, with ROW_KEY; only keys that came more than once are ranked."""
    repeated = sa.Table("repeated", sa.MetaData(), *[sa.Column(name, staged.c[name].type) for name in by])
    own = [staged.c[name] for name in by]
    several = sa.select(*own).group_by(*own).having(sa.func.count() > 1)
    compiled = several.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    connection.execute(sa.text("DROP TABLE IF EXISTS repeated"))
    connection.execute(sa.text(f"CREATE TEMPORARY TABLE repeated AS {compiled}"))
    same = sa.and_(*(staged.c[name].is_not_distinct_from(repeated.c[name]) for name in by))
    among = sa.exists(sa.select(1).select_from(repeated).where(same))
    columns = [*staged.c, row_key(staged.c, by).label(ROW_KEY)]
    stands = sa.func.coalesce(staged.c["_operation"], "U") != "D"
    newest = [staged.c["vintage"].desc()] if observed else []
    order = [*newest, staged.c["_changed_at"].desc(), staged.c["_sequence"].desc()]
    rank = sa.func.row_number().over(partition_by=own, order_by=order).label("rank")
    ranked = sa.select(*columns, rank).where(among).subquery()
    names = [column.key for column in columns]
    last = sa.select(*[ranked.c[name] for name in names]).where(
        ranked.c.rank == 1, sa.func.coalesce(ranked.c["_operation"], "U") != "D"
    )
    return sa.select(sa.union_all(sa.select(*columns).where(stands, ~among), last).subquery())


def _standing(target: sa.Table, observed: bool) -> sa.FromClause:
    """What readers see of the target now: for observations the newest vintage of each."""
    if not observed:
        return sa.select(target).where(target.c["_operation"] != "D").subquery("standing")
    rank = sa.func.row_number().over(
        partition_by=[target.c[name] for name in KEY],
        order_by=[target.c.vintage.desc(), target.c["_changed_at"].desc(), target.c["_sequence"].desc()],
    )
    ranked = sa.select(target, rank.label("rank")).subquery()
    columns = [ranked.c[column.name] for column in target.columns]
    return sa.select(*columns).where(ranked.c.rank == 1, ranked.c["_operation"] != "D").subquery("standing")
