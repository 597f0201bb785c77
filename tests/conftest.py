"""Fixtures that more than one folder of tests uses."""

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
