"""The real policy over the real catalog and records."""

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
