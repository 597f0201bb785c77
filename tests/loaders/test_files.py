"""Files: fetched from a real server in four formats, or dropped in a folder; whole or not at all."""

import os

import pandas as pd
import pytest
from pydantic import ValidationError

from cockpit.clock import beijing_time
from cockpit.errors import SettingsError, SourceIncomplete, SourceShapeError, SourceUnreachable
from loaders.files import Document, FileServer
from tests.loaders.served import ROWS
from tests.services.process import free_port

SERVER = {"url_env": "COCKPIT_DEMO_URL"}
FORMATS = {"csv": {}, "json": {}, "xlsx": {}, "xml": {"rows_path": "row"}}


def file(kind):
    return {"path": f"files/bunker_supply.{kind}", "format": kind} | FORMATS[kind]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_fetched_file_has_the_same_rows_in_every_format_and_the_servers_time(served, kind):
    [piece] = served.pieces("http", SERVER, file(kind))
    assert piece.rows["order_id"].tolist() == [f"甲{n:03d}" for n in range(1, ROWS + 1)]
    assert piece.rows["supplier"].iloc[:3].fillna("—").tolist() == ["甲,乙", "—", "甲"]
    assert piece.as_of == pd.Timestamp("2026-11-22 08:00:00")  # Last-Modified, in Beijing time


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("half_answer", SourceIncomplete, "应答中途断开"),
        ("inner_failure", SourceIncomplete, ""),  # a 200 with nothing in it
        ("down", SourceUnreachable, "HTTP 503"),
        ("slow", SourceUnreachable, "超时没有应答"),
        ("expired_signature", SourceUnreachable, "HTTP 401"),
    ],
)
def test_a_server_in_trouble_is_refused_with_its_reason_and_leaves_no_half_file(served, kind, fault, error, words):
    served.switch("http", fault)
    with pytest.raises(error) as refused:
        served.pieces("http", SERVER, file(kind), timeout=0.5)
    assert (words in refused.value.problem, bool(refused.value.place), bool(refused.value.remedy)) == (True,) * 3
    assert list((served.var / "fetched").glob("*.part")) == []


def test_a_file_that_broke_off_does_not_replace_the_whole_one(served):
    served.pieces("http", SERVER, file("csv"))
    [whole] = (served.var / "fetched").glob("*-bunker_supply.csv")
    before = whole.read_bytes()
    served.switch("http", "half_answer")
    with pytest.raises(SourceIncomplete):
        served.pieces("http", SERVER, file("csv"))
    assert whole.read_bytes() == before


def test_a_header_takes_its_value_from_the_environment(served):
    with pytest.raises(SettingsError, match="环境变量 CITY_KEY"):
        served.pieces("http", SERVER | {"headers_env": {"X-Key": "CITY_KEY"}}, file("csv"))


def test_a_server_that_is_not_there_is_named(served):
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(SourceUnreachable, match="连不上") as refused:
        served.pieces("http", {"url": address}, file("csv"))
    assert refused.value.place == f"{address}/files/bunker_supply.csv"


def test_of_several_files_that_fit_a_pattern_the_newest_is_read_as_of_its_own_time(served):
    folder = served.var / "reports"
    folder.mkdir(exist_ok=True)
    for day, name in enumerate(("月报-9月.csv", "月报-10月.csv"), start=1):
        path = folder / name
        path.write_text(f"order_id\n{name}\n", encoding="utf-8")
        os.utime(path, (1_800_000_000 + day * 86400,) * 2)
    [piece] = served.pieces("folder", {"folder": "reports"}, {"path": "月报-*.csv", "format": "csv"})
    assert (piece.rows["order_id"].tolist(), piece.as_of) == (
        ["月报-10月.csv"],
        beijing_time(1_800_000_000 + 2 * 86400),
    )


@pytest.mark.parametrize("path", ["没有.csv", "没有-*.csv"])
def test_a_file_that_did_not_come_is_named(served, path):
    with pytest.raises(SourceUnreachable, match="文件没有送到") as refused:
        served.pieces("folder", {"folder": "reports"}, {"path": path, "format": "csv"})
    assert refused.value.place == str(served.var / "reports" / path)


def test_a_json_file_whose_rows_lie_deeper_says_what_is_there(served):
    with pytest.raises(SourceShapeError, match="data.rows"):
        served.pieces("http", SERVER, file("json") | {"rows_path": "data.rows"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "csv"},
        {"path": "", "format": "csv"},
        {"path": "a.pdf", "format": "pdf"},
        {"path": "a.xml", "format": "xml"},
        {"path": "a.csv", "format": "csv", "header_rows": 0},
        {"path": "a.csv", "format": "csv", "delimiter": ""},
        {"path": "a.csv", "format": "csv", "sheets": "一"},
    ],
)
def test_a_file_that_is_not_declared_well_is_refused(wrong):
    with pytest.raises(ValidationError):
        Document.model_validate(wrong)


@pytest.mark.parametrize("wrong", [{}, {"url": "http://a", "url_env": "B"}])
def test_an_address_is_written_once(wrong):
    with pytest.raises(ValidationError, match="只写一个"):
        FileServer.model_validate(wrong)
