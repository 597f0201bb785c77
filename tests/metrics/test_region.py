"""Regions and the sets by which they add up."""

import pytest

from cockpit.errors import QueryError
from metrics.region import CITY, COUNTIES, region, rollup_set


def test_the_four_counties_make_the_city():
    assert [region(code).name for code in COUNTIES] == ["定海区", "普陀区", "岱山县", "嵊泗县"]
    assert rollup_set("econ.gdp_ytd") == COUNTIES


def test_industrial_output_lists_the_development_zone_beside_the_counties():
    assert rollup_set("econ.output_ytd") == (*COUNTIES, "ZS-JKQ")


@pytest.mark.parametrize("zone", ["ZS-XC", "ZS-JT", "ZS-LH", "ZS-PZ", "ZS-YS"])
def test_a_functional_zone_is_of_which_and_in_no_roll_up_set(zone):
    assert region(zone).level == "zone"
    assert zone not in rollup_set("econ.output_ytd")
    assert zone not in rollup_set("econ.gdp_ytd")


def test_levels_and_parents_follow_the_length_of_the_code():
    assert (region(CITY).level, region(CITY).parent) == ("city", "")
    town = region("330902002")
    assert (town.level, town.parent, region(town.parent).name) == ("town", "330902", "定海区")
    village = region("330902002001")
    assert (village.level, village.parent) == ("village", "330902002")


@pytest.mark.parametrize("code", ["", "330999", "ZS-??", "330902001999", "nan"])
def test_an_unknown_region_is_refused_with_the_codes_that_exist(code):
    with pytest.raises(QueryError) as refusal:
        region(code)
    assert "330900" in refusal.value.remedy
