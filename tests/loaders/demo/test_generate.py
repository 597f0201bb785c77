import hashlib
import json
from datetime import date, datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.errors import SourceUnreachable
from loaders.demo import generate as module
from loaders.demo.generate import generate, newest_day
from loaders.demo.tables import TABLES


def _dump(small):
    rows = {table: small.raw(table).to_csv() for table in TABLES}
    files = {path.name: path.read_bytes() for path in sorted(small.drop.iterdir())}
    digest = {name: hashlib.md5(text.encode()).hexdigest() for name, text in rows.items()}
    return digest | {name: hashlib.md5(content).hexdigest() for name, content in files.items()}


def test_the_same_day_gives_the_same_bytes_twice(small, fill):
    first, second = _dump(small), _dump(fill("again"))
    assert len(first) == len(TABLES) + 4
    assert first == second


def test_every_table_is_text_and_has_lineage(small):
    inspector = sa.inspect(small.engine)
    assert sorted(inspector.get_table_names()) == sorted(TABLES)
    for table in TABLES:
        columns = inspector.get_columns(table)
        assert {str(column["type"]) for column in columns} <= {"VARCHAR(255)", "TEXT"}
        assert [column["name"] for column in columns[-8:]][0] == "dsc_biz_record_id"


def test_columns_are_those_of_the_records(small):
    from metrics.records import load_records

    derived = {"region_code"}
    not_tables = {"indicator_target", "task_main", "dim_calendar", "organization"}
    for name, record in load_records().items():
        if name in not_tables:
            continue
        table = "dim_region" if name == "region" else name
        present = set(small.raw(table).columns)
        missing = set(record.columns) - present - (derived if name.startswith(("port_", "vessel_call")) else set())
        assert missing == set(), name


def test_an_interrupted_generation_leaves_the_old_platform(small, tmp_path, monkeypatch):
    path = tmp_path / "platform.db"
    path.write_bytes(b"old")
    engine = sa.create_engine(f"sqlite:///{path}")

    def broken(*_):
        raise RuntimeError("interrupted")

    monkeypatch.setattr(module, "_fill_port", broken)
    with pytest.raises(RuntimeError, match="interrupted"):
        generate(engine, tmp_path / "drop", 0.01, date(2026, 11, 23), lambda _: None)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["platform.db"]


def test_progress_is_told_in_chinese_with_counts(small):
    assert "已发布数字（published_figure）526 行" in small.lines
    assert len(small.lines) == len(TABLES) + 1


def test_nothing_is_known_before_it_happened(small):
    for table in ("grid_event", "hotline_ticket", "vessel_call", "bunker_supply", "econ_macro_obs"):
        assert small.raw(table)["dsc_biz_timestamp"].max() <= "2026-11-23 08:00:00", table


def test_files_are_in_their_declared_encodings(small):
    tasks = pd.read_csv(small.drop / "task_main.csv", encoding="gbk", dtype=str)
    assert len(tasks) == 180
    assert tasks["title"].iloc[0].startswith("演示")
    assert (small.drop / "dim_calendar.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    organizations = json.loads((small.drop / "organization.json").read_text(encoding="utf-8"))
    assert {o["org_group"] for o in organizations} == {"county", "zone", "party", "gov", "town"}
    targets = pd.read_excel(small.drop / "indicator_target.xlsx", sheet_name="年度目标", dtype=str)
    cargo = targets[(targets["indicator_code"] == "port.cargo_ytd") & (targets["year"] == "2026")]
    assert float(cargo[cargo["region_code"] == "330900"]["target_value"].iloc[0]) == 721_600_000
    assert json.loads(cargo["weights_json"].iloc[0])[-1] == 1.0
    assert targets["approved_by"].str.startswith("演示").all()


def test_names_are_obviously_invented(small):
    assert small.raw("vessel_base")["name_zh"].str.startswith("演示轮").all()
    assert small.raw("ent_base")["entname"].str.startswith("演示企业").all()
    assert small.raw("grid_member")["name_masked"].eq("演示**").all()


def test_a_silent_server_is_named_without_its_password(tmp_path):
    engine = sa.create_engine("postgresql+psycopg://demo:secret@127.0.0.1:1/platform")
    with pytest.raises(SourceUnreachable) as caught:
        generate(engine, tmp_path / "drop", 0.01, date(2026, 11, 23), lambda _: None)
    assert "127.0.0.1:1" in caught.value.place
    assert "secret" not in str(caught.value)


def test_any_day_can_be_today_and_the_flash_report_is_then_the_newest(small, tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'p.db'}")
    generate(engine, tmp_path / "drop", 0.002, date(2025, 11, 3), lambda _: None)
    newest = pd.read_sql("SELECT period, flash FROM port_throughput ORDER BY period DESC, flash DESC LIMIT 1", engine)
    assert tuple(newest.iloc[0]) == ("2025-10", "1")
    latest = pd.read_sql("SELECT max(report_time) AS t FROM grid_event", engine)["t"].iloc[0]
    assert "2025-10-1" < latest < "2025-11-03 08:00:00"
    assert small.raw("grid_event")["report_time"].max() > "2026-11-20"


@pytest.mark.parametrize(("now", "day"), [((2026, 11, 29, 0, 45), 28), ((2026, 11, 29, 7, 59), 28), ((2026, 11, 29, 8, 0), 29)])
def test_a_demonstration_made_before_opening_hour_is_not_dated_ahead_of_the_clock(now, day):
    assert newest_day(datetime(*now)) == date(2026, 11, day)
