"""The warehouse's tables, declared from the records: never reflected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from cockpit.store.derivation import DerivedIndicator
from metrics.observation import COLUMNS
from metrics.records import Derived, Record

_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "text": sa.String,
    "integer": sa.BigInteger,
    "number": sa.Float,
    "datetime": sa.DateTime,
    "date": sa.DateTime,
}
_FRAME_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "str": sa.String,
    "float64": sa.Float,
    "datetime64[us]": sa.DateTime,
    "int64": sa.BigInteger,
}


def _lineage() -> list[sa.Column]:
    """Columns every stored row carries beside its own."""
    return [
        sa.Column("_changed_at", sa.DateTime),
        sa.Column("_sequence", sa.BigInteger),
        sa.Column("_operation", sa.String),
        sa.Column("_batch", sa.BigInteger),
    ]


class Readable(Protocol):
    """What a reader may select from: the tables themselves, or subqueries that hold less of them."""

    @property
    def observation(self) -> sa.FromClause:
        """All vintages ever delivered."""

    @property
    def current(self) -> sa.FromClause:
        """What a reader sees today."""

    @property
    def measured(self) -> sa.FromClause:
        """What formulas gave."""

    @property
    def batch(self) -> sa.FromClause:
        """Deliveries."""

    @property
    def reject(self) -> sa.FromClause:
        """Refused rows."""

    @property
    def snapshot(self) -> sa.FromClause:
        """Publications."""

    @property
    def finding(self) -> sa.FromClause:
        """What quality rules found in each batch."""

    @property
    def flag(self) -> sa.FromClause:
        """Cells that a quality rule flagged."""

    @property
    def dataset(self) -> sa.FromClause:
        """What each source says of itself."""

    @property
    def past(self) -> sa.FromClause:
        """What measured values were before."""

    @property
    def derivations(self) -> tuple[DerivedIndicator, ...]:
        """Indicators that follow from others, where nobody published them."""

    def record(self, name: str) -> sa.FromClause:
        """The readable rows of a record, to be counted and summed."""

    def listed(self, name: str) -> sa.FromClause:
        """The readable rows of a record, to be shown one by one."""


@dataclass(frozen=True)
class Tables:
    """Every table of the warehouse.

    Args:
        observation: all vintages ever delivered; current: what a reader sees today; measured: what formulas gave.
        finding: what each quality rule found in each batch; flag: the failing cells; dataset: what each source says.
        past: what measured values were before (cockpit.store.history).
        rows: per record, the latest row of each business key, deleted ones kept as tombstones.
        views: per record, the rows that stand, with derived columns.
        derivations: indicators that follow from others, for the times that are told from history.
    """

    metadata: sa.MetaData
    observation: sa.Table
    current: sa.Table
    measured: sa.Table
    batch: sa.Table
    reject: sa.Table
    snapshot: sa.Table
    finding: sa.Table
    flag: sa.Table
    dataset: sa.Table
    past: sa.Table
    rows: Mapping[str, sa.Table]
    views: Mapping[str, sa.TableClause]
    derivations: tuple[DerivedIndicator, ...] = ()

    def record(self, name: str) -> sa.TableClause:
        """The readable view of a record."""
        return self.views[name]

    def listed(self, name: str) -> sa.TableClause:
        """The readable view of a record; whoever has these tables may see every row."""
        return self.views[name]


def declare(records: Mapping[str, Record], derived: tuple[DerivedIndicator, ...] = ()) -> Tables:
    """The tables of a set of records."""
    metadata = sa.MetaData()
    return Tables(
        metadata,
        sa.Table("observation", metadata, *_observation_columns(), *_lineage()),
        sa.Table("current_observation", metadata, *_observation_columns()),
        sa.Table("measured", metadata, *_observation_columns()),
        _batch_table(metadata),
        _reject_table(metadata),
        sa.Table(
            "snapshot",
            metadata,
            sa.Column("snapshot_id", sa.BigInteger),
            sa.Column("published_at", sa.DateTime),
            sa.Column("meaning", sa.String),
        ),
        _plain_table(metadata, "finding", FINDING),
        _plain_table(metadata, "flag", FLAG),
        _plain_table(metadata, "dataset", DATASET),
        sa.Table(
            "measured_past",
            metadata,
            *_observation_columns(),
            sa.Column("until", sa.BigInteger),
            sa.Column("absent", sa.Boolean),
        ),  # fmt: skip
        {name: _rows_table(metadata, record) for name, record in records.items()},
        {name: _view(record) for name, record in records.items()},
        derived,
    )


def _observation_columns() -> list[sa.Column]:
    return [sa.Column(name, _FRAME_TYPES[kind]) for name, kind in COLUMNS.items()]


def _rows_table(metadata: sa.MetaData, record: Record) -> sa.Table:
    own = [sa.Column(name, _TYPES[column.type]) for name, column in record.columns.items()]
    return sa.Table(f"{record.name}__rows", metadata, *own, *_lineage())


def _view(record: Record) -> sa.TableClause:
    own: list[Any] = [sa.column(name, _TYPES[column.type]()) for name, column in record.columns.items()]
    derived: list[Any] = [
        sa.column(name, _TYPES[record.columns[source.sources[0]].type]()) for name, source in record.derived.items()
    ]
    changed: list[Any] = [sa.column("_changed_at", sa.DateTime()), sa.column("_batch", sa.BigInteger())]
    return sa.table(record.name, *own, *derived, *changed)


def _derived(rows: sa.Table, source: Derived) -> sa.ColumnElement[Any]:
    if source.hour_ending:
        return rows.c[source.hour_ending] - sa.text("INTERVAL '1 hour'")
    return sa.func.coalesce(*(rows.c[name] for name in source.coalesce))


def view_statement(record: Record, rows: sa.Table) -> sa.Select:
    """What a record's view selects: rows that were not deleted, with derived columns."""
    own = [rows.c[name] for name in record.columns]
    derived = [_derived(rows, source).label(name) for name, source in record.derived.items()]
    return sa.select(*own, *derived, rows.c["_changed_at"], rows.c["_batch"]).where(rows.c["_operation"] != "D")


