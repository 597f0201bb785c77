"""A warehouse that an earlier program published: brought to this program's tables and formulas before anybody reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from cockpit.errors import StoreMissing
from cockpit.store.embedded import EmbeddedStore


def upgrade(store: EmbeddedStore, now: datetime, progress: Callable[[str], None]) -> bool:
    """Publishes the warehouse anew when it lacks a declared table or column; says whether it did.

    Raises:
        StoreBusy, StoreFull: nothing was changed; an ingest that runs now brings it up to date itself.
    """
    if not behind(store):
        return False
    progress("数据仓库由较早的版本写成，正在升级……")
    store.publish((), now, progress, anew=True)
    return True


def behind(store: EmbeddedStore) -> bool:
    """Whether the published file lacks a table or column that this program declares; nothing published lacks nothing."""
    columns = sa.table("columns", sa.column("table_name"), sa.column("column_name"), schema="information_schema")
    try:
        present = store.generation().read(sa.select(columns.c.table_name, columns.c.column_name))
    except StoreMissing:
        return False
    there = set(zip(present["table_name"], present["column_name"], strict=True))
    declared = {
        (table.name, column.name) for table in store.tables.metadata.tables.values() for column in table.columns
    }
    return not declared <= there
