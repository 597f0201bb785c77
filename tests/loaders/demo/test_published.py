import csv
from collections import Counter

import pandas as pd

from loaders.demo.places import PUBLISHED


def _file(name):
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_every_published_figure_is_there_untouched(small):
    rows = small.raw("published_figure").fillna("")
    assert len(rows) == 526
    assert (rows["dsc_biz_operation"] == "I").all()
    monthly = _file("ports_monthly.csv")
    wanted = [
        (r["series"], r["region"], r["period_end"], r["value"], r["unit"], r["quality"], r["note"]) for r in monthly
    ]
    columns = ["series", "region", "period_end", "value", "unit", "quality", "note"]
    found = Counter(tuple(row) for row in rows[columns].itertuples(index=False))
    annual = Counter(
        (r["indicator"], r["region"], r["value"], r["unit"], r["source"]) for r in _file("zhoushan_annual.csv")
    )
    shape = Counter(tuple(row) for row in rows[["series", "region", "value", "unit", "source"]].itertuples(index=False))
    assert len(wanted) == 192
    assert not Counter(wanted) - found
    assert sum(annual.values()) == 334
    assert not annual - shape


def test_every_forecast_is_there_untouched(small):
    rows = small.raw("anchorage_forecast").fillna("")
    wanted = _file("zhoushan_anchorage_mio.csv")
    assert len(rows) == len(wanted) == 3360
    assert rows[list(wanted[0])].to_dict("records") == wanted


def test_published_observations_keep_value_unit_quality_and_are_no_demo(small):
    rows = small.raw("econ_macro_obs")
    row = rows[
        (rows["indicator_code"] == "econ.output_ytd") & (rows["region_code"] == "ZS-LH") & (rows["status"] != "mock")
    ]
    ytd = row[row["basis"] == "ytd"].iloc[0]
    assert (ytd["period"], ytd["value"], ytd["unit"], ytd["status"]) == ("2020-03", "21.8", "亿元", "final")
    assert ytd["vintage"] == "2020-05-09"
    assert "2020年3月主要统计指标" in ytd["note"]


def test_doubtful_figures_say_so(small):
    rows = small.raw("econ_macro_obs")
    gdp = rows[
        (rows["indicator_code"] == "econ.gdp_ytd") & (rows["period"] == "2025Q4") & (rows["quality"] == "expected")
    ]
    assert list(gdp["value"]) == ["2350"]
    assert list(gdp["status"]) == ["estimated"]


def test_the_whole_ningbo_port_never_enters_a_city_indicator(small):
    rows = small.raw("econ_macro_obs")
    allowed = {"330900", "330902", "330903", "330921", "330922", "ZS-XC", "ZS-JT", "ZS-LH", "ZS-JKQ"}
    assert set(rows["region_code"]) == allowed
    cargo = rows[(rows["indicator_code"] == "port.cargo_ytd") & (rows["basis"] == "ytd") & (rows["unit"] == "万吨")]
    assert cargo["value"].astype(float).max() < 80_000


def test_mirror_addresses_are_not_cited(small):
    notes = small.raw("econ_macro_obs")["note"]
    assert notes.notna().all()
    assert not notes.str.contains("http|shtaxi|zw280|austinsherwood", regex=True).any()


def test_mock_rows_say_so(small):
    rows = small.raw("econ_macro_obs")
    mock = rows[rows["status"] == "mock"]
    assert len(mock) > 15_000
    assert (mock["caliber"] == "演示").all()
    assert rows[rows["status"] != "mock"]["caliber"].isna().all()
    assert len(rows[rows["status"] != "mock"]) > 400


def test_regions_carry_their_roll_up(small):
    rows = small.raw("dim_region").set_index("region_code")
    assert rows["level"].value_counts().to_dict() == {"village": 428, "street": 36, "zone": 6, "county": 4, "city": 1}
    counties = rows[(rows["rollup_parent"] == "330900") & (rows["level"] == "county")]
    assert counties["population"].astype(int).sum() == int(rows.loc["330900", "population"]) == 1_173_000
    assert rows.loc["ZS-LH", "is_additive"] == "0"
    assert pd.isna(rows.loc["ZS-LH", "rollup_parent"])
    assert rows.loc["ZS-JKQ", "is_additive"] == "1"
