"""Grid events of the demonstration, month by month: the whole life of each, up to `now`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from loaders.demo.calendar import STORM_DAYS, Workdays, day_of_month, fishing_ban, weekday
from loaders.demo.grids import Grids
from loaders.demo.kinds import COUNTY_PACE, KINDS, SLOW_TOWNS, SURGE, VERSION_CHANGE
from loaders.demo.lateness import NEVER, Course, course
from loaders.demo.organizations import town_org
from loaders.demo.places import Places
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, numbered

FIRST = np.datetime64("2019-01", "M")
BLOCK = 50_000

SOURCES = {"grid": 0.62, "12345": 0.14, "public": 0.10, "iot": 0.06, "dept": 0.05, "superior": 0.03}


@dataclass(frozen=True)
class World:
    """What all blocks share."""

    grids: Grids
    places: Places
    workdays: Workdays
    now: np.datetime64
    scale: float

    @property
    def villages(self) -> dict[str, str]:
        """Village code → short name."""
        names = self.places.villages["name"].str.replace(r"(居委会|村委会|居民委员会|村民委员会)$", "", regex=True)
        return dict(zip(self.places.villages["code"], names, strict=True))


def months_until(now: np.datetime64, first: np.datetime64 = FIRST) -> list[np.datetime64]:
    """Months from the first to the one of `now`."""
    return list(np.arange(first, now.astype("M8[M]") + 1))


def expected_count(month: np.datetime64, start: float, end: float) -> float:
    """Reports of a month: a line from `start` (2019-01) to `end` (2026-12), less in spring, more in summer."""
    n = (month - FIRST).astype(int)
    season = {1: 0.78, 6: 1.1, 7: 1.14, 8: 1.12, 0: 0.93}.get(int(month.astype(int) % 12), 1.0)
    return (start + (end - start) * n / 95) * season


def day_weights(days: np.ndarray, storm: float = 1.8) -> np.ndarray:
    """How likely a report falls on each day."""
    weights = np.where(weekday(days) < 5, 1.0, 0.55)
    return np.where(np.isin(days, STORM_DAYS), weights * storm, weights)


def reported(
    month: np.datetime64, count: int, now: np.datetime64, rng: np.random.Generator, storm: float = 1.8
) -> np.ndarray:
    """Sorted times within the month and before `now`, seconds; the month in progress gets its part."""
    days = np.arange(month.astype("M8[D]"), (month + 1).astype("M8[D]"))
    weights = day_weights(days, storm)
    day = rng.choice(days, count, p=weights / weights.sum())
    hour = np.where(rng.random(count) < 0.8, rng.normal(10.8, 3.0, count), rng.normal(19, 2.2, count)).clip(0.1, 23.9)
    times = np.sort(day.astype("M8[s]") + np.rint(hour * 3600).astype("m8[s]"))
    return times[times < now]


def event_blocks(world: World, first: np.datetime64 = FIRST) -> Iterator[dict[str, Array]]:
    """Columns of grid_event, at most BLOCK rows at a time."""
    for month in months_until(world.now, first):
        total = round(expected_count(month, 1460, 3060) * world.scale)
        blocks = -(-total // BLOCK) or 1
        for block in range(blocks):
            count = total // blocks + (block < total % blocks)
            rng = generator("events", int(month.astype(int)), block)
            report = reported(month, count, world.now, rng)
            if len(report):
                yield _block(world, month, report, block, rng)


def event_rows(world: World) -> Iterator[Rows]:
    """grid_event."""
    for columns in event_blocks(world):
        county = np.array([str(code)[:6] for code in columns["region_code"]])
        yield Rows(columns, last_change(columns, world.now), county)


def last_change(columns: dict[str, Array], now: np.datetime64) -> np.ndarray:
    """Five minutes after the latest thing that happened."""
    names = ("report_time", "accept_time", "dispatch_time", "finish_time", "callback_time")
    stamps = np.stack([columns[name] for name in names])
    last = np.where(np.isnat(stamps), np.datetime64(0, "s"), stamps).max(axis=0)
    return np.minimum(last + np.timedelta64(300, "s"), now)


def _kinds(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Position in KINDS for each report, by its day."""
    unique, index = np.unique(days, return_inverse=True)
    storm = np.isin(unique, STORM_DAYS)[:, None]
    ban = fishing_ban(unique)[:, None]
    opening = ((unique.astype("M8[M]").astype(int) % 12 == 8) & (day_of_month(unique) >= 16))[:, None]
    after = (unique >= VERSION_CHANGE)[:, None]
    current = np.array([kind.version == "2022" for kind in KINDS])
    weights = np.array([kind.weight for kind in KINDS]) * (after == current)
    weights = weights * np.where(storm, [kind.storm for kind in KINDS], 1.0)
    fishery = np.array([kind.l2 == "涉渔涉海" for kind in KINDS])
    weights = weights * np.where(fishery, np.where(ban, 0.5, np.where(opening, 2.2, 1.0)), 1.0)
    name, since, factor = SURGE
    surging = np.array([kind.l2 == name for kind in KINDS])
    weights = weights * np.where(surging & (unique >= since)[:, None], factor, 1.0)
    limits = np.cumsum(weights, axis=1)
    drawn = rng.random(len(days)) * limits[index, -1]
    return (limits[index] <= drawn[:, None]).sum(axis=1)


