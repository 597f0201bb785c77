"""Fixtures that more than one folder of tests uses."""

import logging

import hypothesis
import pytest

from tests.installation import address, installation, own_installation, server
from tests.reader import browser, every_page, reading
from tests.services.mariadb import mariadb, mariadb_server
from tests.services.oidc_provider import oidc_provider
from tests.services.postgresql import postgresql, postgresql_server
from tests.services.redis_server import redis

__all__ = [
    "address", "browser", "every_page", "installation", "mariadb", "mariadb_server", "oidc_provider", "own_installation", "postgresql",
    "postgresql_server", "reading", "redis", "server",
]  # fmt: skip

hypothesis.settings.register_profile("suite", deadline=None)  # two cores are shared: a slow example is no fault
hypothesis.settings.load_profile("suite")


@pytest.fixture(autouse=True)
def own_log_lines():
    """A test that runs a command leaves no handler behind: it would write into the next test's closed stderr."""
    yield
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if type(handler) is logging.StreamHandler]:
        root.removeHandler(handler)
    root.setLevel(logging.WARNING)
