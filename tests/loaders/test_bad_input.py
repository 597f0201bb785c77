"""Bad input from the source to the screen: one clear message each, and the last good numbers stay up."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
import sqlalchemy as sa

from app import create_app, ingest
from tests.drawn import drawn
from tests.installation import NOW, clock
from tests.services.process import free_port


def later():
    return NOW + timedelta(hours=1)


def value(settings):
    page = drawn(create_app(settings, clock), "/indicator/port.cargo_ytd")
    return page.select_one(".number-large")["data-value"]


def spoil(settings):
    """Four broken deliveries and one row with a text where a number belongs."""
    drop = settings.var / "drop"
    calendar = drop / "dim_calendar.csv"
    calendar.write_bytes(calendar.read_text(encoding="utf-8-sig").encode("gbk"))
    targets, organizations = drop / "indicator_target.xlsx", drop / "organization.json"
    targets.write_bytes(targets.read_bytes()[:2000])
    organizations.write_bytes(organizations.read_bytes()[:500])
    (drop / "task_main.csv").write_bytes(b"")
    engine = sa.create_engine(settings.platform_url)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE port_berth RENAME COLUMN depth_m TO depth"))
    row = pd.read_sql(sa.text("SELECT * FROM econ_macro_obs WHERE indicator_code = 'econ.fai_yoy' LIMIT 1"), engine)
    row.assign(value="约百分之五", dsc_biz_timestamp="2026-11-23 11:00:00", dsc_biz_record_id="000000999999").to_sql(
        "econ_macro_obs", engine, if_exists="append", index=False
    )


def test_each_bad_delivery_is_one_message_with_place_and_remedy_and_the_last_good_numbers_stay(
    own_installation, capsys
):
    before = value(own_installation)
    spoil(own_installation)
    assert ingest(own_installation, later) == 1
    told = dict(line.removeprefix("失败 ").split("：", 1) for line in capsys.readouterr().err.splitlines())
    assert sorted(told) == ["dim_calendar", "indicator_target", "organization", "port_berth", "task_main"]
    for source, words in {
        "dim_calendar": ("dim_calendar.csv:2", "声明为 utf-8-sig", "改为 gbk"),
        "indicator_target": ("indicator_target.xlsx", "不是完整的 Excel 文件", "重新导出"),
        "organization": ("organization.json", "可能被截断", "重新导出"),
        "port_berth": ("#port_berth", "没有列 depth_m", "改映射的 columns"),
        "task_main": ("task_main.csv", "文件是空的", "重新导出"),
    }.items():
        assert [word in told[source] for word in words] == [True] * 3, told[source]
    assert value(own_installation) == before


def test_failures_and_refused_rows_can_be_read_on_screen(own_installation):
    spoil(own_installation)
    ingest(own_installation, later)
    server = create_app(own_installation, clock)
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in drawn(server, "/batches").select("tbody tr")]
    failed = [row for row in rows if row[7] == "失败"]
    assert len(failed) == 5
    assert any("没有列 depth_m" in row[-1] for row in failed)
    batch = next(row[0] for row in rows if row[1] == "宏观指标观测值")
    refused = [cell.get_text() for cell in drawn(server, f"/batches?batch={batch}").select("tbody td")]
    assert refused[1:4] == ["value", "约百分之五", "不是数字"]


def test_a_platform_that_is_down_fails_every_table_and_changes_no_number(own_installation, capsys):
    before = value(own_installation)
    down = replace(own_installation, platform_url=f"postgresql://u:secret@127.0.0.1:{free_port()}/exchange")
    assert ingest(down, later) == 1
    told = [line for line in capsys.readouterr().err.splitlines() if "/exchange#" in line]
    assert len(told) >= 20
    assert {("读不到" in line, "确认平台已启动" in line, "secret" in line) for line in told} == {(True, True, False)}
    assert value(own_installation) == before


def test_a_file_that_did_not_come_is_named_and_the_others_are_loaded(own_installation, capsys):
    (own_installation.var / "drop" / "task_main.csv").unlink()
    assert ingest(own_installation, later) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"失败 task_main：{own_installation.var / 'drop' / 'task_main.csv'}：文件没有送到 → "
        "确认报送文件夹，或向数源单位催报；屏上仍是上一批"
    ]


def test_loading_everything_again_publishes_nothing(own_installation, capsys):
    assert ingest(own_installation, later) == 0
    assert "快照 1 已发布" in capsys.readouterr().out
    assert len(list((own_installation.var / "store").glob("g*.duckdb"))) == 1


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_csv_cut_in_half_is_refused_whole(own_installation, capsys, kept):
    path = own_installation.var / "drop" / "dim_calendar.csv"
    content = path.read_bytes()
    cut = int(len(content) * kept)
    while content[cut - 1 : cut] in (b"\n", b"\r") or content[:cut].rsplit(b"\n", 1)[-1].count(b",") == content.split(
        b"\n"
    )[0].count(b","):
        cut -= 1
    path.write_bytes(content[:cut])
    shutil.rmtree(own_installation.var / "cache", ignore_errors=True)
    assert ingest(own_installation, later) == 1
    assert "被截断" in capsys.readouterr().err
