"""Exchange databases by SQLAlchemy URL: declared columns only, in the order of change, by a server-side cursor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from cockpit.clock import BEIJING
from cockpit.delivery import Watermark
from cockpit.errors import SourceShapeError, SourceUnreachable
from loaders.copied import BREAKS, as_text, can_copy, copied, last_moment
from loaders.cursor import Cursor
from loaders.dameng import load_dialect
from loaders.gateways.addressed import Addressed
from loaders.lineage import PLATFORM, Lineage
from loaders.patience import ONCE, Patience
from loaders.reading import Outside, Piece, Protocol, Wish
from loaders.text_rows import text_columns
from metrics.declaration import Declaration

#: Rows of one piece; the server keeps the others until they are asked for.
ROWS = 50_000
#: Seconds for connecting, and for one statement to begin answering.
CONNECT, STATEMENT = 10, 600
_PATIENCE: dict[str, dict[str, Any]] = {
    "postgresql": {"connect_timeout": CONNECT, "options": f"-cstatement_timeout={STATEMENT * 1000}"},
    "mysql": {"connect_timeout": CONNECT, "read_timeout": STATEMENT},
    "mariadb": {"connect_timeout": CONNECT, "read_timeout": STATEMENT},
    "dm": {"connection_timeout": STATEMENT},
}


class SqlConnection(Addressed):
    """An exchange database: postgresql://, mysql+pymysql://, oracle+oracledb://, dm+dmPython://, sqlite:///."""


class SqlTable(Declaration):
    """A table or view; schema when it is not the account's own."""

    table: str
    schema_name: str = ""


@dataclass(frozen=True)
class _Found:
    """The table as the database describes it: its columns, the type of its column of change, if it has one, and
    whether its rows can be copied as they are."""

    table: sa.TableClause
    changed_at: sa.types.TypeEngine[Any] | None
    copies: bool


def open_platform(url: str) -> sa.Engine:
    """The exchange database of a URL.

    Raises:
        SourceUnreachable: the URL cannot be used.
    """
    try:
        name = sa.make_url(url).get_backend_name()
        if name == "dm":
            load_dialect()
        return sa.create_engine(url, pool_pre_ping=True, connect_args=_PATIENCE.get(name, {}))
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError) as error:
        raise SourceUnreachable("数据库地址", f"地址不能用：{error}", "写成 SQLAlchemy URL，并装好它的驱动") from error


def place(engine: sa.Engine, table: str) -> str:
    """Where rows come from, without secrets."""
    return f"{engine.url.render_as_string(hide_password=True)}#{table}"


def read_table(engine: sa.Engine, dataset: SqlTable, wish: Wish, patience: Patience = ONCE) -> Iterator[pd.DataFrame]:
    """Pieces of text columns; rows after the watermark, looking back some hours for late ones.

    A reading that breaks off goes on behind the last row that came; a table without a column of change is refused whole.

    Raises:
        SourceUnreachable: the database is down or breaks off. SourceShapeError: a table or column is missing.
    """
    wanted = [*dict.fromkeys([*wish.columns, *wish.lineage.columns])]
    try:
        with engine.connect() as connection:
            found = _found(connection, engine, dataset, wanted, wish)
    except sa.exc.DBAPIError as error:
        raise unreachable(engine, dataset, error.orig or error) from error
    order = [found.table.c[name] for name in (wish.lineage.changed_at, wish.lineage.sequence) if name]
    order = order if wish.lineage.changed_at else []
    statement = select_rows(found.table, wish, found.changed_at)
    cursor = Cursor(engine, statement, order, ROWS, lambda error: unreachable(engine, dataset, error.orig or error))
    if found.copies:
        yield from _copied(engine, dataset, statement, cursor)
    names = [column.name for column in found.table.c]
    for rows in _pieces(cursor, patience):
        yield text_columns(names, zip(*rows, strict=True))


def _copied(engine: sa.Engine, dataset: SqlTable, statement: sa.Select[Any], cursor: Cursor) -> Iterator[pd.DataFrame]:
    """All rows by COPY; where it breaks off, the cursor goes on behind the last row that came, if it can."""
    try:
        for batch in copied(engine, statement, _PATIENCE["postgresql"]):
            cursor.came(last_moment(batch, cursor.places))
            yield as_text(batch)
        cursor.done()
    except BREAKS as error:
        if not (cursor.begun and cursor.resumable):
            raise unreachable(engine, dataset, error) from error