def _places(kind: np.ndarray, grids: Grids, rng: np.random.Generator) -> np.ndarray:
    """Position of a grid for each event: by population on land, evenly at sea."""
    land, sea = np.flatnonzero(~grids.sea), np.flatnonzero(grids.sea)
    weights = (grids.population[land] + 60) * np.array([COUNTY_PACE[code][0] for code in grids.county[land]])
    at_sea = rng.random(len(kind)) < np.array([k.sea for k in KINDS])[kind]
    return np.where(at_sea, rng.choice(sea, len(kind)), rng.choice(land, len(kind), p=weights / weights.sum()))


def _late_share(kind: np.ndarray, town: np.ndarray, county: np.ndarray, times: np.ndarray) -> np.ndarray:
    years = (times.astype("M8[D]") - np.datetime64("2019-01-01")).astype(int) / 365.25
    share = 0.099 - 0.0083 * years
    share += np.array([COUNTY_PACE[code][1] for code in county])
    share += np.array([0.05 if k.l2 == "违法建设" else 0.0 for k in KINDS])[kind]
    surging = np.array([k.l2 == SURGE[0] for k in KINDS])[kind] & (times >= SURGE[1])
    share += np.where(surging, 0.07, 0.0) + np.where(np.isin(times.astype("M8[D]"), STORM_DAYS), 0.08, 0.0)
    for code, (since, more) in SLOW_TOWNS.items():
        share += np.where((town == code) & (times >= since), more, 0.0)
    return share.clip(0.01, 0.9)


def _block(world: World, month: np.datetime64, report: Array, block: int, rng: np.random.Generator) -> dict[str, Array]:
    count = len(report)
    kind = _kinds(report.astype("M8[D]"), rng)
    grid = _places(kind, world.grids, rng)
    level = rng.choice(np.array(["1", "2", "3", "4"]), count, p=[0.93, 0.055, 0.012, 0.003])
    slow = rng.random(count) < 0.03
    accept = report + np.rint(rng.lognormal(np.log(22), 0.9, count) * np.where(slow, 70, 1) * 60).astype("m8[s]")
    dispatch = accept + np.rint(rng.lognormal(np.log(12), 0.8, count) * 60).astype("m8[s]")
    days = np.array([k.days for k in KINDS])[kind]
    days = np.where(level == "4", 1, np.where(level == "3", np.minimum(days, 2), days))
    town, county = world.grids.town[grid], world.grids.county[grid]
    late = _late_share(kind, town, county, report)
    life = course(accept, days, late, rng.random(count) < 0.025, 5, world.workdays, world.now, rng)
    number = block * BLOCK + np.arange(1, count + 1)
    columns = _facts(world, month, number, kind, grid, level, rng)
    columns |= _life(report, accept, dispatch, life, world.now, rng)
    columns["handler_org"] = _handlers(kind, town, rng)
    return columns | _troubles(columns, life, rng)


