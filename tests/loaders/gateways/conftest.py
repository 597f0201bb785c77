"""A platform of 77 bunker supplies behind the three gateways, on a real port."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask

from loaders.demo.servers.faults import Faults
from loaders.demo.servers.gateways import Accounts, Gateways, gateways
from tests.installation import serving

ACCOUNT = Accounts("demoAK", "demoSK")
SECRETS = {"APP": "demoAK", "KEY": "demoSK"}
ROWS = 77


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = datetime(2026, 11, 23, 4, tzinfo=UTC)

    def __call__(self):
        return self.now

    def millis(self):
        return int(self.now.timestamp() * 1000)

    def pass_(self, **span):
        self.now += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def platform(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'platform.db'}")
    names = ("order_id", "supplied_t", "region_code", "dsc_biz_record_id", "dsc_biz_operation", "dsc_biz_timestamp")
    table = sa.Table("bunker_supply", sa.MetaData(), *[sa.Column(name, sa.Text) for name in names])
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(
            sa.insert(table),
            [
                {"order_id": f"甲{n:03d}", "supplied_t": f"{n}.5", "region_code": "330902", "dsc_biz_record_id": f"{n:012d}",
                 "dsc_biz_operation": "I", "dsc_biz_timestamp": "2026-11-22 08:00:00"}
                for n in range(1, ROWS + 1)
            ],
        )  # fmt: skip
    return engine


@pytest.fixture
def server(platform, clock):
    """The gateways' own side: their clock is the test's clock too, unless a test gives them another."""
    return Gateways(platform, clock, ACCOUNT, Faults(), delay=1.2)


@pytest.fixture
def url(server):
    app = Flask("gateways")
    app.register_blueprint(gateways(server))
    with serving(app) as address:
        yield address


@pytest.fixture
def http():
    with httpx.Client(timeout=0.6) as client:
        yield client
