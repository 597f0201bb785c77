"""Data packages: the descriptor's length, checksum, columns and missing values are held against the table."""

import hashlib
import json

import pandas as pd
import pytest

from cockpit.errors import SourceEncodingError, SourceIncomplete, SourceShapeError, SourceUnreachable
from tests.loaders.served import ROWS

SERVER, TABLE = {"url_env": "COCKPIT_DEMO_URL"}, {"package": "packages/bunker_supply/datapackage.json"}


def test_a_published_package_is_read_whole_as_of_its_creation(served):
    [piece] = served.pieces("data_package", SERVER, TABLE)
    assert piece.rows["order_id"].tolist() == [f"甲{n:03d}" for n in range(1, ROWS + 1)]
    assert piece.as_of == pd.Timestamp("2026-11-22 08:00:00")


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("short_page", SourceIncomplete, "字节"),
        ("duplicate", SourceIncomplete, "字节"),
        ("out_of_order", SourceIncomplete, "校验和"),
        ("unit_jump", SourceIncomplete, "字节"),
        ("inner_failure", SourceIncomplete, "实收 0 字节"),
        ("half_answer", SourceIncomplete, "应答中途断开"),
        ("down", SourceUnreachable, "HTTP 503"),
        ("slow", SourceUnreachable, "超时没有应答"),
        ("expired_signature", SourceUnreachable, "HTTP 401"),
    ],
)
def test_a_table_other_than_described_is_refused(served, fault, error, words):
    served.switch("data_package", fault)
    with pytest.raises(error) as refused:
        served.pieces("data_package", SERVER, TABLE, timeout=0.5)
    assert words in refused.value.problem


@pytest.fixture
def package(served):
    """Writes a package into a folder and reads it."""

    def read(table='区域,"吞吐量"\n定海区,-\n普陀区,"1,234.5"\n', **changes):
        content = table if isinstance(table, bytes) else table.encode()
        resource = {
            "name": "month", "path": "data/月.csv", "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "schema": {"fields": [{"name": "区域"}, {"name": "吞吐量"}], "missingValues": ["", "-"]},
        } | changes  # fmt: skip
        folder = served.var / "packages"
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "data" / "月.csv").write_bytes(content)
        told = {"name": "demo", "resources": [{k: v for k, v in resource.items() if v is not None}]}
        (folder / "datapackage.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return served.read("data_package", {"url": "file:packages"}, changes.pop("read", {}))

    return read


def rows(frame):
    return [[None if cell != cell else cell for cell in row] for row in frame.to_numpy().tolist()]


def test_a_package_in_a_folder_is_read_with_its_own_missing_values(package):
    assert rows(package()) == [["定海区", None], ["普陀区", "1,234.5"]]


def test_what_the_descriptor_does_not_tell_is_not_checked(package):
    assert rows(package(bytes=None, hash="", schema={})) == [["定海区", "-"], ["普陀区", "1,234.5"]]


def test_another_delimiter_and_encoding_are_the_descriptors_to_say(package):
    table = "区域;吞吐量\n定海区;1\n".encode("gbk")
    assert rows(package(table, encoding="gbk", dialect={"delimiter": ";"})) == [["定海区", "1"]]
    with pytest.raises(SourceEncodingError):
        package(table, dialect={"delimiter": ";"})


def test_a_checksum_without_a_method_is_md5(package):
    table = "区域,吞吐量\n定海区,1\n"
    right = hashlib.md5(table.encode(), usedforsecurity=False).hexdigest()
    assert len(package(table, hash=right)) == 1
    with pytest.raises(SourceIncomplete, match="校验和"):
        package(table, hash="0" * 32)


def test_columns_other_than_described_are_named(package):
    with pytest.raises(SourceShapeError) as refused:
        package("区域,数量\n定海区,1\n")
    assert refused.value.problem == "描述的列是 区域、吞吐量，文件的列是 区域、数量"


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.csv", "http://elsewhere/x.csv"])
def test_a_path_that_leaves_the_package_is_refused(package, path):
    with pytest.raises(SourceShapeError, match="不能用"):
        package(path=path)


def test_a_resource_that_is_not_there_is_named_with_those_that_are(served, package):
    package()
    with pytest.raises(SourceShapeError) as refused:
        served.read("data_package", {"url": "file:packages"}, {"resource": "year"})
    assert refused.value.problem == "没有资源 year；有：month"


@pytest.mark.parametrize("content", ["{", "[]", '{"resources": []}', '{"resources": [{"name": "x"}]}'])
def test_what_is_no_descriptor_is_refused(served, content):
    folder = served.var / "broken"
    folder.mkdir(exist_ok=True)
    (folder / "datapackage.json").write_text(content, encoding="utf-8")
    with pytest.raises(SourceShapeError, match="不是数据包描述"):
        served.read("data_package", {"url": "file:broken"}, {})
