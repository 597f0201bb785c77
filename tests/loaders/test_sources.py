"""Mappings are checked whole before anything is read: every fault with file and line, all at once."""

import pytest

from cockpit.errors import MappingError
from loaders.sources import FOLDER, load_codes, load_sources
from metrics.catalog import load_catalog
from metrics.records import load_records

RECORDS = load_records()
CATALOG = load_catalog()
GOOD = {"source": "berths", "title": "泊位", "owner": "市港航和口岸局", "connection": "platform",
        "read": "{table: port_berth}", "into": "port_berth", "cycle": "D"}  # fmt: skip


def mapping(folder, name="berths", extra="", **facts):
    lines = [f"{key}: {value}" for key, value in (GOOD | {"source": name} | facts).items() if value is not None]
    (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n" + extra, encoding="utf-8")


def refused(folder):
    with pytest.raises(MappingError) as error:
        load_sources(RECORDS, CATALOG, folder, {"region": {"定海": "330902"}})
    return error.value.problem.splitlines()


def test_the_mappings_in_use_are_sound():
    sources = load_sources(RECORDS, CATALOG)
    written = len(list(FOLDER.glob("*.yaml")))
    assert (len(sources), len({source.source for source in sources})) == (written, written)


def test_a_good_mapping_is_read(tmp_path):
    mapping(tmp_path)
    assert [
        (source.protocol, source.dataset_read.table) for source in load_sources(RECORDS, CATALOG, tmp_path, {})
    ] == [("sql", "port_berth")]


@pytest.mark.parametrize(
    ("facts", "extra", "line", "words"),
    [
        ({"into": "port_brth"}, "", 6, "没有记录 port_brth"),
        ({}, "columns:\n  depth: {from: depth_m}\n", 9, "记录 port_berth 没有列 depth"),
        ({}, "columns:\n  region_code: {from: q, codes: regions}\n", 9, "没有代码表 regions"),
        ({"read": "{}"}, "", 5, "read.table：必须写"),
        ({"connection": "drop", "read": "{format: csv}"}, "", 5, "read.path：必须写"),
        ({"connection": "drop", "read": "{path: a.xml, format: xml}"}, "", 5, "xml 应写明 rows_path"),
        ({"connection": "ftp"}, "", 4, "没有连接 ftp；有：drop、platform"),
        ({"protocol": "sql"}, "", 8, "protocol 不写在映射里"),
        ({"incremental": "true", "lineage": "{}"}, "", 8, "增量来源要写明 lineage.changed_at"),
        ({"like": "port_brth"}, "", 8, "没有随附的映射 port_brth"),
        ({"cycel": "D"}, "", 8, "cycel"),
        ({"crs": "bd09"}, "", 8, "crs"),
        ({"crs": "gcj02"}, "", 8, "port_berth 没有坐标"),
        ({"owner": None}, "", 1, "owner"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path, facts, extra, line, words):
    mapping(tmp_path, extra=extra, **facts)
    faults = refused(tmp_path)
    assert len(faults) == 1
    assert (f"berths.yaml:{line}" in faults[0], words in faults[0]) == (True, True), faults[0]


def test_faults_of_several_files_come_together(tmp_path):
    mapping(tmp_path, "one", into="nothing")
    mapping(tmp_path, "two", into="nothing_either")
    (tmp_path / "three.yaml").write_text("source: [", encoding="utf-8")
    assert [any(name in fault for fault in refused(tmp_path)) for name in ("one.yaml", "two.yaml", "three.yaml")] == [
        True
    ] * 3


def test_a_file_named_otherwise_than_its_source_is_refused(tmp_path):
    mapping(tmp_path)
    (tmp_path / "berths.yaml").rename(tmp_path / "other.yaml")
    assert "应与文件名一致" in refused(tmp_path)[0]


def test_every_code_table_leads_from_written_forms_to_codes():
    assert load_codes()["region"]["定海区"] == "330902"
