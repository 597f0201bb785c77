"""Vessel calls: berth after berth a chain of stays with gaps, and calls at anchor for bunkers, crews, shelter.

State at `now`: what lies in the future is empty; vessels still here are anchored or berthed, some are expected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loaders.demo.calendar import STORM_DAYS
from loaders.demo.fleet import Fleet
from loaders.demo.harbours import AREAS, TRADE
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, as_utc, numbered

FIRST = np.datetime64("2019-01-01T00:00:00", "s")
AHEAD = np.timedelta64(3, "D")

#: Cargo at the berth → vessel class, mean hours at the berth.
SERVED = {
    "01": ("bulk", 44), "02": ("crude", 38), "03": ("ore", 48), "05": ("sand", 23), "11": ("bulk", 50),
    "12": ("container", 19), "06": ("bulk", 40), "13": ("tanker", 30), "15": ("container", 19),
    "16": ("bulk", 40), "17": ("bulk", 36), "04": ("bulk", 38), "08": ("sand", 26),
}  # fmt: skip

#: County of the berth → anchorages where its vessels wait.
WAITING = {
    "330902": ("330902-DH", "330902-JTB", "330903-XZMN"),
    "330903": ("330903-XZMN", "330903-SJM", "330903-XZMW"),
    "330921": ("330921-QSLJ", "330921-YSD"),
    "330922": ("330922-MJS2", "330922-LHS"),
}
BUNKERING = ("330903-TZM", "330903-XZMW", "330902-MZ", "330921-XSD")
BUNKER_SHARE = (0.2, 0.48, 0.14, 0.18)

FOREIGN_PORTS = np.array(["AUPHE", "AUDAM", "BRPMA", "SGSIN", "KRPUS", "JPTYO", "IDSRI", "USHOU", "SARTA", "AEFJR"])
HOME_PORTS = np.array(["CNSHA", "CNNGB", "CNTAO", "CNNTG", "CNZJG", "CNWHI", "CNWUH", "CNCAN", "CNTXG", "CNDLC"])

HOUR = 3600

#: Times after inspection at the anchorage, in the order they should happen.
CHAIN = (
    "inspect_done_time", "pilot_on_time", "berth_time", "work_start", "work_end", "unberth_time", "depart_time",
)  # fmt: skip


@dataclass(frozen=True)
class Calls:
    """Arrays of one length; times datetime64[s], NaT when not known.

    Args:
        columns: of vessel_call.
        vessel: position in the fleet.
        changed, county: for the platform.
    """

    columns: dict[str, Array]
    vessel: np.ndarray
    changed: np.ndarray
    county: np.ndarray


def _seconds(hours: np.ndarray) -> np.ndarray:
    return np.rint(hours * HOUR).astype("m8[s]")


def _stays(berths: dict[str, Array], now: np.datetime64) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Berth index, cargo, berthing and unberthing of every stay from FIRST to now + AHEAD."""
    span = (now + AHEAD - FIRST).astype(int) / HOUR
    index, cargo, begins, ends = [], [], [], []
    for n, scope in enumerate(berths["cargo_scope"]):
        rng = generator("stays", n)
        codes = np.array(str(scope).split(","))
        mean = float(np.mean([SERVED[code][1] for code in codes]))
        busy = rng.uniform(0.42, 0.74)
        count = int(span / (mean / busy) * 1.2) + 8
        stay = mean * rng.lognormal(-0.06, 0.35, count)
        gap = mean * (1 / busy - 1) * rng.gamma(1.6, 1 / 1.6, count)
        gap = np.where(rng.random(count) < 0.004, -0.2 * stay, gap)
        end = np.cumsum(stay + gap)
        keep = end - stay < span
        index.append(np.full(keep.sum(), n))
        cargo.append(codes[rng.integers(0, len(codes), count)][keep])
        begins.append((end - stay)[keep])
        ends.append(end[keep])
    return (
        np.concatenate(index),
        np.concatenate(cargo),
        FIRST + _seconds(np.concatenate(begins)),
        FIRST + _seconds(np.concatenate(ends)),
    )


def _storm_factor(times: np.ndarray) -> np.ndarray:
    """2.4 from the day before to the day after a storm day."""
    near = np.concatenate([STORM_DAYS - 1, STORM_DAYS, STORM_DAYS + 1])
    return np.where(np.isin(times.astype("M8[D]"), near), 2.4, 1.0)


def _assigned(kinds: np.ndarray, order: np.ndarray, fleet: Fleet) -> np.ndarray:
    """Vessels of each class in turn, in the order of arrival: nobody is at two places at once."""
    vessel = np.zeros(len(kinds), dtype=int)
    for kind in np.unique(kinds):
        wanted = order[kinds[order] == kind]
        pool = generator(f"pool.{kind}").permutation(fleet.of(str(kind)))
        vessel[wanted] = np.resize(pool, len(wanted))
    return vessel


