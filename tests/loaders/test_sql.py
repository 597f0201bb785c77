"""Exchange databases: the same rows from SQLite, PostgreSQL and MariaDB, in the order of change."""

from datetime import datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.delivery import Watermark
from cockpit.errors import SourceShapeError, SourceUnreachable
from loaders.sql import open_platform, read_table
from tests.services.process import free_port

NOW = datetime(2026, 11, 23, 12)
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


def read(engine, columns=("name",), since=None, look_back=0, table="grid_event"):
    return pd.concat(read_table(engine, table, list(columns), since, look_back, NOW), ignore_index=True)


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


def test_a_wrong_column_is_named_with_those_that_are_there(platform):
    with pytest.raises(SourceShapeError) as refused:
        read(platform, columns=("name", "naem"))
    assert refused.value.problem.startswith("没有列 naem;有:dsc_biz_operation")
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
    with pytest.raises(SourceUnreachable, match="COCKPIT_PLATFORM_URL"):
        open_platform("not a url")