def add_missing_columns(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Gives tables of an earlier version the columns that were declared since; their old rows have none there."""
    columns = sa.table("columns", sa.column("table_name"), sa.column("column_name"), schema="information_schema")
    present = {tuple(row) for row in connection.execute(sa.select(columns.c.table_name, columns.c.column_name))}
    for table in metadata.tables.values():
        for column in table.columns:
            if (table.name, column.name) not in present:
                kind = column.type.compile(dialect=connection.dialect)
                connection.execute(sa.text(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {kind}'))


def _batch_table(metadata: sa.MetaData) -> sa.Table:
    names = {
        "batch_id": sa.BigInteger, "snapshot_id": sa.BigInteger, "source": sa.String, "title": sa.String,
        "owner": sa.String, "origin": sa.String, "target": sa.String, "demo": sa.Boolean, "started": sa.DateTime,
        "finished": sa.DateTime, "rows_read": sa.BigInteger, "rows_accepted": sa.BigInteger,
        "rows_rejected": sa.BigInteger, "rows_changed": sa.BigInteger, "as_of": sa.DateTime,
        "watermark_at": sa.DateTime, "watermark_sequence": sa.BigInteger, "status": sa.String, "message": sa.String,
    }  # fmt: skip
    return sa.Table("batch", metadata, *[sa.Column(name, kind) for name, kind in names.items()])


#: Columns of what a quality rule found; action: block, flag, note, or "" when nothing is wrong.
FINDING = {
    "batch_id": sa.BigInteger, "source": sa.String, "rule": sa.String, "check": sa.String, "dimension": sa.String,
    "checked": sa.BigInteger, "failed": sa.BigInteger, "action": sa.String, "words": sa.String,
}  # fmt: skip
#: Columns of a failing cell; row_key: the parts of the business key, joined by |.
FLAG = {
    "batch_id": sa.BigInteger, "source": sa.String, "target": sa.String, "rule": sa.String, "row_key": sa.String,
    "column_name": sa.String, "value": sa.String, "words": sa.String,
}  # fmt: skip
#: Columns of a source as the catalog of data shows it.
DATASET = {
    "source": sa.String, "title": sa.String, "owner": sa.String, "origin": sa.String, "target": sa.String,
    "demo": sa.Boolean, "cycle": sa.String, "share": sa.String, "share_condition": sa.String, "open": sa.String,
    "summary": sa.String, "protocol": sa.String, "rules": sa.String,
}  # fmt: skip


def _plain_table(metadata: sa.MetaData, name: str, columns: Mapping[str, type[sa.types.TypeEngine[Any]]]) -> sa.Table:
    return sa.Table(name, metadata, *[sa.Column(column, kind) for column, kind in columns.items()])


def _reject_table(metadata: sa.MetaData) -> sa.Table:
    texts = [sa.Column(name, sa.String) for name in ("column_name", "value", "reason", "raw")]
    return sa.Table("reject", metadata, sa.Column("batch_id", sa.BigInteger), sa.Column("row", sa.BigInteger), *texts)