def berth_calls(berths: dict[str, Array], fleet: Fleet, now: np.datetime64) -> Calls:
    """Calls that load or unload at a berth."""
    rng = generator("berth_calls")
    index, cargo, berthed, unberthed = _stays(berths, now)
    count = len(index)
    late_ore = (cargo == "03") & (berthed > np.datetime64("2026-09-01"))
    wait = rng.lognormal(np.log(5.6), 0.85, count) * _storm_factor(berthed) * np.where(late_ore, 2.1, 1.0)
    wait = wait.clip(0.6, 130)
    arrived = berthed - _seconds(wait)
    kind = np.array([SERVED[str(code)][0] for code in cargo])
    vessel = _assigned(kind, np.argsort(arrived, kind="stable"), fleet)
    foreign = (rng.random(count) < _share(cargo, 0)) & (fleet.imo[vessel] != "")
    times = _berth_times(arrived, berthed, unberthed, foreign, rng)
    county = np.array([str(code)[:6] for code in berths["berth_id"]])[index]
    facts = _berth_facts(cargo, foreign, county, rng)
    facts["berth_ids"] = _berths_held(berths["berth_id"], index, rng)
    facts["cargo_ton"] = np.round(fleet.dwt[vessel] * rng.uniform(0.45, 0.95, count), 0)
    return _calls(facts, times, vessel, county, fleet, now, "B")


def _share(cargo: np.ndarray, which: int) -> np.ndarray:
    """Shares of harbours.TRADE: 0 foreign, 1 inbound of foreign, 2 inbound of domestic."""
    return np.array([TRADE[str(code)][which] for code in cargo])


