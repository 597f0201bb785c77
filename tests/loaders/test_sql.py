"""Exchange databases: the same rows from SQLite, PostgreSQL and MariaDB, in the order of change."""

from datetime import datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.delivery import Watermark
from cockpit.errors import SourceShapeError, SourceUnreachable
from loaders.cursor import Cursor
from loaders.lineage import NONE, PLATFORM, Lineage, with_lineage
from loaders.sql import SqlTable, open_platform, read_table, select_rows
from tests.loaders.wishes import NOW, wish
from tests.services.process import free_port

ROWS = [
    # name, changed, number, operation: the second change of A comes first in the table
    {
        "name": "乙",
        "dsc_biz_timestamp": "2026-11-02 08:00:00",
        "dsc_biz_record_id": "000000000003",
        "dsc_biz_operation": "U",
    },
    {
        "name": "甲",
        "dsc_biz_timestamp": "2026-11-01 08:00:00",
        "dsc_biz_record_id": "000000000001",
        "dsc_biz_operation": "I",
    },
    {
        "name": None,
        "dsc_biz_timestamp": "2026-11-02 08:00:00",
        "dsc_biz_record_id": "000000000002",
        "dsc_biz_operation": "d",
    },
]


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def platform(request, tmp_path) -> sa.Engine:
    url = f"sqlite:///{tmp_path / 'p.db'}" if request.param == "sqlite" else request.getfixturevalue(request.param)
    engine = open_platform(url)
    pd.DataFrame(ROWS).to_sql("grid_event", engine, index=False, dtype={name: sa.String(255) for name in ROWS[0]})
    yield engine
    engine.dispose()


def read(engine, columns=("name",), since=None, look_back=0, table="grid_event", lineage=PLATFORM, optional=()):
    wanted = wish(*columns, since=since, look_back=look_back, lineage=lineage, optional=optional)
    frames = [
        pd.DataFrame(columns=list(dict.fromkeys([*columns, *lineage.columns]))),
        *read_table(engine, SqlTable(table=table), wanted),
    ]
    return with_lineage(pd.concat(frames, ignore_index=True), lineage, 1, NOW)


def test_rows_come_in_the_order_of_change_with_their_lineage(platform):
    found = read(platform)
    assert [None if pd.isna(name) else name for name in found["name"]] == ["甲", None, "乙"]
    assert found["_operation"].tolist() == ["I", "D", "U"]
    assert found["_sequence"].tolist() == [1, 2, 3]
    assert found["_row"].tolist() == [1, 2, 3]
    assert (
        found["_changed_at"].tolist()
        == [pd.Timestamp("2026-11-01 08:00:00")] + [pd.Timestamp("2026-11-02 08:00:00")] * 2
    )


def test_after_a_watermark_only_later_rows_come(platform):
    since = Watermark(datetime(2026, 11, 2), 0)
    assert len(read(platform, since=since)) == 2
    assert len(read(platform, since=since, look_back=24)) == 3


def test_without_looking_back_a_watermark_is_compound_and_numbers_may_be_padded_or_not(platform):
    assert read(platform, since=Watermark(datetime(2026, 11, 2, 8), 2))["_sequence"].tolist() == [3]
    assert read(platform, since=Watermark(datetime(2026, 11, 2, 8), 3)).empty
    assert read(platform, since=Watermark(datetime(2026, 11, 1, 8), 1))["_sequence"].tolist() == [2, 3]


def test_a_table_of_ones_own_has_its_own_column_of_change_and_its_own_types(platform):
    columns = [
        sa.Column("id", sa.Integer),
        sa.Column("ton", sa.Numeric(12, 2)),
        sa.Column("at", sa.DateTime),
        sa.Column("ok", sa.Boolean),
    ]
    own = sa.Table("own", sa.MetaData(), *columns)
    rows = [{"id": n, "ton": n + 0.5, "at": datetime(2026, 11, n, 8), "ok": n > 1} for n in (1, 2, 3)]
    with platform.begin() as connection:
        own.create(connection)
        connection.execute(sa.insert(own), rows)
    changed = Lineage(changed_at="at", sequence="id")
    found = read(platform, ("id", "ton", "ok"), Watermark(datetime(2026, 11, 2, 8), 2), table="own", lineage=changed)
    assert (found["id"].tolist(), [float(ton) for ton in found["ton"]], found["ok"].tolist()) == (["3"], [3.5], ["1"])
    late = read(platform, ("id",), Watermark(datetime(2026, 11, 3, 8), 3), 24, "own", changed)
    assert late["_changed_at"].tolist() == [pd.Timestamp(2026, 11, n, 8) for n in (2, 3)]
    whole = read(platform, ("id",), table="own", lineage=NONE, optional=("ton", "not_there"))
    assert (sorted(whole["id"]), "not_there" in whole, whole["_operation"].unique().tolist()) == (
        ["1", "2", "3"],
        False,
        ["U"],
    )


def test_rows_arrive_piece_by_piece_from_a_server_side_cursor_or_by_copy(platform, monkeypatch):
    monkeypatch.setattr("loaders.sql.ROWS", 2)
    monkeypatch.setattr("loaders.copied.BATCH", 1)
    pieces = [len(rows) for rows in read_table(platform, SqlTable(table="grid_event"), wish("name"))]
    assert pieces == ([1, 1, 1] if platform.dialect.name == "postgresql" else [2, 1])


