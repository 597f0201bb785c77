"""A frame into a table of the building file, through Arrow."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa


def insert_frame(connection: sa.Connection, table: str, frame: pd.DataFrame) -> None:
    """Appends the frame's rows by column name (SQLAlchemy's own insert is forty times slower).

    As a relation, not as a registered view: a view would keep the memory of every frame until the commit.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    arrived = driver.from_arrow(pa.Table.from_pandas(frame, preserve_index=False))
    columns = driver.table(table).columns
    assert set(arrived.columns) <= set(columns), "a frame with columns that the table does not have"
    chosen = [f'"{name}"' if name in arrived.columns else "NULL" for name in columns]
    arrived.project(", ".join(chosen)).insert_into(table)
