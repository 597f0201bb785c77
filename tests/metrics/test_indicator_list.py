"""The list in docs/ is what the catalog says today."""

from metrics.catalog import load_catalog
from metrics.indicator_list import TARGET, markdown


def test_the_committed_list_is_the_catalogs():
    assert TARGET.read_text(encoding="utf-8") == markdown(load_catalog())


def test_every_indicator_stands_in_it_once():
    lines = markdown(load_catalog()).splitlines()
    codes = [line.split("`")[1] for line in lines if line.startswith("| `")]
    assert (len(codes), len(set(codes))) == (484, 484)
