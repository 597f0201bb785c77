"""Settings: every variable has a default, and a wrong value is refused with its name and a remedy."""

import re

import pytest

from cockpit.edition import edition
from cockpit.errors import SettingsError
from cockpit.settings import ROOT, read_settings
from cockpit.store.embedded import open_store
from tests.cockpit.store.conftest import CATALOG, RECORDS


def test_everything_lives_under_var_by_default(tmp_path):
    settings = read_settings({"COCKPIT_VAR": str(tmp_path)})
    assert settings.store_url == f"duckdb:///{tmp_path}/store"
    assert settings.state_url == f"sqlite:///{tmp_path}/state.db"
    assert settings.cache_url == f"file://{tmp_path}/cache"
    assert settings.platform_url == f"sqlite:///{tmp_path}/platform.db"
    assert (settings.host, settings.port, settings.workers, settings.scale, settings.demo) == (
        "127.0.0.1",
        8050,
        2,
        1.0,
        True,
    )


def test_a_platform_of_ones_own_is_no_demonstration_unless_said_so():
    url = {"COCKPIT_PLATFORM_URL": "postgresql://h/exchange"}
    assert [read_settings(url | more).demo for more in ({}, {"COCKPIT_DEMO": "1"})] == [False, True]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COCKPIT_PORT", "http"),
        ("COCKPIT_PORT", "0"),
        ("COCKPIT_PORT", "70000"),
        ("COCKPIT_PORT", "8050.5"),
        ("COCKPIT_WORKERS", "0"),
        ("COCKPIT_WORKERS", "65"),
        ("COCKPIT_WORKERS", "two"),
        ("COCKPIT_WORKERS", "1.5"),
        ("COCKPIT_HOST", "0.0.0.0:80"),
        ("COCKPIT_HOST", "http://a"),
        ("COCKPIT_HOST", "a b"),
        ("COCKPIT_DEMO", "true"),
        ("COCKPIT_VAR", __file__),
        ("SCALE", "0"),
        ("SCALE", "1001"),
        ("SCALE", "nan"),
        ("SCALE", "-1"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name_with_a_remedy(name, value):
    with pytest.raises(SettingsError) as refused:
        read_settings({name: value})
    assert (name in refused.value.place, repr(value) in refused.value.problem, refused.value.remedy[:2]) == (
        True,
        True,
        "改为",
    )


@pytest.mark.parametrize("name", ["COCKPIT_STORE_URL", "COCKPIT_CACHE_URL", "COCKPIT_PLATFORM_URL"])
@pytest.mark.parametrize("value", ["reader:secret@10.0.0.5/exchange", "/srv/secret", "POSTGRES:secret"])
def test_what_is_no_address_is_refused_by_name_without_repeating_a_password(name, value):
    with pytest.raises(SettingsError) as refused:
        read_settings({name: value})
    assert (name in refused.value.place, refused.value.remedy[:2], "secret" in str(refused.value)) == (
        True,
        "改为",
        False,
    )


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("COCKPIT_HOST", "0.0.0.0", "host", "0.0.0.0"), ("COCKPIT_HOST", "::1", "host", "::1"),
        ("COCKPIT_HOST", " zs.example ", "host", "zs.example"), ("COCKPIT_PORT", "1", "port", 1),
        ("COCKPIT_PORT", "65535", "port", 65535), ("COCKPIT_WORKERS", "64", "workers", 64), ("SCALE", "0.001", "scale", 0.001),
        ("SCALE", "1000", "scale", 1000.0), ("COCKPIT_STORE_URL", "duckdb:////data/驾驶舱", "store_url", "duckdb:////data/驾驶舱"),
        ("COCKPIT_CACHE_URL", "redis://h:6379/0", "cache_url", "redis://h:6379/0"),
        ("COCKPIT_PLATFORM_URL", "mysql+pymysql://r:s@h/e", "platform_url", "mysql+pymysql://r:s@h/e"),
    ],
)  # fmt: skip
def test_a_value_that_can_be_used_is_used_as_it_is(name, value, field, read):
    assert getattr(read_settings({name: value}), field) == read


def test_an_empty_variable_counts_as_not_set():
    names = ("COCKPIT_VAR", "COCKPIT_HOST", "COCKPIT_PORT", "COCKPIT_WORKERS", "COCKPIT_STORE_URL", "COCKPIT_CACHE_URL",
             "COCKPIT_PLATFORM_URL", "COCKPIT_DEMO", "SCALE")  # fmt: skip
    assert read_settings(dict.fromkeys(names, "")) == read_settings({}) == read_settings(dict.fromkeys(names, " "))


def test_a_demonstration_platform_is_marked_whatever_is_said():
    assert read_settings({"COCKPIT_DEMO": "0"}).demo is True


def test_a_relative_folder_is_one_place_whatever_the_working_directory_later_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_settings({"COCKPIT_VAR": "here"}).var == tmp_path / "here"


def test_every_variable_that_the_operations_handbook_names_is_read():
    handbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    code = "".join(
        (ROOT / "cockpit" / name).read_text(encoding="utf-8") for name in ("settings.py", "security/access.py")
    )
    variable = re.compile(r"\bCOCKPIT_[A-Z_]+\b|\bSCALE\b")
    assert set(variable.findall(handbook)) == set(variable.findall(code)) != set()


def test_a_store_of_an_unknown_kind_is_refused():
    with pytest.raises(SettingsError) as refused:
        open_store("oracle://h/db", RECORDS, CATALOG)
    assert (refused.value.place, refused.value.problem) == ("COCKPIT_STORE_URL", "不支持 oracle")


def test_another_catalog_is_another_edition(tmp_path):
    for folder in ("cockpit", "metrics", "pages"):
        (tmp_path / folder).mkdir()
    (tmp_path / "metrics" / "port.yaml").write_text("unit: 吨")
    before = edition(tmp_path)
    (tmp_path / "metrics" / "port.yaml").write_text("unit: 万吨")
    assert (len(before), edition(tmp_path) != before) == (12, True)
