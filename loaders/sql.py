"""Reading a table of an exchange database: declared columns only, in the order of change, in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pandas as pd
import sqlalchemy as sa

from cockpit.delivery import Watermark
from cockpit.errors import SourceShapeError, SourceUnreachable
from loaders.lineage import PLATFORM, from_platform

ROWS = 50_000


def open_platform(url: str) -> sa.Engine:
    """The exchange database of a URL.

    Raises:
        SourceUnreachable: the URL cannot be used.
    """
    try:
        return sa.create_engine(url, pool_pre_ping=True)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise SourceUnreachable("COCKPIT_PLATFORM_URL", f"地址不能用:{error}", "写成 SQLAlchemy URL") from error


def place(engine: sa.Engine, table: str) -> str:
    """Where rows come from, without secrets."""
    return f"{engine.url.render_as_string(hide_password=True)}#{table}"


def read_table(
    engine: sa.Engine, table: str, columns: list[str], since: Watermark | None, look_back_hours: int, now: datetime
) -> Iterator[pd.DataFrame]:
    """Chunks of text columns with lineage; rows after the watermark, looking back some hours for late ones.

    Raises:
        SourceUnreachable: the platform is down. SourceShapeError: a column is missing.
    """
    wanted = [*dict.fromkeys([*columns, *PLATFORM])]
    try:
        with engine.connect() as connection:
            _check(connection, engine, table, wanted)
            yield from _chunks(connection, _statement(table, wanted, since, look_back_hours), wanted, now)
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).splitlines()[0] if error.orig else str(error)
        raise SourceUnreachable(
            place(engine, table), f"读不到:{reason}", "确认平台已启动、地址和账号正确;稍后重试"
        ) from error


def _check(connection: sa.Connection, engine: sa.Engine, table: str, wanted: list[str]) -> None:
    """The mapping's columns exist; everything else about the table is the mapping's to say."""
    inspector = sa.inspect(connection)
    if not inspector.has_table(table):
        raise SourceShapeError(place(engine, table), f"没有表 {table}", "核对映射的 table,或向数源单位申请授权")
    present = {column["name"] for column in inspector.get_columns(table)}
    missing = [name for name in wanted if name not in present]
    if missing:
        raise SourceShapeError(
            place(engine, table), f"没有列 {'、'.join(missing)};有:{'、'.join(sorted(present))}", "改映射的 columns"
        )


def _statement(table: str, wanted: list[str], since: Watermark | None, look_back_hours: int) -> sa.Select:
    source = sa.table(table, *[sa.column(name) for name in wanted])
    chosen = sa.select(*source.c)
    if since is not None:
        start = since.changed_at - timedelta(hours=look_back_hours)
        chosen = chosen.where(source.c.dsc_biz_timestamp >= start.strftime("%Y-%m-%d %H:%M:%S"))
    return chosen.order_by(source.c.dsc_biz_timestamp, source.c.dsc_biz_record_id)


def _chunks(connection: sa.Connection, chosen: sa.Select, wanted: list[str], now: datetime) -> Iterator[pd.DataFrame]:
    result = connection.execution_options(stream_results=True, yield_per=ROWS).execute(chosen)
    first = 1
    for partition in result.partitions(ROWS):
        raw = pd.DataFrame.from_records(partition, columns=wanted).astype("str").where(lambda frame: frame.notna())
        yield from_platform(raw, first, now)
        first += len(raw)
