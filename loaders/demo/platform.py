"""Writes the exchange database: any engine SQLAlchemy knows, one transaction per table, every column text."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from sqlalchemy import event

from cockpit.errors import SourceUnreachable
from loaders.demo.dirt import Dirt, Soiled
from loaders.demo.seed import generator
from loaders.demo.tables import TABLES
from loaders.demo.text import Array, Texts, as_text, numbered

#: Longer than 255 characters is possible here.
LONG = frozenset(
    {"geom", "opscope", "formula", "note", "source", "w_json", "base_json", "class_cut_json", "milestones_json"}
)

LINEAGE = (
    "dsc_biz_record_id",
    "dsc_biz_operation",
    "dsc_biz_timestamp",
    "dsc_hash_unique",
    "dsc_sydep_name",
    "dsc_sydep_tblname",
    "dsc_dw_rksj",
    "dsc_adm_region",
)

COUNTY_NAMES = {"330900": "舟山市", "330902": "定海区", "330903": "普陀区", "330921": "岱山县", "330922": "嵊泗县"}


@dataclass(frozen=True)
class Rows:
    """A chunk of one table, still typed.

    Args:
        columns: name → array, all of one length (see text.as_text for dtypes).
        changed: datetime64[s], when the department last changed the row.
        county: county code per row, or None for the whole city.
        operation: I, U or D per row (object array), or None for I.
    """

    columns: dict[str, Array]
    changed: Array
    county: Array | None = None
    operation: Texts | None = None


class Platform:
    """An exchange database being filled.

    Args:
        engine: where to; tables of the same name are replaced.
        now: the moment the state of the world is taken at, datetime64[s].
        progress: is told one Chinese line per table.
    """

    def __init__(self, engine: sa.Engine, now: np.datetime64, progress: Callable[[str], None]) -> None:
        self._engine = engine
        self._now = now
        self._progress = progress
        self.dirt = Dirt({name: table.doses for name, table in TABLES.items()})
        self.counts: dict[str, int] = {}

    def fill(self, name: str, title: str, chunks: Iterable[Rows]) -> None:
        """Create the table from the first chunk's columns and write all chunks in one transaction."""
        count = 0
        with self._engine.begin() as connection:
            insert = ""
            for number, rows in enumerate(chunks):
                if not insert:
                    insert = _created(connection, _declared(name, rows.columns))
                texts = self._soiled(name, rows, count, number)
                if texts:
                    connection.exec_driver_sql(insert, texts)
                count += len(texts)
            connection.exec_driver_sql(
                f"CREATE INDEX ix_{name}_changed ON {name} (dsc_biz_timestamp, dsc_biz_record_id)"
            )
        self.counts[name] = count
        self._progress(f"{title}（{name}）{count:,} 行")

    def _soiled(self, name: str, rows: Rows, first: int, number: int) -> list[tuple[str | None, ...]]:
        """The chunk as it is written: text, dirt, lineage; `first` rows stand before it, it is chunk `number`."""
        length = len(rows.changed)
        if not length:
            return []
        rng = generator(f"platform.{name}", number)
        counties = np.full(length, "330900") if rows.county is None else rows.county
        known, index = np.unique(counties, return_inverse=True)
        chunk = Soiled(
            {column: as_text(values) for column, values in rows.columns.items()},
            np.full(length, "I", dtype=object) if rows.operation is None else rows.operation,
            rows.changed.astype("M8[s]"),
            np.array([COUNTY_NAMES.get(str(code), "舟山市") for code in known], dtype=object)[index],
        )
        chunk = self.dirt.soil(name, TABLES[name].key, chunk, self._now, rng)
        texts = [*chunk.columns.values(), *_lineage(name, chunk, first, rng)]
        return list(zip(*map(np.ndarray.tolist, texts), strict=True))


def _lineage(name: str, chunk: Soiled, first: int, rng: np.random.Generator) -> list[Texts]:
    """Arrays of LINEAGE; the hash is MD5 of the stripped business key, as the platform's cleaning adds it."""
    facts = TABLES[name]
    count = len(chunk.changed)
    keys = zip(*(chunk.columns[column].tolist() for column in facts.key), strict=True)
    hashes = [
        hashlib.md5("|".join("" if part is None else part.strip() for part in key).encode()).hexdigest() for key in keys
    ]
    arrived = chunk.changed + rng.integers(20, 900, size=count).astype("m8[s]")
    return [
        as_text(numbered("", np.arange(first + 1, first + count + 1), 12)),
        chunk.operation,
        as_text(chunk.changed),
        np.array(hashes, dtype=object),
        np.full(count, facts.department, dtype=object),
        np.full(count, f"dsc_zs_{name}_v_zj", dtype=object),
        as_text(arrived),
        chunk.county,
    ]


def _declared(name: str, columns: Iterable[str]) -> sa.Table:
    return sa.Table(
        name,
        sa.MetaData(),
        *(sa.Column(column, sa.Text if column in LONG else sa.String(255)) for column in (*columns, *LINEAGE)),
    )


def _created(connection: sa.Connection, table: sa.Table) -> str:
    """Replace the table; returns its positional INSERT in the driver's own style (no dict per row)."""
    table.drop(connection, checkfirst=True)
    table.create(connection)
    style = "qmark" if connection.dialect.paramstyle == "qmark" else "format"
    dialect = type(connection.dialect)(paramstyle=style)  # type: ignore[call-arg]
    return str(sa.insert(table).compile(dialect=dialect, column_keys=[column.name for column in table.c]))


def _answering(engine: sa.Engine) -> None:
    try:
        with engine.connect():
            return
    except sa.exc.OperationalError as error:
        place = engine.url.render_as_string(hide_password=True)
        raise SourceUnreachable(
            place, f"连不上交换库：{error.orig}", "检查地址、端口、账号，确认数据库已启动后重试"
        ) from error


@contextmanager
def whole_or_nothing(engine: sa.Engine) -> Iterator[sa.Engine]:
    """For an SQLite file an engine on a neighbouring temporary file, renamed at the end; else the engine itself.

    Raises:
        SourceUnreachable: no database answers at the address.
    """
    target = engine.url.database
    if engine.dialect.name != "sqlite" or not target or target == ":memory:":
        _answering(engine)
        yield engine
        return
    part = Path(f"{target}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    part.unlink(missing_ok=True)
    fast = sa.create_engine(engine.url.set(database=str(part)))

    @event.listens_for(fast, "connect")
    def _without_journal(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("PRAGMA journal_mode = MEMORY")
        cursor.close()

    try:
        yield fast
        fast.dispose()
        engine.dispose()
        os.replace(part, target)
    finally:
        fast.dispose()
        part.unlink(missing_ok=True)
