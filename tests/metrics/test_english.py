"""The catalog's English is whole: every code it names is declared, and everything declared has its English."""

import shutil

import pytest

from cockpit.errors import CatalogError
from metrics.catalog import FOLDER, load_catalog
from metrics.english import load_english

CATALOG = load_catalog()


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER / "english", tmp_path / "english")


def test_domains_systems_and_indicators_have_english_names():
    names = load_english(CATALOG).names
    told = [d.name for d in CATALOG.domains] + [s.name for s in CATALOG.systems.values()]
    told += [i.name_zh for i in CATALOG.indicators.values()]
    assert [name for name in told if not names.get(name)] == []


def test_a_code_the_catalog_does_not_know_is_refused(folder):
    port = folder / "port.yaml"
    port.write_text(port.read_text().replace("  4-2.4:", "  9-9.9:"))
    with pytest.raises(CatalogError) as refused:
        load_english(CATALOG, folder)
    assert "port.yaml 本领域没有系统 9-9.9" in str(refused.value)
    assert "port.yaml 系统 4-2.4 没有英文" in str(refused.value)


def test_a_missing_title_is_refused(folder):
    (folder / "port.yaml").write_text(
        (folder / "port.yaml").read_text().replace('name: "Port and shipping"', 'name: ""')
    )
    with pytest.raises(CatalogError, match=r"port\.yaml:3 name"):
        load_english(CATALOG, folder)


def test_a_domain_without_its_file_is_refused(folder):
    (folder / "port.yaml").unlink()
    with pytest.raises(CatalogError, match="没有领域 port 的英文文件"):
        load_english(CATALOG, folder)
