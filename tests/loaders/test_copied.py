"""PostgreSQL tables of text come by COPY: the same rows as by the cursor, and a break in the middle loses none."""

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.errors import SourceUnreachable
from loaders import copied, sql
from loaders.lineage import Lineage
from loaders.patience import Patience
from loaders.sql import SqlTable, open_platform, read_table
from tests.loaders.wishes import wish

LINEAGE = Lineage(changed_at="at", sequence="id")
#: id, at, words: 3 to 6 share a moment, two rows are the same in everything; one row has no moment.
ROWS = [
    ("1", "2026-11-01", "平安"), ("2", "2026-11-02", None), ("3", "2026-11-03", "a,\"b\"\n换行"),
    ("4", "2026-11-03", "x"), ("4", "2026-11-03", "x"), ("6", "2026-11-03", "\\N"), ("7", "2026-11-04", ""),
    ("8", None, "无时间"),
]  # fmt: skip


@pytest.fixture
def platform(postgresql):
    engine = open_platform(postgresql)
    table = sa.Table("event", sa.MetaData(), *[sa.Column(name, sa.String(60)) for name in ("id", "at", "words")])
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(sa.insert(table), [dict(zip(("id", "at", "words"), row, strict=True)) for row in ROWS])
    yield engine
    engine.dispose()


def rows(engine):
    asked = wish("id", "at", "words", lineage=LINEAGE)
    patience = Patience(4, 0.01, 0.01, 0.0, lambda _: None)
    frames = list(read_table(engine, SqlTable(table="event"), asked, patience))
    frame = pd.concat(frames, ignore_index=True)
    assert [str(kind) for kind in frame.dtypes] == ["str"] * 3
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.itertuples(index=False)]


def test_rows_come_whole_in_the_order_of_change_as_the_cursor_brings_them(platform, monkeypatch):
    by_copy = rows(platform)
    monkeypatch.setattr(sql, "can_copy", lambda *_: False)
    assert by_copy == rows(platform) == ROWS


@pytest.mark.parametrize("came", range(1, 8))
def test_after_a_break_the_cursor_goes_on_behind_the_last_row_and_nothing_comes_twice(platform, monkeypatch, came):
    monkeypatch.setattr(copied, "BATCH", 1)
    true = copied.copied

    def breaking(*told):
        for number, batch in enumerate(true(*told), start=1):
            if number > came:
                raise copied.Broken("connection reset", status_code=10)
            yield batch

    monkeypatch.setattr(sql, "copied", breaking)
    assert rows(platform) == ROWS


def test_what_breaks_before_anything_came_is_said_with_its_place(platform, monkeypatch):
    def broken(*_):
        raise copied.Broken("server closed", status_code=10)
        yield

    monkeypatch.setattr(sql, "copied", broken)
    with pytest.raises(SourceUnreachable, match="server closed"):
        rows(platform)


def test_a_table_with_other_than_text_is_read_by_the_cursor(platform):
    with platform.begin() as connection:
        connection.execute(sa.text("ALTER TABLE event ALTER COLUMN id TYPE integer USING id::integer"))
    assert not copied.can_copy(platform, [sa.Integer(), sa.String()])
    assert rows(platform) == ROWS
