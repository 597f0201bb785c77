"""Bonded bunker orders and river-sea waybills: amounts of every month add up to the published totals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from loaders.demo.amounts import Whole, apportion, path
from loaders.demo.calls import BUNKERING
from loaders.demo.fleet import Fleet
from loaders.demo.flows import Anchors
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, numbered

FIRST = 2019

#: 10,000 t by year, 2019–2026; published totals take the place of these.
SUPPLIED = (410.27, 472.4, 552, 602, 704.64, 742, 781, 803)
#: Orders by year; 2020: 7,517 vessel calls as published.
ORDERS = (6_850, 7_517, 8_120, 8_430, 8_940, 9_180, 9_420, 9_650)
SETTLED_ELSEWHERE = 0.38
RIVER_SEA = (24_500, 25_400, 27_900, 29_100, 30_600, 31_300, 32_100, 33_000)
WAYBILLS = 3_600

FUELS = {"LSFO": 0.70, "HSFO": 0.14, "MGO": 0.11, "B24": 0.03, "LNG": 0.02}


def _months(name: str, totals: tuple[float, ...], year: int, anchors: Anchors, code: str) -> Whole:
    """Tonnes by month."""
    published = anchors.get((code, "330900", "ytd", ""), {})
    known = {month: round(value * 10_000) for (y, month), value in published.items() if y == year}
    rng = generator(f"{name}.months", year)
    season = np.array([8.2, 7.0, 8.3, 8.2, 8.4, 8.1, 8.2, 8.3, 8.5, 8.9, 8.8, 9.1]) * rng.normal(1, 0.02, 12)
    return path({12: round(totals[year - FIRST] * 10_000), **known}, season)


def _moments(year: int, month: int, count: int, rng: np.random.Generator) -> np.ndarray:
    start = np.datetime64(f"{year}-{month:02d}", "M")
    seconds = int(((start + 1).astype("M8[s]") - start.astype("M8[s]")).astype(int))
    return np.sort(start.astype("M8[s]") + rng.integers(20 * 3600, seconds - 3600, count).astype("m8[s]"))


def bunker_months(anchors: Anchors) -> dict[int, Whole]:
    """Year → tonnes supplied by month (the year in progress as if it were over)."""
    years = range(FIRST, FIRST + len(SUPPLIED))
    return {year: _months("bunkers", SUPPLIED, year, anchors, "port.bunker_supply") for year in years}


def bunker_rows(months: dict[int, Whole], fleet: Fleet, now: np.datetime64, scale: float) -> Iterator[Rows]:
    """bunker_supply month by month from 2019; supply at sea here, and orders only settled here (supplied 0)."""
    number = 0
    for year in range(FIRST, now.astype(object).year + 1):
        tonnes = months[year]
        orders = apportion(ORDERS[year - FIRST], tonnes.astype(float))
        for month in range(1, 13):
            if np.datetime64(f"{year}-{month:02d}-01") > now:
                return
            count = max(int(orders[month - 1] * min(scale, 1.0)), 3)
            yield _bunker_month(year, month, int(tonnes[month - 1]), count, number, fleet, now)
            number += count + count // 4


def _bunker_month(year: int, month: int, tonnes: int, local: int, first: int, fleet: Fleet, now: np.datetime64) -> Rows:
    rng = generator("bunkers", year, month)
    count = local + local // 4
    here = np.arange(count) < local
    kilograms = np.zeros(count, dtype=np.int64)
    kilograms[here] = apportion(tonnes * 1000, rng.lognormal(0, 0.7, local))
    settled = kilograms.copy()
    settled[~here] = apportion(round(tonnes * 1000 * SETTLED_ELSEWHERE), rng.lognormal(0, 0.7, count - local))
    end = _moments(year, month, count, rng)
    rng.shuffle(end)
    start = end - rng.integers(2 * 3600, 11 * 3600, count).astype("m8[s]")
    apply = start - np.rint(rng.lognormal(np.log(8.5), 0.55, count).clip(0.5, 90) * 3600).astype("m8[s]")
    done, begun = end <= now, start <= now
    kept = apply <= now
    vessel = rng.choice(np.flatnonzero(fleet.imo != ""), count)
    nothing = np.datetime64("NaT")
    columns: dict[str, Array] = {
        "order_id": numbered("BNK", np.arange(first + 1, first + count + 1), 8),
        "imo": fleet.imo[vessel],
        "anchorage_id": np.where(here, rng.choice(BUNKERING, count, p=[0.2, 0.48, 0.14, 0.18]), ""),
        "supplier": numbered("演示供油企业", rng.integers(1, 14, count), 4),
        "fuel_type": rng.choice(list(FUELS), count, p=list(FUELS.values())),
        "apply_time": apply,
        "start_time": np.where(begun, start, nothing),
        "end_time": np.where(done, end, nothing),
        "supplied_t": np.where(done, kilograms / 1000, np.nan),
        "settled_t": np.where(done, settled / 1000, np.nan),
        "is_local_supply": here,
        "barge": np.where(here, numbered("演示供油轮", rng.integers(1, 86, count), 4), ""),
    }
    changed = np.where(done, end, np.where(begun, start, apply)) + np.timedelta64(600, "s")
    return Rows({name: values[kept] for name, values in columns.items()}, np.minimum(changed, now)[kept])


#: Cargo → share of waybills, share from the sea into the river.
RIVER_CARGO = {
    "03": (0.46, 0.97),
    "01": (0.14, 0.6),
    "11": (0.08, 0.92),
    "02": (0.12, 0.7),
    "05": (0.15, 0.1),
    "12": (0.05, 0.5),
}
SEA = np.array(["AUPHE", "BRPMA", "USHOU", "IDSRI", "CNTAO", "CNDLC", "CNTXG"])
RIVER = np.array(["CNNTG", "CNZJG", "CNWHI", "CNJIU", "CNWUH", "CNYUE", "CNMAA", "CNJIA"])


def river_sea_months(anchors: Anchors) -> dict[int, Whole]:
    """Year → tonnes by month (the year in progress as if it were over)."""
    years = range(FIRST, FIRST + len(RIVER_SEA))
    return {year: _months("river_sea", RIVER_SEA, year, anchors, "port.river_sea") for year in years}


def shipment_rows(months: dict[int, Whole], now: np.datetime64, scale: float) -> Iterator[Rows]:
    """river_sea_shipment month by month from 2019; tonnes of a month (by departure) add up to its total."""
    number = 0
    for year in range(FIRST, now.astype(object).year + 1):
        tonnes = months[year]
        count = max(int(WAYBILLS / 12 * min(scale, 1.0)), 3)
        for month in range(1, 13):
            if np.datetime64(f"{year}-{month:02d}-01") > now:
                return
            yield _shipment_month(year, month, int(tonnes[month - 1]), count, number, now)
            number += count


def _shipment_month(year: int, month: int, tonnes: int, count: int, first: int, now: np.datetime64) -> Rows:
    rng = generator("shipments", year, month)
    depart = _moments(year, month, count, rng)
    cargo = rng.choice(list(RIVER_CARGO), count, p=[share for share, _ in RIVER_CARGO.values()])
    inland = rng.random(count) < np.array([RIVER_CARGO[str(code)][1] for code in cargo])
    direct = rng.random(count) < 0.11
    transfer = depart + rng.integers(20 * 3600, 90 * 3600, count).astype("m8[s]")
    arrive = transfer + rng.integers(30 * 3600, 150 * 3600, count).astype("m8[s]")
    lost = rng.random(count) < 0.012
    sea, river = rng.choice(SEA, count), rng.choice(RIVER, count)
    nothing = np.datetime64("NaT")
    moved, come = (transfer <= now) & ~direct, (arrive <= now) & ~lost
    kept = depart <= now
    columns: dict[str, Array] = {
        "waybill_id": numbered("RSW", np.arange(first + 1, first + count + 1), 8),
        "cargo_code": cargo,
        "ton": apportion(tonnes, rng.lognormal(0, 0.6, count)),
        "origin_port": np.where(inland, sea, river),
        "transfer_port": np.where(direct, "", "CNZOS"),
        "dest_port": np.where(inland, river, sea),
        "mode": np.where(direct, "direct", "transfer"),
        "direction": np.where(inland, "sea2river", "river2sea"),
        "depart_time": depart,
        "transfer_time": np.where(moved, transfer, nothing),
        "arrive_time": np.where(come, arrive, nothing),
        "vessel_ids": numbered("99", rng.integers(1_000_000, 1_020_000, count), 7),
        "status": np.where(come, "delivered", np.where(lost, "lost", "transit")),
    }
    changed = np.where(come, arrive, np.where(moved, transfer, depart)) + np.timedelta64(900, "s")
    return Rows({name: values[kept] for name, values in columns.items()}, np.minimum(changed, now)[kept])
