"""The real policy over the real catalog and records."""

import shutil
from dataclasses import replace

import pytest

from cockpit.security.grant import grant
from cockpit.security.identity import Identity
from cockpit.security.policy import installed_policy
from metrics.catalog import load_catalog
from metrics.records import load_records

PORT, GRID = "市港航和口岸局", "市委政法委"


@pytest.fixture(scope="session")
def records():
    return load_records()


@pytest.fixture(scope="session")
def catalog(records):
    return load_catalog(records=records)


@pytest.fixture(scope="session")
def granted(catalog, records):
    """`granted("clerk", department=…)` → the grant of such a person."""

    def make(role, salt="s", **facts):
        return grant(Identity("a", "甲", role, **facts), installed_policy(), catalog, records, salt)

    return make


@pytest.fixture(scope="module")
def installation_copy(installation, tmp_path_factory):
    """A copy of the installation for a whole file of tests: with nobody in it, and nothing kept."""
    var = tmp_path_factory.mktemp("copy") / "var"
    shutil.copytree(installation.var, var, ignore=shutil.ignore_patterns("state.db*", "exports", "cache", "rates*"))
    return replace(
        installation, var=var, store_url=f"duckdb:///{var / 'store'}", cache_url=f"file://{var / 'cache'}",
        platform_url=f"sqlite:///{var / 'platform.db'}", state_url=f"sqlite:///{var / 'state.db'}",
    )  # fmt: skip
