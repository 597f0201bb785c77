"""The declared screens: whole, few headlines, and refused when they ask for what is not there."""

import pytest

from cockpit.errors import CatalogError
from cockpit.view.walls.cores import CORES
from cockpit.view.walls.layers import LAYERS
from cockpit.view.walls.screen import MOST_HEADLINES, check, screens
from metrics.catalog import load_catalog


def test_five_screens_stand_in_the_order_of_the_rotation():
    assert [own.code for own in screens()] == ["city", "economy", "port", "society", "gov"]
    assert all(len(own.headlines) <= MOST_HEADLINES for own in screens())
    check(load_catalog(), set(LAYERS), set(CORES))


def test_what_is_not_there_is_named():
    with pytest.raises(CatalogError) as refused:
        check(load_catalog(), set(LAYERS) - {"harbour"}, set(CORES) - {"gov_tasks"})
    assert "port：没有图层 harbour" in str(refused.value)
    assert "gov：没有核心分析 gov_tasks" in str(refused.value)
