"""A frame into a table of the building file, through Arrow."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa


def insert_frame(connection: sa.Connection, table: str, frame: pd.DataFrame) -> None:
    """Appends the frame's rows by column name (SQLAlchemy's own insert is forty times slower)."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.register("arrived", pa.Table.from_pandas(frame, preserve_index=False))
    driver.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM arrived')
    driver.unregister("arrived")
