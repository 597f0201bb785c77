"""Connections are checked whole before anything is read: each fault with file, line and what is possible."""

import pytest

from cockpit.errors import MappingError
from loaders.connections import load_connections
from loaders.protocols import PROTOCOLS
from loaders.sources import CONNECTIONS

GOOD = {
    "sql": "url_env: EXCHANGE_URL",
    "folder": "folder: drop",
    "http": "url: https://files.example\nheaders_env: {X-Key: CITY_KEY}",
    "open_portal": "url_env: PORTAL\napp_id_env: APP\nsecret_env: SECRET",
    "share_gateway": "url_env: SHARE\napp_key_env: APP\napp_secret_env: SECRET",
    "irs_gateway": "url_env: IRS\naccess_key_env: AK\nsecret_key_env: SK",
    "ckan": "url: https://data.example\ntoken_env: TOKEN",
    "data_package": "url: 'file:drop'",
    "sdmx": "url: https://sdmx.example/rest",
    "mqtt": "url_env: BROKER\nclient_id: cockpit\nusername_env: USER_NAME\npassword_env: WORD",
}


@pytest.fixture
def load(tmp_path):
    """Writes connections and loads them."""

    def _load(**files):
        for name, content in files.items():
            (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
        return load_connections([tmp_path])

    return _load


def test_every_protocol_has_a_sound_connection_here():
    assert set(GOOD) == set(PROTOCOLS)


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_connection_is_read_and_holds_no_secret(load, kind):
    found = load(city=f"connection: city\nkind: {kind}\n{GOOD[kind]}\n")
    assert (list(found), found["city"].kind, found["city"].protocol) == (["city"], kind, PROTOCOLS[kind])


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("connection: city\nkind: ftp\n", 2, "没有协议 ftp；有：sql、folder、http"),
        ("connection: town\nkind: folder\n", 1, "连接 town 应与文件名一致"),
        ("connection: city\nkind: sql\n", 1, "只写一个"),
        ("connection: city\nkind: sql\nurl: a\nurl_env: B\n", 1, "只写一个"),
        ("connection: city\nkind: irs_gateway\nurl: a\naccess_key_env: AK\n", 1, "secret_key_env"),
        (
            "connection: city\nkind: irs_gateway\nurl: a\naccess_key_env: AK\nsecret_key_env: SK\nsecret: x\n",
            6,
            "secret",
        ),
        ("connection: city\nkind: mqtt\nurl: a\nclient_id: ''\n", 4, "client_id"),
        ("connection: city\nkind: folder\nkind: sql\n", 3, "写了两次"),
        ("- a\n- b\n", 1, "没有协议"),
        ("", 1, "没有协议"),
        ("connection: [\n", 2, "不是合法的 YAML"),
    ],
)
def test_a_fault_is_named_with_file_and_line(load, content, line, words):
    with pytest.raises(MappingError) as refused:
        load(city=content)
    faults = refused.value.problem.splitlines()
    assert any(f"city.yaml:{line}" in fault and words in fault for fault in faults), faults
    assert refused.value.remedy.startswith("改正以上")


def test_faults_of_several_files_come_together(load):
    with pytest.raises(MappingError) as refused:
        load(one="connection: one\nkind: ftp\n", two="connection: two\nkind: sql\n")
    assert ["one.yaml" in refused.value.problem, "two.yaml" in refused.value.problem] == [True, True]
    assert refused.value.remedy == "改正以上 2 处连接"


def test_a_later_folder_replaces_a_connection_of_the_same_name(tmp_path):
    (tmp_path / "drop.yaml").write_text("connection: drop\nkind: folder\nfolder: /srv/reports\n", encoding="utf-8")
    found = load_connections([CONNECTIONS, tmp_path])
    assert (found["drop"].parameters.folder, "platform" in found) == ("/srv/reports", True)
