"""Settings: every variable has a default, and a wrong value is refused with its name and a remedy."""

import pytest

from cockpit.edition import edition
from cockpit.errors import SettingsError
from cockpit.settings import read_settings
from cockpit.store.embedded import open_store
from tests.cockpit.store.conftest import CATALOG, RECORDS


def test_everything_lives_under_var_by_default(tmp_path):
    settings = read_settings({"COCKPIT_VAR": str(tmp_path)})
    assert settings.store_url == f"duckdb:///{tmp_path}/store"
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
        ("COCKPIT_WORKERS", "0"),
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