LINEAGE = Lineage(changed_at="changed", sequence="seq")
#: Neither database is at hand: their dialects are real, and what these tests compile is what would be sent.
ABSENT = {
    "oracle": "oracle+oracledb://u:secret@127.0.0.1:{port}/?service_name=x",
    "dm": "dm+dmPython://u:secret@127.0.0.1:{port}/",
}
#: How each writes a bound value, and casts a number that is text.
BOUND = {"oracle": (":param_1", ":param_2", "NUMBER(19)"), "dm": ("?", "?", "BIGINT")}
FROM = "SELECT platform.grid_event.name, platform.grid_event.changed, platform.grid_event.seq FROM platform.grid_event"
ORDER = "ORDER BY platform.grid_event.changed, platform.grid_event.seq"


def compiled(kind, statement):
    dialect = open_platform(ABSENT[kind].format(port=1)).dialect
    return " ".join(str(statement.compile(dialect=dialect)).split())


def chosen(since=None, look_back=0, kind=None, lineage=LINEAGE):
    source = sa.table("grid_event", *[sa.column(name) for name in ("name", "changed", "seq")], schema="platform")
    return select_rows(source, wish("name", lineage=lineage, since=since, look_back=look_back), kind)


@pytest.mark.parametrize("kind", ABSENT)
@pytest.mark.parametrize("column", [sa.DateTime(), sa.Date(), sa.String(30)])
def test_statements_compile_for_oracle_and_dm8(kind, column):
    since, (first, second, number) = Watermark(datetime(2026, 11, 2, 8), 7), BOUND[kind]
    assert compiled(kind, chosen(kind=column)) == f"{FROM} {ORDER}"
    assert compiled(kind, chosen(lineage=NONE)) == FROM
    changed = "platform.grid_event.changed"
    assert compiled(kind, chosen(since, 24, column)) == f"{FROM} WHERE {changed} >= {first} {ORDER}"
    assert compiled(kind, chosen(since, 0, column)) == (
        f"{FROM} WHERE {changed} > {first} OR {changed} = {first} "
        f"AND CAST(platform.grid_event.seq AS {number}) > {second} {ORDER}"
    )


@pytest.mark.parametrize("kind", ABSENT)
def test_names_of_oracle_and_dm8_are_written_in_small_letters_and_reserved_words_in_capitals(kind):
    """Both databases keep unquoted names in capitals; SQLAlchemy shows them in small letters, and so do mappings."""
    dialect = open_platform(ABSENT[kind].format(port=1)).dialect
    assert [dialect.normalize_name(name) for name in ("GRID_EVENT", "DATE", "Mixed")] == ["grid_event", "DATE", "Mixed"]
    told = sa.select(*sa.table("t", sa.column("name"), sa.column("DATE"), sa.column("Mixed")).c)
    assert compiled(kind, told) == 'SELECT t.name, t."DATE", t."Mixed" FROM t'


@pytest.mark.parametrize("kind", ABSENT)
def test_a_driver_that_reaches_nobody_is_one_message_without_the_password(kind):
    engine = open_platform(ABSENT[kind].format(port=free_port()))
    with pytest.raises(SourceUnreachable) as refused:
        read(engine)
    assert ("读不到" in refused.value.problem, "secret" in str(refused.value)) == (True, False)


@pytest.mark.parametrize(("kind", "goes_on"), [("oracle", True), ("dm", False)])
def test_where_missing_values_stand_is_known_of_oracle_and_not_of_dm8(kind, goes_on):
    engine, statement = open_platform(ABSENT[kind].format(port=1)), chosen()
    source = statement.get_final_froms()[0]
    cursor = Cursor(engine, statement, [source.c.changed, source.c.seq], 2, lambda error: error)
    assert cursor.resumable  # nothing came yet
    cursor.came([("甲", datetime(2026, 11, 2, 8), "7")])
    assert cursor.resumable is goes_on


def test_a_wrong_column_is_named_with_those_that_are_there(platform):
    with pytest.raises(SourceShapeError) as refused:
        read(platform, columns=("name", "naem"))
    assert refused.value.problem.startswith("没有列 naem；有：dsc_biz_operation")
    assert (refused.value.place.endswith("#grid_event"), refused.value.remedy) == (True, "改映射的 columns")


def test_a_wrong_table_is_named(platform):
    with pytest.raises(SourceShapeError, match="没有表 grid_evnt"):
        read(platform, table="grid_evnt")


@pytest.mark.parametrize("scheme", ["postgresql://u:secret@", "mysql+pymysql://u:secret@"])
def test_a_platform_that_is_down_is_one_message_without_the_password(scheme):
    engine = open_platform(f"{scheme}127.0.0.1:{free_port()}/exchange")
    with pytest.raises(SourceUnreachable) as refused:
        read(engine)
    assert ("secret" in str(refused.value), "确认平台已启动" in refused.value.remedy) == (False, True)


def test_an_address_that_is_none_is_refused_before_anything_is_read():
    with pytest.raises(SourceUnreachable, match="数据库地址"):
        open_platform("not a url")
