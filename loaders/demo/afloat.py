"""Latest positions of about 260 vessels on the water, and declarations of foreign-going vessels."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loaders.demo.calls import Calls, area_of
from loaders.demo.fleet import Fleet
from loaders.demo.harbours import AREAS
from loaders.demo.land import GEO, Coordinates, rings, scattered
from loaders.demo.platform import Rows
from loaders.demo.port import ANCHORAGES
from loaders.demo.seed import generator
from loaders.demo.text import Array, Texts, as_utc, numbered

#: Points of the approaches (lon, lat) along which vessels are under way.
LANES = np.array(
    [
        (122.75, 29.62), (122.60, 29.66), (122.36, 29.70), (122.223, 29.792), (122.06, 29.843), (121.923, 29.923),
        (122.90, 30.52), (122.65, 30.50), (122.50, 30.50), (122.75, 30.72), (122.55, 30.62), (121.80, 30.20),
        (121.75, 30.45), (122.00, 30.42), (122.45, 30.10), (122.60, 29.95), (122.30, 30.35), (121.938, 30.147),
    ]
)  # fmt: skip

FISHING_GROUNDS = np.array([(122.95, 30.30), (122.90, 29.85), (122.95, 30.85), (122.70, 30.30), (122.55, 29.80)])

UNDER_WAY = {"ore": 12, "bulk": 26, "sand": 22, "crude": 8, "tanker": 20, "container": 16, "passenger": 16, "barge": 12}
FISHING = 45


def position_rows(calls: Calls, fleet: Fleet, now: np.datetime64) -> Rows:
    """vessel_position: one latest position per vessel, times in UTC, one in twelve older than 30 minutes."""
    rng = generator("positions")
    vessel, centre, speed, status = _where(calls, fleet, rng)
    vessel, first = np.unique(vessel, return_index=True)
    centre, speed, status = centre[first], speed[first], status[first]
    land = rings(GEO / "zhoushan_counties_small.geojson") + rings(GEO / "context_land.geojson")
    spread = np.where(speed > 1, 0.05, 0.010)
    points = scattered(centre, spread, land, rng, on_land=False)
    count = len(vessel)
    age = np.where(rng.random(count) < 1 / 12, rng.integers(1_860, 40_000, count), rng.integers(20, 600, count))
    seen = now - age.astype("m8[s]")
    course = np.round(rng.uniform(0, 359.9, count), 1)
    columns: dict[str, Array] = {
        "mmsi": fleet.mmsi[vessel],
        "ts": as_utc(seen),
        "lon": np.round(points[:, 0], 6),
        "lat": np.round(points[:, 1], 6),
        "sog_kn": np.round(np.where(speed > 1, speed * rng.uniform(0.8, 1.1, count), rng.uniform(0, 0.3, count)), 1),
        "cog_deg": course,
        "heading_deg": np.where(rng.random(count) < 0.05, 511, np.floor(course)),
        "nav_status": status,
        "rot": np.round(np.where(speed > 1, rng.normal(0, 4, count), 0), 1),
        "draught_m": np.round(1.6 + (fleet.dwt[vessel] / 1000) ** 0.5 * 1.05, 1),
        "source": np.where(fleet.kind[vessel] == "fishing", "beidou", "ais"),
        "quality": np.where(age > 1_800, 2, 0),
    }
    return Rows(columns, seen)


def _where(
    calls: Calls, fleet: Fleet, rng: np.random.Generator
) -> tuple[np.ndarray, Coordinates, np.ndarray, np.ndarray]:
    """Vessel, centre, speed (knots), navigation status: those at anchor and at berth first, then those under way."""
    status = calls.columns["status"]
    anchored, berthed = np.flatnonzero(status == "anchored"), np.flatnonzero(status == "berthed")
    at_anchor = np.array([ANCHORAGES[str(code)][3:5] for code in calls.columns["anchorage_id"][anchored]])
    areas = [AREAS[str(name)] for name in area_of(calls.columns["berth_ids"][berthed])]
    at_berth = np.array([(area.lon, area.lat) for area in areas])
    busy = np.concatenate([calls.vessel[anchored], calls.vessel[berthed]])
    moving = np.concatenate(
        [rng.choice(np.setdiff1d(fleet.of(kind), busy), count, replace=False) for kind, count in UNDER_WAY.items()]
    )
    fishing = rng.choice(fleet.of("fishing"), FISHING, replace=False)
    vessel = np.concatenate([busy, moving, fishing])
    lanes = LANES[rng.integers(0, len(LANES), len(moving))]
    grounds = FISHING_GROUNDS[rng.integers(0, len(FISHING_GROUNDS), FISHING)]
    centre = np.concatenate([at_anchor.reshape(-1, 2), at_berth.reshape(-1, 2), lanes, grounds])
    counts = [len(anchored), len(berthed), len(moving), FISHING]
    speed = np.repeat([0.0, 0.0, 11.0, 4.0], counts)
    return vessel, centre, speed, np.repeat([1, 5, 0, 7], counts)


#: (agency, declaration) of one call; median minutes to approval.
DECLARATIONS = (
    ("customs", "进境", 42), ("border", "进境", 24), ("msa", "进境", 18), ("quarantine", "进境", 55),
    ("msa", "出境", 15), ("border", "出境", 20),
)  # fmt: skip


def declaration_rows(calls: Calls, now: np.datetime64) -> Rows:
    """vessel_declaration: of foreign-going calls of the last twelve months, entry and departure; some supplies."""
    rng = generator("declarations")
    recent = (calls.columns["trade"] == "F") & (calls.columns["arrive_anchor_time"] > now - np.timedelta64(365, "D"))
    frame = _submitted(calls, np.flatnonzero(recent), rng)
    count = len(frame)
    submit = frame["submit_time"].to_numpy(dtype="M8[s]")
    minutes = frame["median"].to_numpy() * rng.lognormal(0, 0.6, count)
    approve = submit + np.rint(minutes * 60).astype("m8[s]")
    pending = approve > now
    result: Texts = rng.choice(["pass", "return", "reject"], count, p=[0.972, 0.025, 0.003]).astype(object)
    result[pending] = None
    call = frame["call"].to_numpy()
    columns: dict[str, Array] = {
        "decl_id": numbered("DECL", np.arange(1, count + 1), 8),
        "call_id": calls.columns["call_id"][call],
        "decl_type": frame["decl_type"].to_numpy(dtype=str),
        "agency": frame["agency"].to_numpy(dtype=str),
        "submit_time": submit,
        "approve_time": np.where(pending, np.datetime64("NaT"), approve),
        "result": result,
        "paperless": rng.random(count) < 0.991,
    }
    return Rows(columns, np.where(pending, submit, approve), calls.county[call])


def _submitted(calls: Calls, chosen: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """One row per declaration: call (position), agency, decl_type, median (minutes), submit_time."""
    parts = []
    for agency, kind, median in (*DECLARATIONS, ("customs", "供退物料", 70)):
        moment = calls.columns["arrive_anchor_time" if kind == "进境" else "depart_time"][chosen]
        some = ~np.isnat(moment) & (rng.random(len(chosen)) < (0.25 if kind == "供退物料" else 1.0))
        submit = moment[some] - rng.integers(3600, 30 * 3600, int(some.sum())).astype("m8[s]")
        facts = {"call": chosen[some], "agency": agency, "decl_type": kind, "median": median, "submit_time": submit}
        parts.append(pd.DataFrame(facts))
    return pd.concat(parts, ignore_index=True)
