"""亩均论英雄."""

import json

import pandas as pd
import pytest

from cockpit.errors import QueryError
from metrics.mu import rule, values
from metrics.score import score

ABOVE = {"tax": 30, "va": 20, "va_energy": 20, "va_emission": 10, "labor": 10, "rd": 10}
BASES = {"tax": 24.097, "va": 136.16, "va_energy": 2.694, "va_emission": 4929.81, "labor": 18.14, "rd": 0.0302}


def parameters(**facts):
    told = {"year": "2022", "scope": "above", "region": "黄岩", "w_json": json.dumps(ABOVE), "base_json": json.dumps(BASES),
            "cap_multiple": 1.5, "missing_policy": "avg"}  # fmt: skip
    return pd.Series(told | facts)


def firm(**facts):
    """A firm that stands exactly at the base values of 2022."""
    va = 136.16 * 100
    return {
        "land_mu": 100.0, "tax_eval": 2409.7, "va": va, "energy_tce": va / 2.694, "emission_t": va / 4929.81,
        "emp_avg": va / 18.14, "rd_exp": 302.0, "revenue": 10_000.0, "elec_kwh": 1e6,
    } | facts  # fmt: skip


def test_a_firm_at_the_base_values_of_huangyan_2022_has_exactly_one_hundred_points():
    told = rule(parameters())
    assert told.full == 100
    assert score(values(pd.DataFrame([firm()])), told).total.tolist() == [100]


def test_below_scale_tax_per_mu_and_per_electricity_count_half_each():
    told = rule(
        parameters(
            scope="below", w_json='{"tax": 50, "tax_elec": 50}', base_json='{"tax": 11.5932, "tax_elec": 0.2352}'
        )
    )
    at_base = firm(tax_eval=1159.32, elec_kwh=1159.32 * 10_000 / 0.2352)
    assert score(values(pd.DataFrame([at_base])), told).total.tolist() == [100]


@pytest.mark.parametrize("emission", [None, 0.0])
def test_a_firm_without_emission_data_gets_the_mean_of_that_item(emission):
    table = pd.DataFrame([firm(emission_t=emission), firm(), firm(emission_t=firm()["emission_t"] * 2)]).astype(float)
    found = score(values(table), rule(parameters()))
    assert found.points["va_emission"].tolist() == pytest.approx([7.5, 10, 5])
    assert found.notes.loc[0, "va_emission"] == "赋平均分"


@pytest.mark.parametrize(
    "facts",
    [
        {"w_json": "{"},
        {"w_json": None},
        {"base_json": '{"tax": 1}'},
        {"w_json": '{"x": 1}', "base_json": '{"x": 1}'},
        {"missing_policy": "guess"},
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_its_year_scope_and_region(facts):
    with pytest.raises(QueryError) as refusal:
        rule(parameters(**facts))
    assert "2022 above 黄岩" in refusal.value.place


def test_without_a_cap_in_the_table_nothing_is_capped():
    told = rule(parameters(cap_multiple=None))
    assert score(values(pd.DataFrame([firm(tax_eval=24097.0)])), told).points["tax"].tolist() == [300]


@pytest.mark.parametrize("land", [0.0, -3.0, None])
def test_without_land_there_is_no_value_per_mu_rather_than_infinity(land):
    found = values(pd.DataFrame([firm(land_mu=land)]).astype(float))
    assert found[["tax", "va"]].isna().all(axis=None)
    assert found["labor"].notna().all()
