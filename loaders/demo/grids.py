"""Grids, their members and patrols."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from loaders.demo.amounts import apportion
from loaders.demo.calendar import weekday
from loaders.demo.land import GEO, Coordinates, rings, scattered
from loaders.demo.places import COUNTIES, Places
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, numbered

#: Towns whose grids at sea are numbered apart (S + town + number).
SEA_TOWNS = ("330902100", "330903001", "330903100", "330903105", "330921106", "330921105", "330922101", "330922202")
SEA_POINTS: dict[str, tuple[float, float]] = {
    "330902100": (121.80, 30.10), "330903001": (122.385, 29.87), "330903100": (122.20, 29.66),
    "330903105": (122.60, 30.15), "330921106": (122.40, 30.52), "330921105": (122.50, 30.27),
    "330922101": (122.88, 30.70), "330922202": (122.72, 30.68),
}  # fmt: skip

PER_VILLAGE = 7


@dataclass(frozen=True)
class Grids:
    """Arrays of one length.

    Args:
        code: 15 digits, or S + 9-digit town + 3 digits at sea.
        village: 12 digits ('' at sea); town, county; sea: flag; point: lon, lat on land (on water at sea).
        population: residents.
    """

    code: np.ndarray
    village: np.ndarray
    town: np.ndarray
    county: np.ndarray
    sea: np.ndarray
    kind: np.ndarray
    point: Coordinates
    population: np.ndarray


def grids(places: Places) -> Grids:
    """428 villages × 7 grids (the last of some villages for parks, schools, docks), and 40 grids at sea."""
    rng = generator("grids")
    villages = places.villages
    village = np.repeat(villages["code"].to_numpy(dtype=str), PER_VILLAGE)
    number = np.tile(np.arange(1, PER_VILLAGE + 1), len(villages))
    town, county = (np.repeat(villages[name].to_numpy(dtype=str), PER_VILLAGE) for name in ("town", "county"))
    kind = np.where((number == PER_VILLAGE) & (rng.random(len(village)) < 0.4), "special", "village")
    sea_town = np.repeat(SEA_TOWNS, 5)
    sea_code = np.array([f"S{town}{n % 5 + 1:03d}" for n, town in enumerate(sea_town)])
    land_code = np.char.add(village, np.char.zfill(number.astype(str), 3))
    sea_county = np.array([text[:6] for text in sea_town])
    return Grids(
        np.concatenate([land_code, sea_code]),
        np.concatenate([village, np.full(len(sea_town), "")]),
        np.concatenate([town, sea_town]),
        np.concatenate([county, sea_county]),
        np.arange(len(village) + len(sea_town)) >= len(village),
        np.concatenate([kind, np.full(len(sea_town), "sea")]),
        np.concatenate([_land_points(places, town, county, rng), _sea_points(sea_town, rng)]),
        np.concatenate([_population(county, kind, rng), np.zeros(len(sea_town), dtype=np.int64)]),
    )


def _land_points(places: Places, town: np.ndarray, county: np.ndarray, rng: np.random.Generator) -> Coordinates:
    """A point on the county's land near its town for every grid."""
    towns = places.towns.set_index("code")
    centres = towns.loc[town, ["lon", "lat"]].to_numpy(dtype=float)
    points = centres.copy()
    for code in np.unique(county):
        chosen = np.flatnonzero(county == code)
        spread = np.full(len(chosen), 0.014 if code in ("330902", "330903") else 0.010)
        among = rings(GEO / "zhoushan_counties_small.geojson", str(code))
        points[chosen] = scattered(centres[chosen], spread, among, rng)
    return points


def _sea_points(town: np.ndarray, rng: np.random.Generator) -> Coordinates:
    centres = np.array([SEA_POINTS[code] for code in town])
    return scattered(centres, np.full(len(town), 0.03), rings(GEO / "zhoushan_counties_small.geojson"), rng, False)


