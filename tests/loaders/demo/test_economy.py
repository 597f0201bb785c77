import pandas as pd
import pytest

COUNTIES = ["330902", "330903", "330921", "330922"]


@pytest.fixture(scope="module")
def observations(small):
    rows = small.raw("econ_macro_obs")
    return rows.sort_values("vintage")


def _values(rows, code, basis, region, member=None):
    """Period → value: what was published for certain, else the latest 演示 vintage."""
    chosen = rows[
        (rows["indicator_code"] == code)
        & (rows["basis"] == basis)
        & (rows["region_code"] == region)
        & ~rows["quality"].isin(["lower_bound", "expected", "year_inferred"])
        & (rows["member"].isna() if member is None else rows["member"] == member)
    ]
    chosen = chosen[chosen["period"] >= "2019"]
    return chosen.drop_duplicates("period", keep="last").set_index("period")["value"].astype(float)


@pytest.mark.parametrize("code", ["econ.budget_rev_ytd", "econ.aquatic", "econ.gdp_ytd", "tech.contract"])
def test_counties_add_up_to_the_city_in_every_period(observations, code):
    city = _values(observations, code, "ytd", "330900")
    parts = sum(_values(observations, code, "ytd", county) for county in COUNTIES)
    assert len(city) > 25
    known = observations[(observations["indicator_code"] == code) & (observations["status"] != "mock")]
    mixed = set(known[known["region_code"] != "330900"]["period"])
    compared = [period for period in city.index if period not in mixed]
    assert (parts - city)[compared].abs().max() < 1e-6


def test_output_adds_up_with_the_development_zone_but_not_with_the_zones_inside(observations):
    city = _values(observations, "econ.output_ytd", "ytd", "330900")["2026-10"]
    parts = sum(_values(observations, "econ.output_ytd", "ytd", r)["2026-10"] for r in [*COUNTIES, "ZS-JKQ"])
    inside = sum(_values(observations, "econ.output_ytd", "ytd", r)["2026-10"] for r in ("ZS-XC", "ZS-JT", "ZS-LH"))
    assert parts == pytest.approx(city, abs=1e-6)
    assert inside > 0.05 * city


def test_demonstration_months_lead_through_the_published_points(observations):
    trade = _values(observations, "econ.trade_ytd", "ytd", "330900")
    assert trade["2020-04"] == 580.0
    assert trade["2020-06"] == 834.2
    assert trade["2021-12"] == 2354.9
    gdp = _values(observations, "econ.gdp_ytd", "ytd", "330900")
    assert gdp["2025Q2"] == 1109.1


def test_imports_and_exports_are_the_trade(observations):
    trade, exports, imports = (
        _values(observations, f"econ.{name}_ytd", "ytd", "330900") for name in ("trade", "export", "import")
    )
    assert len(trade) > 90
    published_rounding = 0.11
    assert (exports + imports - trade).abs().max() < published_rounding


def test_january_stands_alone_only_where_it_is_published_alone(observations):
    combined = observations[observations["period_type"] == "jan_feb"]["indicator_code"].unique()
    assert {"econ.output_ytd", "econ.iva_yoy_ytd", "econ.fai_yoy", "econ.retail_yoy_ytd"} <= set(combined)
    rows = observations[observations["indicator_code"].isin(combined)]
    assert not rows["period"].str.endswith(("-01", "-02")).any()
    budget = observations[observations["indicator_code"] == "econ.budget_rev_ytd"]
    assert "2026-01" in set(budget["period"])


def test_months_of_growth_start_after_february(observations):
    months = observations[observations["indicator_code"] == "econ.iva_yoy_month"]["period"]
    assert len(months) > 60
    assert months.str[-2:].min() == "03"


def test_cumulative_values_never_fall_within_a_year(observations):
    for code in ("econ.output_ytd", "econ.trade_ytd", "econ.budget_rev_ytd", "econ.aquatic", "port.river_sea"):
        values = _values(observations, code, "ytd", "330900").sort_index()
        for _, year in values.groupby(values.index.str[:4]):
            assert year.is_monotonic_increasing, code


def test_published_growth_rests_on_the_comparable_base(observations):
    values = _values(observations, "econ.output_ytd", "ytd", "330900")
    growth = _values(observations, "econ.output_ytd", "ytd_yoy", "330900")
    naive = (values["2022-10"] / values["2021-10"] - 1) * 100
    assert abs(growth["2022-10"] - naive) > 1
    comparable = (values["2022-10"] / (values["2021-10"] * 0.972) - 1) * 100
    assert growth["2022-10"] == pytest.approx(comparable, abs=0.06)