def _berth_times(
    arrived: np.ndarray, berthed: np.ndarray, unberthed: np.ndarray, foreign: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    count = len(arrived)
    wait, stay = ((end - begin).astype(float) / HOUR for begin, end in ((arrived, berthed), (berthed, unberthed)))
    inspected = arrived + _seconds(wait * rng.uniform(0.15, 0.55, count))
    return {
        "eta": arrived + _seconds(rng.normal(0, 1.6, count)),
        "arrive_anchor_time": arrived,
        "inspect_done_time": np.where(foreign, inspected, np.datetime64("NaT")),
        "pilot_on_time": berthed - _seconds(np.minimum(rng.uniform(1, 2.5, count), wait * 0.4)),
        "berth_time": berthed,
        "work_start": berthed + _seconds(stay * rng.uniform(0.02, 0.09, count)),
        "work_end": unberthed - _seconds(stay * rng.uniform(0.02, 0.08, count)),
        "unberth_time": unberthed,
        "depart_time": unberthed + _seconds(rng.uniform(0.7, 2.8, count)),
    }


def _berth_facts(
    cargo: np.ndarray, foreign: np.ndarray, county: np.ndarray, rng: np.random.Generator
) -> dict[str, Array]:
    count = len(cargo)
    inbound = rng.random(count) < np.where(foreign, _share(cargo, 1), _share(cargo, 2))
    ports = np.where(foreign, rng.choice(FOREIGN_PORTS, count), rng.choice(HOME_PORTS, count))
    turn = rng.integers(0, 6, count)
    return {
        "trade": np.where(foreign, "F", "D"),
        "from_port": np.where(inbound, ports, "CNZOS"),
        "to_port": np.where(inbound, "CNZOS", ports),
        "anchorage_id": np.array([WAITING[c][n % len(WAITING[c])] for c, n in zip(county, turn, strict=True)]),
        "cargo_code": cargo,
        "purpose": np.where(inbound, "unload", "load"),
    }


def _berths_held(codes: np.ndarray, index: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The berth, and in one call of a hundred the one beside it too."""
    held = codes[index].astype("U32")
    second = np.flatnonzero((rng.random(len(index)) < 0.01) & (index > 0))
    held[second] = np.char.add(np.char.add(held[second], ","), codes[index[second] - 1])
    return held


def anchor_calls(fleet: Fleet, now: np.datetime64, per_day: float = 16.0) -> Calls:
    """Calls without a berth: bunkers mostly, some for crews and shelter."""
    rng = generator("anchor_calls")
    days = (now + AHEAD - FIRST).astype(int) / 86400
    count = int(days * per_day)
    arrived = np.sort(FIRST + np.rint(rng.uniform(0, days * 86400, count)).astype("m8[s]"))
    purpose = rng.choice(["bunker", "crew", "shelter"], count, p=[0.9, 0.06, 0.04])
    kind = rng.choice(["ore", "crude", "bulk", "container", "tanker"], count, p=[0.24, 0.14, 0.34, 0.16, 0.12])
    vessel = _assigned(kind, np.arange(count), fleet)
    hours = rng.lognormal(np.log(15), 0.5, count) * _storm_factor(arrived)
    anchorage = rng.choice(BUNKERING, count, p=BUNKER_SHARE)
    nothing = np.full(count, np.datetime64("NaT"), dtype="M8[s]")
    foreign = fleet.imo[vessel] != ""
    ports = rng.choice(FOREIGN_PORTS, count)
    times = {
        "eta": arrived + _seconds(rng.normal(0, 1.6, count)),
        "arrive_anchor_time": arrived,
        "inspect_done_time": np.where(foreign, arrived + _seconds(hours * 0.2), np.datetime64("NaT")),
        **dict.fromkeys(("pilot_on_time", "berth_time", "work_start", "work_end", "unberth_time"), nothing),
        "depart_time": arrived + _seconds(hours),
    }
    facts: dict[str, Array] = {
        "trade": np.where(foreign, "F", "D"),
        "from_port": ports,
        "to_port": rng.permutation(ports),
        "anchorage_id": anchorage,
        "berth_ids": np.full(count, ""),
        "cargo_code": np.full(count, ""),
        "cargo_ton": np.full(count, np.nan),
        "purpose": purpose,
    }
    return _calls(facts, times, vessel, np.array([str(code)[:6] for code in anchorage]), fleet, now, "A")


def _calls(
    facts: dict[str, Array],
    times: dict[str, np.ndarray],
    vessel: np.ndarray,
    county: np.ndarray,
    fleet: Fleet,
    now: np.datetime64,
    prefix: str,
) -> Calls:
    rng = generator(f"call_state.{prefix}")
    count = len(vessel)
    known = {name: np.where(t > now, np.datetime64("NaT"), t) for name, t in times.items()}
    status = _status(known, rng)
    for name in known:
        known[name] = np.where(status == "cancelled", np.datetime64("NaT"), known[name])
    number = np.arange(1, count + 1)
    columns: dict[str, Array] = {
        "call_id": numbered(f"CALL{prefix}", number, 7),
        "imo": fleet.imo[vessel],
        "mmsi": fleet.mmsi[vessel],
        "voyage_no": numbered("V", number % 997 + 1, 4),
        **{name: facts[name] for name in ("trade", "from_port", "to_port")},
        "eta": as_utc(times["eta"]),
        "arrive_anchor_time": known["arrive_anchor_time"],
        "anchorage_id": facts["anchorage_id"],
        **{name: known[name] for name in CHAIN},
        **{name: facts[name] for name in ("berth_ids", "cargo_code", "cargo_ton", "purpose")},
        "status": status,
    }
    guess = np.minimum(times["eta"], now) - rng.integers(600, 72_000, count).astype("m8[s]")
    changed = np.where(np.isin(status, ["expected", "cancelled"]), guess, _latest(known))
    return Calls(columns, vessel, changed, county)


def _status(known: dict[str, np.ndarray], rng: np.random.Generator) -> np.ndarray:
    gone = ~np.isnat(known["unberth_time"]) | ~np.isnat(known["depart_time"])
    status = np.where(np.isnat(known["berth_time"]), "anchored", "berthed")
    status = np.where(gone, "departed", status)
    status = np.where(np.isnat(known["arrive_anchor_time"]), "expected", status)
    return np.where((rng.random(len(status)) < 0.004) & gone, "cancelled", status)


def _latest(known: dict[str, np.ndarray]) -> np.ndarray:
    stamps = np.stack([times for name, times in known.items() if name != "eta"])
    return np.where(np.isnat(stamps), np.datetime64(0, "s"), stamps).max(axis=0)


def all_calls(berths: dict[str, Array], fleet: Fleet, now: np.datetime64, scale: float) -> Calls:
    """Both kinds; below scale 1 only that share of the calls that are over (those here now all stay)."""
    first, second = berth_calls(berths, fleet, now), anchor_calls(fleet, now)
    columns = {name: np.concatenate([v, second.columns[name]]) for name, v in first.columns.items()}
    vessel = np.concatenate([first.vessel, second.vessel])
    changed = np.concatenate([first.changed, second.changed])
    county = np.concatenate([first.county, second.county])
    kept = (generator("calls.kept").random(len(vessel)) < scale) | (columns["status"] == "berthed")
    kept |= np.isin(columns["status"], ["anchored", "expected"])
    return Calls({name: v[kept] for name, v in columns.items()}, vessel[kept], changed[kept], county[kept])


def call_rows(calls: Calls) -> Rows:
    """vessel_call."""
    return Rows(calls.columns, calls.changed, calls.county)


def area_of(berth_ids: np.ndarray) -> np.ndarray:
    """Name of the port area of the first berth, '' without one."""
    by_code = {f"{area.county}-{area.code}": area.name for area in AREAS.values()}
    return np.array([by_code.get(str(text).split(",")[0][:-2], "") for text in berth_ids])
