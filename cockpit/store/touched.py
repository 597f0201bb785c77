"""Which rows of records a publish touched: small changes are remembered as they were and as they are.

What was measured of all other rows still holds (cockpit.store.remeasuring).
"""

from __future__ import annotations

import sqlalchemy as sa

#: A change of more than this share of a table is measured anew as a whole: remembering it would cost more.
SHARE = 0.1


class Touched:
    """Temporary tables of the building file's one connection, one per record, filled while deliveries are applied."""

    def __init__(self) -> None:
        self._tables: dict[str, sa.Table] = {}
        self._whole: set[str] = set()
        #: Indicators of which observations were delivered.
        self.observed: set[str] = set()

    def remember(
        self, connection: sa.Connection, record: str, target: sa.Table, gone: sa.Select, new: sa.Select, changed: int
    ) -> None:
        """Keeps the rows that go and the rows that come, or that there were too many of them."""
        count = connection.execute(sa.select(sa.func.count()).select_from(target)).scalar_one()
        if record in self._whole or changed > SHARE * count:
            self._whole.add(record)
            return
        table = self._declared(record, target)
        connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
        for rows in (gone, new):
            connection.execute(sa.insert(table).from_select([column.name for column in target.columns], rows))

    def _declared(self, record: str, target: sa.Table) -> sa.Table:
        columns = [sa.Column(column.name, column.type) for column in target.columns]
        table = sa.Table(f"touched_{record}", sa.MetaData(), *columns, prefixes=["TEMPORARY"])
        return self._tables.setdefault(record, table)

    def rows(self, record: str) -> sa.Table | None:
        """The rows of a record before and after; None when it must be measured as a whole."""
        return None if record in self._whole else self._tables.get(record)