def test_gdp_growth_is_never_the_ratio_of_nominal_values(observations):
    values = _values(observations, "econ.gdp_ytd", "ytd", "330900")
    growth = _values(observations, "econ.gdp_yoy", "current", "330900")
    assert growth["2022Q4"] == 8.5
    assert abs((values["2022Q4"] / values["2021Q4"] - 1) * 100 - 8.5) > 3
    same = _values(observations, "econ.gdp_ytd", "ytd_yoy", "330900")
    pd.testing.assert_series_equal(growth, same, check_names=False)


def test_a_ratio_carries_what_it_is_made_of(observations):
    rows = observations[(observations["indicator_code"] == "econ.tax_share") & (observations["status"] == "mock")]
    share = rows["numerator"].astype(float) / rows["denominator"].astype(float) * 100
    assert len(rows) > 400
    assert (share - rows["value"].astype(float)).abs().max() < 0.006
    budget = _values(observations, "econ.budget_rev_ytd", "ytd", "330900")
    latest = rows[(rows["period"] == "2026-10") & (rows["region_code"] == "330900")].iloc[0]
    assert float(latest["denominator"]) == pytest.approx(budget["2026-10"] * 1e8)


def test_nothing_is_published_before_its_day(observations):
    latest = observations.groupby("indicator_code")["period"].max()
    assert latest["econ.output_ytd"] == "2026-10"
    assert latest["econ.profit_ytd"] == "2026-09"
    assert latest["econ.fdi_ytd"] == "2026-09"
    assert latest["econ.gdp_ytd"] == "2026Q3"
    assert observations["vintage"].max() <= "2026-11-23"


def test_revisions_are_added_and_leave_the_first_value(observations):
    rows = observations[
        (observations["indicator_code"] == "econ.output_ytd")
        & (observations["basis"] == "ytd")
        & (observations["period"] == "2026-05")
        & (observations["region_code"] == "330900")
        & observations["member"].isna()
    ]
    assert len(rows) == 2
    assert rows["value"].nunique() == 2
    assert rows["vintage"].iloc[0] < rows["vintage"].iloc[1]


def test_contributions_add_up_to_the_growth(observations):
    growth = _values(observations, "econ.iva_yoy_ytd", "current", "330900")
    rows = observations[observations["indicator_code"] == "econ.contribution"]
    added = rows.assign(value=rows["value"].astype(float)).groupby("period")["value"].sum()
    assert len(added) > 25
    assert (added - growth[added.index]).abs().max() < 0.11


def test_members_of_a_breakdown_add_up(observations):
    names = ["远洋", "近海", "养殖"]
    total = _values(observations, "econ.aquatic", "ytd", "330900")
    parts = sum(_values(observations, "econ.aquatic", "ytd", "330900", name) for name in names)
    assert (parts - total).abs().max() < 1e-6
    inshore = _values(observations, "econ.aquatic", "ytd", "330900", "近海")
    in_the_ban, after_it = inshore["2026-08"] - inshore["2026-04"], inshore["2026-10"] - inshore["2026-08"]
    assert after_it > 3 * in_the_ban


def test_keys_are_unique_and_releases_exist(small, observations):
    key = ["indicator_code", "region_code", "period", "basis", "dimension", "member", "vintage"]
    assert not observations.duplicated(key).any()
    known = set(small.raw("econ_release")["release_id"])
    assert set(observations["release_id"].dropna()) <= known


def test_units_convert_to_the_base_unit_of_the_catalog(observations):
    from metrics.catalog import load_catalog
    from metrics.unit import conversion

    catalog = load_catalog()
    for code, basis, unit in set(observations[["indicator_code", "basis", "unit"]].itertuples(index=False, name=None)):
        base = "1" if basis.endswith("yoy") else catalog.indicator(code).unit.base
        assert conversion(unit)[0] == base, (code, unit)


def test_no_indicator_is_both_measured_and_published_as_a_value(observations):
    from metrics.catalog import load_catalog

    catalog = load_catalog()
    mock = observations[observations["status"] == "mock"]
    own = mock[~mock["basis"].str.endswith("yoy")]["indicator_code"].unique()
    assert len(own) > 100
    assert [code for code in own if catalog.indicator(code).measure is not None] == []


def test_rows_have_the_basis_and_grain_the_catalog_expects(observations):
    from metrics.catalog import load_catalog

    catalog = load_catalog()
    mock = observations[(observations["status"] == "mock") & ~observations["basis"].str.endswith("yoy")]
    kinds = {"Q": {"quarter"}, "A": {"year"}}
    for code, rows in mock.groupby("indicator_code"):
        indicator = catalog.indicator(code)
        assert set(rows["basis"]) == {indicator.basis}, code
        assert set(rows["period_type"]) <= kinds.get(indicator.frequency, {"month", "jan_feb"}), code


def test_two_year_growth_is_the_geometric_mean(observations):
    values = _values(observations, "econ.gdp_2y", "current", "330900")
    assert values["2021Q4"] == pytest.approx(((1.084 * 1.12) ** 0.5 - 1) * 100, abs=0.06)
