"""The real catalog, and the bulletin of March 2020 as 舟山市统计局 published it (F07)."""

import pytest

from metrics.catalog import load_catalog
from tests.cockpit.security.test_matrix import cockpit_server, own_module_installation
from tests.soundness.own_sources import own_settings

__all__ = ["cockpit_server", "own_module_installation"]  # a cockpit that asks everybody to sign in

#: 规上工业总产值 of the first quarter of 2020, 亿元, the eight rows of the bulletin; the city is published as 316.3.
OUTPUT = {
    "330902": 87.3, "330903": 46.6, "330921": 172.4, "330922": 1.0,
    "ZS-JKQ": 8.9, "ZS-XC": 14.6, "ZS-JT": 4.7, "ZS-LH": 21.8,
}  # fmt: skip
#: Growth of GDP in the first quarter of 2020; the city is published as 10.3 %.
GDP_GROWTH = {"330902": -0.021, "330903": -0.033, "330921": 0.876, "330922": -0.042}


@pytest.fixture(scope="session")
def catalog():
    return load_catalog()


@pytest.fixture
def output_2020():
    return dict(OUTPUT)


@pytest.fixture
def gdp_growth_2020():
    return dict(GDP_GROWTH)


@pytest.fixture
def own(tmp_path, installation):
    """Settings of an installation that reads a folder of its own and nothing else."""
    return own_settings(tmp_path, installation)
