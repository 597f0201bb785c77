"""12345 tickets of the demonstration, month by month."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from loaders.demo.events import BLOCK, World, expected_count, months_until, reported
from loaders.demo.kinds import CATEGORIES, TOPIC_WEIGHTS, TOPICS
from loaders.demo.lateness import NEVER, Course, course
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, numbered

CHANNELS = {"phone": 0.66, "app": 0.14, "wechat": 0.11, "web": 0.06, "letter": 0.03}

#: Since this day people ask more about the boats between the islands.
SURGE = ("交通出行", np.datetime64("2026-09-01"), 1.9)


def ticket_rows(world: World) -> Iterator[Rows]:
    """hotline_ticket: about 60,000 since 2019 at scale 1."""
    for month in months_until(world.now):
        total = round(expected_count(month, 430, 880) * world.scale)
        for block in range(-(-total // BLOCK) or 1):
            rng = generator("hotline", int(month.astype(int)), block)
            accept = reported(month, min(BLOCK, total - block * BLOCK), world.now, rng, storm=2.6)
            if len(accept):
                yield _block(world, month, accept, block, rng)


def _block(world: World, month: np.datetime64, accept: Array, block: int, rng: np.random.Generator) -> Rows:
    count = len(accept)
    topics, detail, category = _topics(accept, rng)
    days = np.array([CATEGORIES[str(name)] for name in category])
    years = (accept.astype("M8[D]") - np.datetime64("2019-01-01")).astype(int) / 365.25
    late = (0.085 - 0.006 * years + np.where(topics == "住房物业", 0.05, 0.0)).clip(0.01)
    life = course(accept, days, late, rng.random(count) < 0.035, 10, world.workdays, world.now, rng)
    number = block * BLOCK + np.arange(1, count + 1)
    land = np.flatnonzero(~world.grids.sea)
    weights = world.grids.population[land] + 50.0
    grid = rng.choice(land, count, p=weights / weights.sum())
    columns: dict[str, Array] = {
        "ticket_id": numbered(f"HL{str(month).replace('-', '')}", number, 7),
        "channel": rng.choice(list(CHANNELS), count, p=list(CHANNELS.values())),
        "category": category,
        "topic_l1": topics,
        "topic_l2": detail,
        "caller_hash": _callers(rng, count, world.scale),
        "region_code": world.grids.village[grid],
        "accept_time": accept,
        "dispatch_time": np.minimum(accept + rng.integers(120, 5400, count).astype("m8[s]"), world.now),
        "main_org": np.array([TOPICS[str(name)][1] for name in topics]),
        "co_orgs": np.where(rng.random(count) < 0.08, "ORG-CGJ,ORG-SJJ", ""),
        "deadline": life.deadline,
        "extend_until": life.extended,
        **_answers(life, world.now, rng),
    }
    stamps = np.stack([columns["accept_time"], columns["reply_time"], columns["close_time"]])
    changed = np.where(np.isnat(stamps), np.datetime64(0, "s"), stamps).max(axis=0) + np.timedelta64(240, "s")
    return Rows(columns, np.minimum(changed, world.now), world.grids.county[grid])


def _topics(accept: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Topic, detail, category of every ticket."""
    names = list(TOPICS)
    weights = np.tile(np.array(TOPIC_WEIGHTS, dtype=float), (len(accept), 1))
    topic, since, factor = SURGE
    weights[accept >= since, names.index(topic)] *= factor
    limits = np.cumsum(weights, axis=1)
    chosen = (limits <= rng.random((len(accept), 1)) * limits[:, -1:]).sum(axis=1)
    draws = rng.random((2, len(accept)))
    detail, category = [], []
    for n, part, kind in zip(chosen, *draws, strict=True):
        details, _, shares = TOPICS[names[n]]
        detail.append(details[int(part * len(details))])
        category.append(list(CATEGORIES)[int(np.searchsorted(np.cumsum(shares) / sum(shares), kind))])
    return np.array(names)[chosen], np.array(detail), np.array(category)


def _callers(rng: np.random.Generator, count: int, scale: float) -> np.ndarray:
    """SHA-256 of an invented caller; a tenth of the tickets come from callers who call often."""
    people = max(int(40_000 * scale), 50)
    caller = np.where(
        rng.random(count) < 0.1, rng.integers(0, max(people // 400, 5), count), rng.integers(0, people, count)
    )
    return np.array([hashlib.sha256(f"demo{n}".encode()).hexdigest() for n in caller])


def _answers(life: Course, now: np.datetime64, rng: np.random.Generator) -> dict[str, Array]:
    count = len(life.finish)
    close = life.finish + rng.integers(1800, 2 * 86400, count).astype("m8[s]")
    close = np.where(close <= now, close, NEVER)
    closed = ~np.isnat(close)
    resolved = rng.choice(np.array(["Y", "N", "U"]), count, p=[0.905, 0.06, 0.035])
    stars = rng.choice(np.array(["5", "4", "3", "2", "1", "NA"]), count, p=[0.55, 0.2, 0.06, 0.02, 0.03, 0.14])
    return {
        "reply_time": life.finish,
        "close_time": close,
        "resolved": np.where(closed, resolved, ""),
        "satisfaction": np.where(closed, stars, ""),
        "supervise_flag": life.late & (rng.random(count) < 0.35),
    }
