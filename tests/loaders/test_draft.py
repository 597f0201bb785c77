"""A first mapping from a sample: which column is which, in which unit, by which codes; and what does not fit."""

import pandas as pd
import pytest

from loaders.draft import draft, lineage_of, nearest
from loaders.lineage import PLATFORM, Lineage
from loaders.sources import load_codes
from metrics.records import load_records

RECORDS, CODES = load_records(), load_codes()
BERTH = RECORDS["port_berth"]


def sample(**columns):
    return pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})


def drafted(frame, record=BERTH, told=None, constants=None):
    return draft(frame, record, CODES, told or {}, constants or {})


def test_a_column_is_found_by_its_name_whatever_its_case_and_else_it_may_be_absent():
    found = drafted(sample(BERTH_ID=["B1"], 码头=["甲"]))
    assert found.taken == {"berth_id": "BERTH_ID"}
    assert found.columns["berth_id"] == {"from": "BERTH_ID"}
    assert found.columns["depth_m"] == {"optional": True}
    assert (found.missing, found.spare) == ([], ["码头"])


def test_a_unit_in_the_name_is_the_columns_unit_when_it_measures_the_same():
    record = RECORDS["port_throughput"]
    found = drafted(sample(**{"month_t(万吨)": ["1.5"], "ytd_t(万元)": ["3"], "period": ["2026-10"]}), record)
    assert found.columns["month_t"] == {"from": "month_t(万吨)", "unit": "万吨"}
    assert found.columns["ytd_t"] == {"from": "ytd_t(万元)"}  # money is no weight: the rows will say so


def test_a_column_of_the_same_name_needs_no_entry():
    assert "berth_id" not in drafted(sample(berth_id=["B1"])).columns


@pytest.mark.parametrize(
    ("written", "entry"),
    [
        (["定海区", "普陀区", "岱山县"], {"codes": "region"}),
        (["330902", "330903", "330921"], {}),  # codes already
        (["甲", "乙", "定海区"], {}),  # the table knows too few
    ],
)
def test_regions_written_as_names_are_looked_up(written, entry):
    found = drafted(sample(berth_id=["1", "2", "3"], region_code=written))
    assert found.columns.get("region_code", {}) == entry


def test_what_is_told_wins_and_a_constant_needs_no_column():
    told, constants = {"berth_id": "码"}, {"region_code": "330902"}
    found = drafted(sample(码=["1"], berth_id=["2"]), told=told, constants=constants)
    assert (found.taken["berth_id"], found.columns["region_code"]) == ("码", {"constant": "330902"})
    assert found.spare == ["berth_id"]


def test_a_key_that_nobody_found_is_named():
    assert drafted(sample(depth_m=["3"])).missing == ["berth_id"]


def test_observations_name_what_they_lack():
    found = drafted(sample(indicator_code=["a"], value=["1"], period=["2026-10"]), record=None)
    assert found.missing == ["region_code", "basis", "unit", "status", "vintage"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (list(PLATFORM.columns), None),
        (["id", "UPDATE_TIME"], Lineage(changed_at="UPDATE_TIME")),
        (["更新时间", "updated_at"], Lineage(changed_at="updated_at")),  # the better name
        (["id"], Lineage()),
    ],
)
def test_the_column_of_the_last_change_is_recognised(columns, expected):
    assert lineage_of(columns) == expected


def test_the_nearest_records_are_those_whose_keys_and_columns_the_sample_has():
    names = [*RECORDS["port_berth"].columns]
    ranked = nearest(sample(**{name: ["1"] for name in names}), RECORDS)
    assert ranked[0] == ("port_berth", 1.0)
    assert nearest(sample(nothing=["1"]), RECORDS) == []
