"""`python -m cockpit connect`: a connection is checked, a mapping drafted and tried on a sample, and both are written."""

import pytest
import sqlalchemy as sa
import yaml

from cockpit.commands.line import run
from tests.services.process import free_port


@pytest.fixture
def exchange(tmp_path, monkeypatch):
    """An exchange database of lodging figures, and an empty folder for the configuration."""
    url = f"sqlite:///{tmp_path / 'exchange.db'}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE TABLE lodging (month text, area text, guests text, published text, updated_at text)")
        )
        rows = [
            ("2026-09", "舟山市", "1,351.2万人次"),
            ("2026-10", "舟山市", "1,498.0万人次"),
            ("2026-10", "上海市", "不详"),
        ]
        for month, area, guests in rows:
            connection.execute(
                sa.text("INSERT INTO lodging VALUES (:m, :a, :g, '2026-11-12', '2026-11-12 10:00')"),
                {"m": month, "a": area, "g": guests},
            )
        connection.execute(sa.text("CREATE TABLE empty (month text)"))
    engine.dispose()
    monkeypatch.setenv("EXCHANGE_URL", url)
    monkeypatch.setenv("COCKPIT_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("COCKPIT_SOURCES", str(tmp_path / "sources"))
    return tmp_path / "sources"


BASE = ["connect", "lodging", "--connection", "exchange", "--kind", "sql", "--set", "url_env=EXCHANGE_URL"]
TABLE = [*BASE, "--read", "table=lodging"]
COLUMNS = ["--into", "observation", "--owner", "市文广旅体局", "--column", "region_code=area", "--column", "period=month",
           "--column", "value=guests", "--column", "vintage=published"]  # fmt: skip
CONSTANTS = [word for name in ("indicator_code=tour.overnight", "basis=ytd", "unit=万人次", "status=final")
             for word in ("--constant", name)]  # fmt: skip


def test_without_a_record_it_says_what_is_there_and_what_is_nearest(exchange, capsys):
    assert run(TABLE) == 1
    told = capsys.readouterr().out
    assert ("样本 3 行、5 列" in told, "再写明 --into 与 --owner" in told) == (True, True)
    assert not exchange.exists()


def test_what_is_missing_is_named_with_how_to_tell_it(exchange, capsys):
    assert run([*TABLE, *COLUMNS]) == 1
    assert (
        "还缺：indicator_code、basis、unit、status。用 --column 列=来源列 或 --constant 列=文字 指明"
        in capsys.readouterr().out
    )
    assert not exchange.exists()


def test_a_draft_is_tried_on_the_sample_written_and_read_back(exchange, capsys):
    assert run([*TABLE, *COLUMNS, *CONSTANTS]) == 0
    told = capsys.readouterr().out
    assert ("value ← guests" in told, "变更时间：updated_at" in told, "不合：region_code 不认识的区域，1 行" in told) == (
        True, True, True,
    )  # fmt: skip
    connection = yaml.safe_load((exchange / "connections" / "exchange.yaml").read_text(encoding="utf-8"))
    mapping = yaml.safe_load((exchange / "mappings" / "lodging.yaml").read_text(encoding="utf-8"))
    assert connection == {"connection": "exchange", "kind": "sql", "url_env": "EXCHANGE_URL"}
    assert (mapping["lineage"], mapping["incremental"], mapping["columns"]["value"]) == (
        {"changed_at": "updated_at"}, True, {"from": "guests"},
    )  # fmt: skip


def test_a_dry_run_writes_nothing_and_says_by_its_code_whether_all_fits(exchange):
    assert run([*TABLE, *COLUMNS, *CONSTANTS, "--dry-run"]) == 1  # Shanghai is none of our regions
    assert not exchange.exists()


def test_a_mapping_that_is_there_is_never_overwritten(exchange, capsys):
    run([*TABLE, *COLUMNS, *CONSTANTS])
    before = (exchange / "mappings" / "lodging.yaml").read_bytes()
    capsys.readouterr()
    assert run([*TABLE, *COLUMNS, *CONSTANTS]) == 2
    assert "已经有这个映射 → 先改名或移走它" in capsys.readouterr().err
    assert (exchange / "mappings" / "lodging.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            ["connect", "x", "--connection", "nowhere", "--read", "table=t"],
            "没有连接 nowhere；有：drop、platform",
        ),
        ([*BASE, "--read", "tabel=lodging"], "可用的名字：table、schema_name"),
        ([*BASE, "--read", "table"], "table 不是 名=值"),
        ([*BASE, "--read", "table=other"], "没有表 other"),
        ([*BASE, "--read", "table=empty"], "一行也没有"),
        ([*TABLE, "--into", "nothing", "--owner", "局"], "没有记录 nothing"),
    ],
)
def test_what_is_wrong_on_the_line_is_one_sentence_with_what_is_possible(exchange, capsys, line, words):
    assert run(line) == 2
    told = capsys.readouterr().err
    assert (words in told, told.count("→"), exchange.exists()) == (True, 1, False)


def test_an_address_that_nobody_set_or_nobody_answers_is_named(exchange, capsys, monkeypatch):
    monkeypatch.setenv("EXCHANGE_URL", f"postgresql://u:geheim@127.0.0.1:{free_port()}/x")
    assert run(TABLE) == 2
    told = capsys.readouterr().err
    assert ("读不到" in told, "geheim" in told) == (True, False)
    monkeypatch.delenv("EXCHANGE_URL")
    assert run(TABLE) == 2
    assert "环境变量 EXCHANGE_URL：没有设置" in capsys.readouterr().err
