"""A PostgreSQL select as Arrow batches, by COPY (Apache ADBC): no Python object per value, no result held whole.

Only for selects whose columns are all text, as tables of the platform are: other types would be written otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import adbc_driver_manager
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from adbc_driver_postgresql import dbapi

#: Bytes of one batch, about twenty thousand rows of a wide table.
BATCH = 8 * 1024 * 1024
#: What the driver raises before the first batch; and all that a reading may break with, Arrow's errors between two.
Broken = adbc_driver_manager.Error
BREAKS = (Broken, pa.ArrowException, OSError)


def can_copy(engine: sa.Engine, types: Sequence[sa.types.TypeEngine[Any]]) -> bool:
    """Whether the columns of a select can be copied as they are."""
    texts = all(isinstance(kind, sa.String) and not isinstance(kind, (sa.Enum, sa.CHAR)) for kind in types)
    return engine.dialect.name == "postgresql" and texts


def copied(engine: sa.Engine, chosen: sa.Select[Any], patience: dict[str, Any]) -> Iterator[pa.RecordBatch]:
    """The rows of a select, in its order.

    Args:
        patience: connect_timeout and options of libpq.

    Raises:
        BREAKS: the database is down, or breaks off.
    """
    url = engine.url.set(drivername="postgresql").update_query_dict({k: str(v) for k, v in patience.items()})
    statement = chosen.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
    with dbapi.connect(url.render_as_string(False)) as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH)})
        cursor.execute(str(statement))
        yield from _ahead(cursor.fetch_record_batch())


def _ahead(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches, the next one fetched while the last is worked on: the database and we take turns no longer."""
    with ThreadPoolExecutor(1, "copy") as fetching:
        coming = fetching.submit(next, reader, None)
        while (batch := coming.result()) is not None:
            coming = fetching.submit(next, reader, None)
            yield batch


def as_text(batch: pa.RecordBatch) -> pd.DataFrame:
    """A batch as columns of text (str); None stays missing."""
    return batch.to_pandas(types_mapper=lambda _: pd.StringDtype(na_value=float("nan")))


def last_moment(batch: pa.RecordBatch, places: Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows at the end of a batch that are of the last row's moment, as tuples.

    Args:
        places: columns by which the rows are ordered.
    """
    same = pa.scalar(True)
    for place in places:
        column = batch.column(place)
        last = column[len(batch) - 1]
        equal = pc.is_null(column) if not last.is_valid else pc.fill_null(pc.equal(column, last), False)
        same = pc.and_(same, equal)
    if not places:
        return [tuple(row.values()) for row in batch.slice(len(batch) - 1).to_pylist()]
    count = pc.sum(same).as_py()
    return [tuple(row.values()) for row in batch.slice(len(batch) - count).to_pylist()]