def _population(county: np.ndarray, kind: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Residents of 2023 by county, spread over its grids."""
    result = np.zeros(len(county), dtype=np.int64)
    weights = rng.lognormal(0, 0.4, len(county)) * np.where(kind == "special", 0.3, 1.0)
    for code, _, population, *_ in COUNTIES:
        chosen = county == code
        result[chosen] = apportion(population, weights[chosen])
    return result


def info_rows(grids: Grids, places: Places) -> Rows:
    """grid_info; the outline is a small square around the grid's point."""
    count = len(grids.code)
    names = places.villages.set_index("code")["name"]
    towns = places.towns.set_index("code")["name"]
    label = np.where(grids.sea, towns.loc[grids.town].to_numpy(dtype=str), "")
    label[~grids.sea] = names.loc[grids.village[~grids.sea]].to_numpy(dtype=str)
    suffix = np.where(grids.sea, "海上第", "第")
    number = np.array([str(int(code[-3:])) for code in grids.code])
    columns: dict[str, Array] = {
        "grid_code": grids.code,
        "valid_from": np.full(count, "2022-01-01"),
        "grid_name": np.char.add(np.char.add(np.char.add(label, suffix), number), "网格"),
        "grid_type": grids.kind,
        "street_code": grids.town,
        "households": np.rint(grids.population / 2.5).astype(int),
        "population": grids.population,
        "geom": np.array([_square(x, y) for x, y in grids.point]),
        "leader_id": numbered("GM", np.arange(count) * 3 + 1, 6),
    }
    return Rows(columns, np.full(count, np.datetime64("2026-10-31T18:00:00", "s")), grids.county)


def _square(x: float, y: float, half: float = 0.001) -> str:
    corners = ((-half, -half), (half, -half), (half, half), (-half, half), (-half, -half))
    return "POLYGON((" + ", ".join(f"{x + dx:.5f} {y + dy:.5f}" for dx, dy in corners) + "))"


def member_rows(grids: Grids) -> Rows:
    """grid_member: a leader, a full-time or part-time member and a 微网格长 per grid; no names, no numbers."""
    count = len(grids.code) * 3
    rng = generator("members")
    role = np.tile(["leader", "full", "micro"], len(grids.code))
    role = np.where((role == "full") & (rng.random(count) < 0.12), "part", role)
    number = np.arange(1, count + 1)
    columns: dict[str, Array] = {
        "member_id": numbered("GM", number, 6),
        "name_masked": np.full(count, "演示**"),
        "role": role,
        "grid_code": np.repeat(grids.code, 3),
        "phone_masked": np.full(count, "1**********"),
        "on_duty": rng.random(count) < 0.94,
        "device_id": numbered("DEV", np.where(rng.random(count) < 0.01, 1, number), 6),
    }
    changed = np.datetime64("2026-10-31T18:00:00", "s") - rng.integers(0, 20_000_000, count).astype("m8[s]")
    return Rows(columns, changed, np.repeat(grids.county, 3))


TARGETS = {"出租房": 0.24, "企业": 0.15, "独居老人": 0.2, "渔船": 0.1, "消防": 0.17, "养老机构": 0.04, "工地": 0.1}


def patrol_rows(grids: Grids, now: np.datetime64, scale: float) -> Iterator[Rows]:
    """grid_patrol of the last twelve months, month by month, about 60,000 at scale 1."""
    today = now.astype("M8[D]")
    days = np.arange(today - 365, today)
    months = days.astype("M8[M]")
    number, blocks = 0, max(round(scale / 8), 1)
    for month in np.unique(months):
        chosen = days[months == month]
        count = max(round(168 * len(chosen) * scale / blocks), 1)
        for block in range(blocks):
            rows = _patrols(grids, chosen, count, number, block)
            number += len(rows.changed)
            yield rows


def _patrols(grids: Grids, days: np.ndarray, count: int, first: int, block: int) -> Rows:
    rng = generator("patrols", int(days[0].astype(int)), block)
    weights = np.where(weekday(days) < 5, 1.0, 0.45)
    day = rng.choice(days, count, p=weights / weights.sum())
    start = np.sort(day.astype("M8[s]") + np.rint(rng.normal(10.5, 2.6, count).clip(6, 20) * 3600).astype("m8[s]"))
    minutes = rng.gamma(3.0, 14.0, count).clip(4, 240)
    grid = rng.integers(0, len(grids.code), count)
    speed = np.round(rng.gamma(4, 2.2, count) + np.where(rng.random(count) < 0.02, 45, 0), 1)
    valid = (speed < 40) & (minutes >= 6)
    member = grid * 3 + rng.integers(1, 4, count)
    number = np.arange(first + 1, first + count + 1)
    columns: dict[str, Array] = {
        "patrol_id": numbered("PT", number, 9),
        "member_id": numbered("GM", member, 6),
        "grid_code": grids.code[grid],
        "plan_id": np.where(rng.random(count) < 0.7, numbered("PL", number, 9), ""),
        "target_type": rng.choice(list(TARGETS), count, p=list(TARGETS.values())),
        "start_time": start,
        "end_time": start + np.rint(minutes * 60).astype("m8[s]"),
        "distance_m": np.round(minutes * rng.uniform(25, 60, count), 1),
        "max_speed_kmh": speed,
        "valid_flag": valid,
    }
    return Rows(columns, columns["end_time"] + np.timedelta64(300, "s"), grids.county[grid])