def _pieces(cursor: Cursor, patience: Patience) -> Iterator[list[tuple[Any, ...]]]:
    """The first piece is asked for once: whoever opened the source asks for it again; the later ones see to themselves."""

    def more() -> list[tuple[Any, ...]]:
        return patience.again(cursor.more) if cursor.begun and cursor.resumable else cursor.more()

    try:
        while rows := more():
            yield rows
    finally:
        cursor.close()


def unreachable(engine: sa.Engine, dataset: SqlTable, error: BaseException) -> SourceUnreachable:
    """The driver's error as ours."""
    reason = str(error).splitlines()[0]
    return SourceUnreachable(
        place(engine, dataset.table), f"读不到：{reason}", "确认平台已启动、地址和账号正确；稍后重试"
    )


def _found(connection: sa.Connection, engine: sa.Engine, dataset: SqlTable, wanted: list[str], wish: Wish) -> _Found:
    """The mapping's columns exist; everything else about the table is the mapping's to say."""
    inspector, table, schema = sa.inspect(connection), dataset.table, dataset.schema_name or None
    where = place(engine, table)
    if not inspector.has_table(table, schema) and table not in inspector.get_view_names(schema):
        raise SourceShapeError(where, f"没有表 {table}", "核对映射的 table，或向数源单位申请授权")
    present = {column["name"]: column["type"] for column in inspector.get_columns(table, schema)}
    missing = [name for name in wanted if name not in present]
    if missing:
        raise SourceShapeError(
            where, f"没有列 {'、'.join(missing)}；有：{'、'.join(sorted(present))}", "改映射的 columns"
        )
    if not wanted:  # a sample wishes all there is
        wanted = list(present)
    names = [*wanted, *(name for name in wish.optional if name in present and name not in wanted)]
    source = sa.table(table, *[sa.column(name) for name in names], schema=schema)
    copies = can_copy(engine, [present[name] for name in names])
    return _Found(source, present.get(wish.lineage.changed_at), copies)


def select_rows(source: sa.TableClause, wish: Wish, kind: sa.types.TypeEngine[Any] | None) -> sa.Select[Any]:
    """The rows to read, in the order of change.

    Args:
        kind: type of the column of change: text in tables of the platform, a time in others.
    """
    chosen: sa.Select[Any] = sa.select(*source.c)
    told = wish.lineage
    if not told.changed_at:
        return chosen
    changed = source.c[told.changed_at]
    if wish.since is not None:
        start = _moment(wish.since.changed_at - timedelta(hours=wish.look_back_hours), kind)
        later = changed >= start
        if wish.look_back_hours == 0 and told.sequence:
            later = _after(source, wish.since, told, start)
        chosen = chosen.where(later)
    return chosen.order_by(changed, *([source.c[told.sequence]] if told.sequence else []))


def _after(source: sa.TableClause, since: Watermark, told: Lineage, start: sa.ColumnElement[Any]) -> sa.ColumnElement:
    """Strictly after both parts of the watermark; numbers are text in tables of the platform, padded or not."""
    changed, number = source.c[told.changed_at], sa.cast(source.c[told.sequence], sa.BigInteger)
    return sa.or_(changed > start, sa.and_(changed == start, number > since.sequence))


def _moment(moment: datetime, kind: sa.types.TypeEngine[Any] | None) -> sa.ColumnElement[Any]:
    if isinstance(kind, sa.DateTime):
        return sa.literal(moment.replace(tzinfo=BEIJING) if kind.timezone else moment, kind)
    if isinstance(kind, sa.Date):
        return sa.literal(moment.date(), kind)
    return sa.literal(moment.strftime("%Y-%m-%d %H:%M:%S"), sa.String())


def _engine(connection: SqlConnection, outside: Outside) -> sa.Engine:
    url = connection.opened(outside.secrets).url
    if url not in outside.opened:
        outside.opened[url] = open_platform(url)
    engine: sa.Engine = outside.opened[url]
    return engine


def _place(connection: SqlConnection, dataset: SqlTable, outside: Outside) -> str:
    return place(_engine(connection, outside), dataset.table)


def _read(connection: SqlConnection, dataset: SqlTable, wish: Wish, outside: Outside) -> Iterator[Piece]:
    for rows in read_table(_engine(connection, outside), dataset, wish, outside.patience):
        yield Piece(rows)


PROTOCOL = Protocol(SqlConnection, SqlTable, PLATFORM, _place, _read, refuses_empty=False)
