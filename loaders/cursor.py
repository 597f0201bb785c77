"""A server-side cursor that goes on where it broke: after a lost connection only what had not come is asked for again.

Rows are read in the order of change, so the last row that came says where to go on. Rows of that very moment (and
number, where there is one) are asked for again and those that had come are left out by what is in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from cockpit.errors import SourceUnreachable

Row = tuple[Any, ...]
#: So many rows of one moment are remembered; where more have it, a reading that breaks is not continued.
REMEMBERED = 100_000
#: Whether a database sorts missing values last; of one that is not here we do not know, and do not go on.
NULLS_LAST = {"postgresql": True, "oracle": True, "sqlite": False, "mysql": False, "mariadb": False}


class Cursor:
    """Pieces of a select.

    Args:
        order: the columns that the select is ordered by, none when it has no order. size: rows of a piece.
        failed: turns the driver's error into ours.
    """

    def __init__(
        self, engine: sa.Engine, chosen: sa.Select[Any], order: Sequence[sa.ColumnElement[Any]], size: int,
        failed: Callable[[sa.exc.DBAPIError], SourceUnreachable],
    ) -> None:  # fmt: skip
        self._engine, self._chosen, self._order, self._size, self._failed = engine, chosen, list(order), size, failed
        names = [column.name for column in chosen.selected_columns]
        self.places = [names.index(column.name) for column in self._order]
        self._connection: sa.Connection | None = None
        self._rows: sa.CursorResult[Any] | None = None
        self._mark: Row | None = None
        self._ended = False
        self._there: Counter[str] = Counter()  # rows at the mark that had come, as text: JSON cannot be counted
        self._held = 0
        self._again: Counter[str] = Counter()  # of them, those that this reading brings a second time

    def more(self) -> list[Row]:
        """The next piece, empty at the end; asked after it failed, it goes on behind the last row that came.

        Raises:
            SourceUnreachable: the database is down, or breaks off.
        """
        if self._ended:
            return []
        try:
            if self._rows is None:
                self._open()
            while rows := self._fetched():
                fresh = [row for row in rows if not self._had(row)] if self._again else rows
                if fresh:
                    self.came(fresh)
                    return fresh
            return []
        except sa.exc.DBAPIError as error:
            self._give_up()
            raise self._failed(error) from error

    @property
    def resumable(self) -> bool:
        """Whether a reading that broke can go on: nothing had come yet, or the last row says where."""
        known = self._engine.dialect.name in NULLS_LAST
        told = bool(self._mark) and None not in (self._mark or ())
        return self._mark is None or (known and told and self._held <= REMEMBERED)

    @property
    def begun(self) -> bool:
        """Whether any row came."""
        return self._mark is not None

    def done(self) -> None:
        """Every row came by another way."""
        self._ended = True

    def came(self, rows: Sequence[Row]) -> None:
        """Remembers the last row, and all rows of its moment."""
        mark = tuple(rows[-1][place] for place in self.places)
        if mark != self._mark:
            self._mark, self._there, self._held = mark, Counter(), 0
        for row in reversed(rows):
            if tuple(row[place] for place in self.places) != mark or self._held > REMEMBERED:
                break
            self._there[repr(row)] += 1
            self._held += 1

    def close(self) -> None:
        """Gives the connection back."""
        self._rows = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _give_up(self) -> None:
        """Throws the connection away: a broken one cannot even be given back."""
        half_read = getattr(getattr(self._rows, "cursor", None), "_result", None)
        if half_read is not None:  # PyMySQL would read a lost connection to its end when the result is collected
            half_read.unbuffered_active = False
        if self._connection is not None:
            self._connection.invalidate()
        self.close()

    def _open(self) -> None:
        self._again = Counter(self._there)
        self._connection = self._engine.connect()
        chosen = self._chosen if self._mark is None else self._chosen.where(self._from(self._order, self._mark))
        streaming = self._connection.execution_options(stream_results=True, yield_per=self._size)
        self._rows = streaming.execute(chosen)

    def _fetched(self) -> list[Row]:
        assert self._rows is not None
        return [tuple(row) for row in self._rows.fetchmany(self._size)]

    def _from(self, order: Sequence[sa.ColumnElement[Any]], mark: Row) -> sa.ColumnElement[bool]:
        """At or behind a mark, as the database sorts."""
        column, value = order[0], sa.literal(mark[0], order[0].type)
        later = [column > value] + ([column.is_(None)] if NULLS_LAST[self._engine.dialect.name] else [])
        same = column == value
        return sa.or_(*later, same if len(order) == 1 else sa.and_(same, self._from(order[1:], mark[1:])))

    def _had(self, row: Row) -> bool:
        told = repr(row)
        if told not in self._again:
            return False
        self._again[told] -= 1
        if not self._again[told]:
            del self._again[told]
        return True
