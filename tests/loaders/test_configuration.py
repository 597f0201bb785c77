"""An installation's own folder is its whole configuration; the demonstration's lies over the supplied one."""

import pytest

from cockpit.errors import MappingError, SettingsError
from loaders.configuration import load_configuration
from metrics.catalog import load_catalog
from metrics.records import load_records

RECORDS = load_records()
CATALOG = load_catalog(records=RECORDS)


@pytest.fixture
def own(tmp_path):
    """Writes files of an own folder."""

    def write(**files):
        for path, content in files.items():
            file = tmp_path / (path.replace("__", "/") + ".yaml")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return tmp_path

    return write


BERTHS = "source: berths\nlike: port_berth\ntitle: 我市泊位\nconnection: exchange\nread: {table: T_BERTH}\n"
EXCHANGE = "connection: exchange\nkind: sql\nurl_env: EXCHANGE_URL\n"


def test_an_own_folder_replaces_all_supplied_sources_and_keeps_supplied_connections(own):
    folder = own(connections__exchange=EXCHANGE, mappings__berths=BERTHS)
    found = load_configuration(RECORDS, CATALOG, folder)
    assert [source.source for source in found.sources] == ["berths"]
    assert {"exchange", "platform", "drop"} <= set(found.connections)
    [source] = found.sources
    assert (source.title, source.dataset_read.table, source.into, source.owner) == (
        "我市泊位", "T_BERTH", "port_berth", "市港航和口岸局",
    )  # fmt: skip


def test_an_own_code_table_replaces_the_supplied_one(own):
    folder = own(connections__exchange=EXCHANGE, mappings__berths=BERTHS, mappings__codes__region="定海: '330902'\n")
    codes = load_configuration(RECORDS, CATALOG, folder).codes
    assert (codes["region"], "port_area_name" in codes) == ({"定海": "330902"}, True)


def test_a_mapping_whose_connection_is_not_there_is_refused_with_those_that_are(own):
    with pytest.raises(MappingError, match="berths.yaml:4 没有连接 exchange；有：.*platform"):
        load_configuration(RECORDS, CATALOG, own(mappings__berths=BERTHS))


def test_what_is_read_is_checked_by_the_protocol_of_the_connection(own):
    folder = own(connections__exchange=EXCHANGE, mappings__berths=BERTHS.replace("table", "tabel"))
    with pytest.raises(MappingError) as refused:
        load_configuration(RECORDS, CATALOG, folder)
    faults = refused.value.problem.splitlines()
    assert ["read.table" in faults[0], "read.tabel" in faults[1], "berths.yaml:5" in faults[0]] == [True] * 3


def test_a_folder_that_is_not_there_says_how_to_make_one(tmp_path):
    with pytest.raises(SettingsError) as refused:
        load_configuration(RECORDS, CATALOG, tmp_path / "none")
    assert (refused.value.place, "python -m cockpit connect" in refused.value.remedy) == (
        "环境变量 COCKPIT_SOURCES",
        True,
    )


def test_the_demonstrations_sources_come_over_every_protocol_that_has_a_server():
    supplied, demo = load_configuration(RECORDS, CATALOG), load_configuration(RECORDS, CATALOG, demo=True)
    kinds = {source.protocol for source in demo.sources}
    assert kinds == {"sql", "folder", "http", "open_portal", "share_gateway", "irs_gateway", "ckan", "data_package",
                     "sdmx", "mqtt"}  # fmt: skip
    assert {source.protocol for source in supplied.sources} == {"sql", "folder"}
    assert {source.source for source in supplied.sources} < {source.source for source in demo.sources}
