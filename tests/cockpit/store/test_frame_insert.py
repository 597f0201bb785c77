"""Frames into tables: by name, absent columns empty, and no memory kept of what was inserted."""

import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa

from cockpit.store.frame_insert import insert_frame


@pytest.fixture
def connection():
    engine = sa.create_engine("duckdb://", poolclass=sa.pool.StaticPool)
    with engine.begin() as opened:
        opened.execute(sa.text("CREATE TEMPORARY TABLE told (number BIGINT, words VARCHAR, spare DOUBLE)"))
        yield opened


def rows(connection):
    return [tuple(row) for row in connection.execute(sa.text("SELECT * FROM told ORDER BY number"))]


def test_columns_are_put_by_name_and_those_that_are_absent_stay_empty(connection):
    insert_frame(connection, "told", pd.DataFrame({"words": ["甲", "乙"], "number": [1, 2]}))
    assert rows(connection) == [(1, "甲", None), (2, "乙", None)]


def test_a_column_that_the_table_does_not_have_is_refused(connection):
    with pytest.raises(AssertionError, match="columns that the table does not have"):
        insert_frame(connection, "told", pd.DataFrame({"number": [1], "other": [2]}))


def test_nothing_of_a_frame_is_kept_in_memory_until_the_commit(connection):
    frame = pd.DataFrame({"number": range(20_000), "words": "舟山" * 50})
    insert_frame(connection, "told", frame)
    before = pa.total_allocated_bytes()
    for _ in range(5):
        insert_frame(connection, "told", frame.assign(words=frame["words"] + "市"))
    assert pa.total_allocated_bytes() - before < 1_000_000
