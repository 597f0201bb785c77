"""City, counties, zones, towns and villages as the platform knows them, and dim_region."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from loaders.demo.platform import Rows
from loaders.demo.text import Array

PUBLISHED = Path(__file__).parent / "published"

#: Code → name, resident population 2023 (population communiqué 2023), land area km² (official), label point.
CITY = ("330900", "舟山市", 1_173_000, 1440.0, 122.11, 30.02)
COUNTIES = (
    ("330902", "定海区", 508_500, 569.0, 122.1, 30.06),
    ("330903", "普陀区", 386_100, 459.0, 122.285, 29.985),
    ("330921", "岱山县", 213_400, 327.0, 122.165, 30.285),
    ("330922", "嵊泗县", 65_000, 86.0, 122.455, 30.712),
)
COUNTY_CODES = tuple(county[0] for county in COUNTIES)

#: Code (our own, no national code exists) → name, county it lies in, label point. Only 经开区 is a part of its
#: own in the bureau's tables (rows of 2020-03 add up with it); all others are 其中.
ZONES = (
    ("ZS-XC", "新城", "330902", 122.19, 29.985),
    ("ZS-JT", "金塘", "330902", 121.88, 30.03),
    ("ZS-LH", "六横", "330903", 122.12, 29.73),
    ("ZS-PZ", "普陀山—朱家尖", "330903", 122.39, 29.95),
    ("ZS-JKQ", "舟山经济开发区/高新区", "330900", 122.15, 30.12),
    ("ZS-YS", "绿色石化基地(鱼山)", "330921", 121.96, 30.32),
)

#: Points of the five towns for which GeoNames has none, read off the map.
MISSING_POINTS = {
    "330902002": (122.100, 30.022),
    "330902003": (122.113, 30.008),
    "330902004": (122.122, 30.022),
    "330903003": (122.336, 29.982),
    "330922201": (122.563, 30.666),
}


@dataclass(frozen=True)
class Places:
    """Towns: columns code, name, county, lon, lat (36 rows). Villages: code, name, town, county (428 rows)."""

    towns: pd.DataFrame
    villages: pd.DataFrame


def read_places() -> Places:
    """From the published lists."""
    towns = pd.read_csv(PUBLISHED / "zhoushan_divisions.csv", dtype={"code": str, "county_code": str})
    for code, (lon, lat) in MISSING_POINTS.items():
        towns.loc[towns["code"] == code, ["lon_wgs84", "lat_wgs84"]] = (lon, lat)
    villages = pd.read_csv(PUBLISHED / "zhoushan_villages.csv", dtype=str)
    return Places(
        towns.rename(columns={"county_code": "county", "lon_wgs84": "lon", "lat_wgs84": "lat"})[
            ["code", "name", "county", "lon", "lat"]
        ],
        villages.rename(columns={"town_code": "town", "county_code": "county"}),
    )


def region_rows(places: Places) -> Rows:
    """dim_region: 1 city, 4 counties, 6 zones, 36 towns, 428 villages."""
    frame = pd.concat([_upper_regions(), _towns(places), _villages(places)], ignore_index=True)
    frame["valid_from"] = "2019-01-01"
    frame["valid_to"] = ""
    columns: dict[str, Array] = {
        name: frame[name].astype(object).fillna("").astype(str).to_numpy(dtype=str)
        for name in (
            "region_code", "region_name", "level", "parent_code", "rollup_parent", "is_additive",
            "population", "area_km2", "lon", "lat", "valid_from", "valid_to",
        )
    }  # fmt: skip
    return Rows(columns, np.full(len(frame), np.datetime64("2026-01-05T09:00:00", "s")))


def _region(code: str, name: str, level: str, parent: str, rollup: str, lon: float, lat: float) -> dict[str, object]:
    return {
        "region_code": code, "region_name": name, "level": level, "parent_code": parent,
        "rollup_parent": rollup, "is_additive": "1" if rollup or level == "city" else "0", "lon": lon, "lat": lat,
    }  # fmt: skip


def _upper_regions() -> pd.DataFrame:
    rows = []
    for code, name, population, area, lon, lat in (CITY, *COUNTIES):
        level, parent = ("city", "") if code == CITY[0] else ("county", CITY[0])
        row = _region(code, name, level, parent, parent, lon, lat)
        rows.append({**row, "population": str(population), "area_km2": str(area)})
    for code, name, within, lon, lat in ZONES:
        rows.append(_region(code, name, "zone", within, CITY[0] if code == "ZS-JKQ" else "", lon, lat))
    return pd.DataFrame(rows)


def _towns(places: Places) -> pd.DataFrame:
    return pd.DataFrame(
        [
            _region(code, name, "street", county, county, lon, lat)
            for code, name, county, lon, lat in places.towns.itertuples(index=False)
        ]
    )


def _villages(places: Places) -> pd.DataFrame:
    frame = places.villages
    return pd.DataFrame(
        {
            "region_code": frame["code"],
            "region_name": frame["name"],
            "level": "village",
            "parent_code": frame["town"],
            "rollup_parent": frame["town"],
            "is_additive": "1",
        }
    )
