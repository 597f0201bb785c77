"""Fixtures that more than one folder of tests uses."""

import gc
import logging

import hypothesis
import pytest

import tests.light_passwords  # noqa: F401
from app import one_thread_of_algebra
from tests.installation import address, installation, own_installation, server
from tests.reader import browser, every_page, reading
from tests.schedule import pytest_collection_modifyitems, pytest_xdist_make_scheduler
from tests.services.mariadb import mariadb, mariadb_server
from tests.services.oidc_provider import oidc_provider
from tests.services.postgresql import postgresql, postgresql_server
from tests.services.redis_server import redis

__all__ = [
    "address", "browser", "every_page", "installation", "mariadb", "mariadb_server", "oidc_provider", "own_installation", "postgresql",
    "postgresql_server", "pytest_collection_modifyitems", "pytest_xdist_make_scheduler", "reading", "redis", "server",
]  # fmt: skip

hypothesis.settings.register_profile("suite", deadline=None)  # two cores are shared: a slow example is no fault
hypothesis.settings.load_profile("suite")
one_thread_of_algebra()  # as the cockpit itself: tiny matrices cost three times as much on two threads


def pytest_collection_finish():
    """What is loaded by now stays: looking for garbage in it again and again took half of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(autouse=True)
def own_log_lines():
    """A test that runs a command leaves no handler behind: it would write into the next test's closed stderr."""
    yield
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if type(handler) is logging.StreamHandler]:
        root.removeHandler(handler)
    root.setLevel(logging.WARNING)
