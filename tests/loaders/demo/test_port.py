import numpy as np
import pandas as pd
import pytest

from loaders.demo.land import GEO, inside, rings


@pytest.fixture(scope="module")
def throughput(small):
    rows = small.clean("port_throughput")
    for column in ("month_t", "ytd_t", "ytd_prev_t", "teu", "plan_year_t"):
        rows[column] = rows[column].str.replace(",", "").astype(float)
    rows["port_area"] = rows["port_area"].str.replace(" ", "")
    return rows[rows["include_flag"] == "1"]


def _year(rows, year, column="month_t"):
    return rows[rows["period"].str.startswith(year)][column].sum()


def test_months_add_up_to_the_published_year_to_the_tonne(throughput):
    assert _year(throughput, "2020") == 571_415_000
    assert _year(throughput, "2020", "teu") == 1_668_000


@pytest.mark.parametrize(
    ("cargo", "month", "tonnes"),
    [
        ("02", "2020-10", 105_494_400),
        ("01", "2021-03", 9_808_500),
        ("11", "2021-06", 6_362_400),
        ("03", "2021-03", 45_640_000),
    ],
)
def test_cumulative_cargo_meets_its_published_points(throughput, cargo, month, tonnes):
    rows = throughput[(throughput["cargo_code"] == cargo) & (throughput["period"] == month)]
    assert rows["ytd_t"].sum() == tonnes


def test_foreign_trade_meets_its_published_point(throughput):
    rows = throughput[(throughput["trade"] == "F") & (throughput["period"] == "2021-06")]
    assert rows["ytd_t"].sum() == 99_396_300


def test_cumulative_tonnes_are_the_months_added(throughput):
    october = throughput[throughput["period"] == "2026-10"]
    added = throughput[throughput["period"].between("2026-01", "2026-10")]["month_t"].sum()
    assert october["ytd_t"].sum() == added


def test_half_of_2021_is_the_published_share_of_its_plan(throughput):
    june = throughput[throughput["period"] == "2021-06"]
    assert june["ytd_t"].sum() / june["plan_year_t"].sum() == pytest.approx(0.5005, abs=0.00005)


def test_yangshan_is_there_but_does_not_count(small):
    rows = small.clean("port_throughput")
    outside = rows[rows["port_area"].str.replace(" ", "") == "洋山"]
    assert len(outside) > 100
    assert (outside["include_flag"] == "0").all()


def test_the_published_total_agrees_with_the_cells(small, throughput):
    rows = small.raw("econ_macro_obs")
    row = rows[
        (rows["indicator_code"] == "port.cargo_ytd")
        & (rows["period"] == "2026-10")
        & (rows["basis"] == "ytd")
        & (rows["region_code"] == "330900")
    ]
    october = throughput[throughput["period"] == "2026-10"]["ytd_t"].sum()
    assert round(float(row["value"].iloc[0]) * 10_000) == october
    counties = rows[
        (rows["indicator_code"] == "port.cargo_ytd") & (rows["period"] == "2026-10") & (rows["basis"] == "ytd")
        & rows["region_code"].isin(["330902", "330903", "330921", "330922"])
    ]  # fmt: skip
    assert round(counties["value"].astype(float).sum() * 10_000) == october


def test_the_flash_report_comes_first_and_is_replaced(small):
    rows = small.raw("port_throughput")
    october = rows[rows["period"] == "2026-10"]
    assert set(october[october["flash"] == "1"]["dsc_biz_operation"]) == {"I"}
    assert set(small.clean("port_throughput").query("period == '2026-10'")["flash"]) == {"0"}


@pytest.mark.parametrize(
    ("year", "tonnes"), [("2019", 4_102_700), ("2020", 4_724_000), ("2022", 6_020_000), ("2023", 7_046_400)]
)
def test_bunker_orders_add_up_to_the_published_year(small, year, tonnes):
    rows = small.clean("bunker_supply")
    rows = rows[rows["end_time"].fillna("").str.startswith(year)]
    supplied = rows["supplied_t"].str.replace(",", "").astype(float)
    assert supplied.sum() == pytest.approx(tonnes, abs=1e-3)
    assert rows["settled_t"].astype(float).sum() > supplied.sum() * 1.2


def test_waybills_meet_the_published_quarter(small):
    rows = small.clean("river_sea_shipment")
    quarter = rows[rows["depart_time"].between("2021-01-01", "2021-04-01")]
    assert quarter["ton"].astype(float).sum() == 66_909_700


def test_the_chain_of_a_call_is_in_order(small):
    calls = small.clean("vessel_call")
    done = calls[(calls["status"] == "departed") & calls["berth_ids"].notna() & calls["unberth_time"].notna()]
    chain = ["arrive_anchor_time", "pilot_on_time", "berth_time", "work_start", "work_end", "unberth_time"]
    times = done[chain].apply(pd.to_datetime)
    assert len(done) > 200
    assert times.diff(axis=1).iloc[:, 1:].min().min() >= pd.Timedelta(0)


def test_some_vessels_are_here_now_and_some_are_expected(small):
    status = small.clean("vessel_call")["status"].value_counts()
    assert status["anchored"] >= 10
    assert status["berthed"] >= 30
    assert status["expected"] >= 50


def test_calls_and_berths_begin_with_their_county(small):
    counties = ("330902-", "330903-", "330921-", "330922-")
    assert small.raw("port_berth")["berth_id"].str.startswith(counties).all()
    calls = small.raw("vessel_call")
    assert calls["anchorage_id"].str.startswith(counties).all()
    assert calls["berth_ids"].dropna().str.startswith(counties).all()
    berths = set(small.raw("port_berth")["berth_id"])
    assert set(calls["berth_ids"].dropna().str.split(",").explode()) <= berths


def test_the_forecast_anchorages_are_among_the_anchorages(small):
    named = set(small.raw("anchorage_forecast")["anchorage"])
    assert len(named) == 4
    assert named <= set(small.raw("port_anchorage")["name"])


def test_arrivals_are_announced_in_utc(small):
    rows = small.clean("vessel_call")
    over = rows[rows["status"] == "departed"]
    eta = pd.to_datetime(over["eta"].str.removesuffix("Z"))
    late = pd.to_datetime(over["arrive_anchor_time"]) - eta
    assert over["eta"].str.endswith("Z").all()
    assert late.median() == pytest.approx(pd.Timedelta(hours=8), abs=pd.Timedelta(minutes=20))


def test_every_vessel_is_on_the_water_and_some_positions_are_stale(small):
    rows = small.clean("vessel_position")
    points = rows[["lon", "lat"]].astype(float).to_numpy()
    land = rings(GEO / "zhoushan_counties_small.geojson") + rings(GEO / "context_land.geojson")
    assert 230 <= len(rows) <= 300
    assert not inside(points, land).any()
    age = pd.Timestamp("2026-11-23 00:00") - pd.to_datetime(rows["ts"].str.removesuffix("Z"))
    assert (age >= pd.Timedelta(0)).all()
    stale = age > pd.Timedelta(minutes=30)
    assert 5 <= stale.sum() <= 60
    assert np.array_equal(stale, rows["quality"] == "2")


def test_positions_belong_to_known_vessels(small):
    assert set(small.clean("vessel_position")["mmsi"]) <= set(small.clean("vessel_base")["mmsi"])