def _facts(
    world: World, month: np.datetime64, number: Array, kind: Array, grid: Array, level: Array, rng: np.random.Generator
) -> dict[str, Array]:
    grids, count = world.grids, len(number)
    at_sea = grids.sea[grid]
    names = world.villages
    place = np.array([names.get(str(code), "海上") for code in grids.village[grid]])
    choice = rng.random(count)
    title = np.array([KINDS[k].titles[int(c * len(KINDS[k].titles))] for k, c in zip(kind, choice, strict=True)])
    point = grids.point[grid] + rng.uniform(-0.0006, 0.0006, size=(count, 2))

    def of_kind(name: str) -> Array:
        return np.array([getattr(k, name) for k in KINDS])[kind]

    return {
        "event_id": numbered(f"EV{str(month).replace('-', '')}", number, 7),
        "title": np.char.add(place, title),
        "event_type_l1": of_kind("l1"),
        "event_type_l2": of_kind("l2"),
        "type_version": of_kind("version"),
        "source": rng.choice(list(SOURCES), count, p=list(SOURCES.values())),
        "level": level,
        "region_code": np.where(at_sea, grids.town[grid], grids.village[grid]),
        "grid_code": grids.code[grid],
        "sea_land": np.where(at_sea, "sea", "land"),
        "lon": np.round(point[:, 0], 6),
        "lat": np.round(point[:, 1], 6),
        "reporter_id": numbered("GM", grid * 3 + rng.integers(1, 4, count), 6),
    }


def _life(
    report: Array, accept: Array, dispatch: Array, life: Course, now: np.datetime64, rng: np.random.Generator
) -> dict[str, Array]:
    count = len(report)
    called = life.finish + rng.integers(3600, 3 * 86400, count).astype("m8[s]")
    called = np.where((rng.random(count) < 0.72) & (called <= now), called, NEVER)
    result = rng.choice(np.array(["1", "2", "3", "9"]), count, p=[0.80, 0.12, 0.035, 0.045])
    accepted = accept <= now
    return {
        "report_time": report,
        "accept_time": np.where(accepted, accept, NEVER),
        "dispatch_time": np.where(dispatch <= now, dispatch, NEVER),
        "deadline": np.where(accepted, life.deadline, NEVER),
        "finish_time": life.finish,
        "callback_time": called,
        "callback_result": np.where(np.isnat(called), "", result),
        "status": _status(accept, dispatch, life, called, now, rng),
    }


def _status(
    accept: Array, dispatch: Array, life: Course, called: Array, now: np.datetime64, rng: np.random.Generator
) -> Array:
    old = life.finish < now - np.timedelta64(60, "D")
    chance = rng.random(len(accept))
    steps: list[tuple[Array, str]] = [
        (accept > now, "reported"),
        (dispatch > now, "accepted"),
        (old, "archived"),
        (~np.isnat(called), "callback"),
        (~np.isnat(life.finish), "closed"),
        (~np.isnat(life.extended), "extended"),
        (chance < 0.02, "returned"),
        (chance < 0.03, "suspended"),
        (dispatch > now - np.timedelta64(4, "h"), "dispatched"),
    ]
    return np.select([condition for condition, _ in steps], [name for _, name in steps], "processing")


def _handlers(kind: Array, town: Array, rng: np.random.Generator) -> Array:
    """The town in two cases of three, else the department of the kind."""
    orgs = np.array([k.org for k in KINDS])[kind]
    towns = np.array([town_org(str(code)) for code in np.unique(town)])
    own = towns[np.searchsorted(np.unique(town), town)]
    return np.where(rng.random(len(kind)) < 0.68, own, orgs)


def _troubles(columns: dict[str, Array], life: Course, rng: np.random.Generator) -> dict[str, Array]:
    """Returned, reworked, extended, duplicate; late ones were returned more often."""
    count = len(columns["event_id"])
    closed = ~np.isnat(life.finish)
    duplicate = (rng.random(count) < 0.018) & (np.arange(count) > 0)
    parent = np.where(duplicate, np.roll(columns["event_id"], 1), "")
    return {
        "return_count": (rng.random(count) < np.where(life.late, 0.11, 0.03)).astype(int),
        "rework_count": ((rng.random(count) < 0.022) & closed).astype(int),
        "extend_count": (~np.isnat(life.extended)).astype(int),
        "extend_until": life.extended,
        "is_duplicate": duplicate,
        "parent_event_id": parent,
    }
