"""Which rows stand after any deliveries in any order: told by a few lines of Python, on a real DuckDB."""

import random

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.delivery import Chunk
from cockpit.store.current import everything_now, known_at, standing
from cockpit.store.frame_insert import insert_frame
from cockpit.store.merge import append_new, merge_latest, stage
from cockpit.store.publish import OBSERVATION_KEY
from cockpit.store.tables import declare
from metrics.observation import COLUMNS, KEY
from tests.cockpit.store.conftest import RECORDS, chunk, node, published

TABLES = declare({"task_node": RECORDS["task_node"]})
ROWS = TABLES.rows["task_node"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = sa.create_engine(f"duckdb:///{tmp_path_factory.mktemp('merge') / 'rows.duckdb'}")
    with engine.begin() as connection:
        TABLES.metadata.create_all(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine):
    with engine.connect() as opened:
        yield opened
        opened.rollback()


def arrive(connection, put, target, key, arrived: Chunk, batch: int = 1) -> int:
    stage(connection, target)
    rows = arrived.rows.assign(_batch=batch)
    rows = rows.assign(batch=batch) if "batch" in target.c else rows
    insert_frame(connection, "staged", rows[[column.name for column in target.columns]])
    return put(connection, target, key)


def stored(connection) -> dict[int, str]:
    rows = connection.execute(sa.select(ROWS.c.node_no, ROWS.c.name).where(ROWS.c["_operation"] != "D"))
    return {row.node_no: row.name for row in rows}


@pytest.mark.parametrize("seed", range(8))
def test_the_newest_word_on_each_key_stands_whatever_the_order_and_the_parts(connection, seed):
    draw = random.Random(seed)
    words = [
        node(draw.randrange(4), f"v{n}", f"2026-11-0{draw.randrange(1, 4)} 08:00:00", draw.choice("IUUD"), n)
        for n in range(24)
    ]
    newest = {}
    for word in sorted(words, key=lambda word: (word["_changed_at"], word["_sequence"])):
        newest[word["node_no"]] = word
    draw.shuffle(words)
    while words:
        part = [words.pop() for _ in range(min(len(words), draw.randrange(1, 9)))]
        arrive(connection, merge_latest, ROWS, RECORDS["task_node"].key, chunk(part))
    assert stored(connection) == {key: word["name"] for key, word in newest.items() if word["_operation"] != "D"}
    assert connection.execute(sa.select(sa.func.count()).select_from(ROWS)).scalar_one() == len(newest)


def test_a_key_with_a_missing_part_is_one_key_and_not_many(connection):
    for moment in ("2026-11-01", "2026-11-02"):
        arrive(connection, merge_latest, ROWS, ("task_id", "node_no"), chunk([node(1, at=moment) | {"task_id": None}]))
    assert connection.execute(sa.select(sa.func.count()).select_from(ROWS)).scalar_one() == 1


def test_a_deletion_that_comes_before_its_row_still_deletes_it(connection):
    parts = [node(1, at="2026-11-02", operation="D")], [node(1, "晚到", at="2026-11-01")]
    changes = [arrive(connection, merge_latest, ROWS, RECORDS["task_node"].key, chunk(part)) for part in parts]
    assert (changes, stored(connection)) == ([1, 0], {})


def vintages(seed: int) -> list[dict]:
    """Words of a department on two observations: revised, withdrawn, told again, and some of the demonstration."""
    draw = random.Random(seed)
    return [
        published(
            float(n), f"2026-11-0{draw.randrange(1, 5)}", draw.choice(["final", "revised", "mock"]), draw.choice("UUUD"),
            region=draw.choice(["330900", "330902"]), _changed_at=f"2026-11-1{draw.randrange(5)} 09:00:00", _sequence=n,
        )
        for n in range(draw.choice([1, 4, 12, 30]))
    ]  # fmt: skip


def told(words: list[dict], before: str | None = None) -> dict[str, float]:
    """Region → value: the last word on each vintage, then no demonstration before a published one, then the newest."""
    last: dict[tuple[str, str], dict] = {}
    for word in sorted(words, key=lambda word: (word["_changed_at"], word["_sequence"])):
        if before is None or word["vintage"] < before:
            last[word["region"], word["vintage"]] = word
    standing = [word for word in last.values() if word["_operation"] != "D"]
    best: dict[str, dict] = {}
    for word in sorted(standing, key=lambda word: (word["status"] != "mock", word["vintage"])):
        best[word["region"]] = word
    return {region: word["value"] for region, word in best.items()}


@pytest.mark.parametrize("seed", range(8))
def test_what_is_current_and_what_was_known_is_what_a_few_lines_of_python_say(connection, seed):
    words = vintages(seed)
    observation = TABLES.observation
    for batch, word in enumerate(random.Random(seed).sample(words, len(words)), 1):
        for _ in range(2):  # every word arrives twice
            arrive(connection, append_new, observation, OBSERVATION_KEY, chunk([word]), batch)
    assert connection.execute(sa.select(sa.func.count()).select_from(observation)).scalar_one() == len(words)
    now = {row.region: row.value for row in connection.execute(everything_now(TABLES))}
    assert now == told(words)
    for day in (1, 2, 3, 4):
        then = connection.execute(known_at(TABLES, pd.Timestamp(2026, 11, day).date()))
        assert {row.region: row.value for row in then} == told(words, f"2026-11-0{day + 1}")


def test_the_vintages_compared_above_hold_every_case():
    words = [word for seed in range(8) for word in vintages(seed)]
    assert {word["_operation"] for word in words} == {"U", "D"}
    assert {word["status"] for word in words} == {"final", "revised", "mock"}
    assert any(told(vintages(seed)) != told(vintages(seed), "2026-11-03") for seed in range(8))


def test_a_measured_value_yields_to_a_later_published_one_and_beats_an_earlier_one(connection):
    measured = chunk([published(7.0, "2026-11-10")]).rows.assign(batch=0)[list(COLUMNS)]
    insert_frame(connection, "measured", measured)
    arrive(connection, append_new, TABLES.observation, OBSERVATION_KEY, chunk([published(1.0, "2026-11-05")]))
    assert [row.value for row in connection.execute(everything_now(TABLES))] == [7.0]
    arrive(connection, append_new, TABLES.observation, OBSERVATION_KEY, chunk([published(2.0, "2026-11-12")]))
    assert [row.value for row in connection.execute(everything_now(TABLES))] == [2.0]


def test_what_stands_is_one_row_for_each_observation_and_vintage(connection):
    for word in vintages(3):
        arrive(connection, append_new, TABLES.observation, OBSERVATION_KEY, chunk([word]))
    chosen = standing(TABLES)
    twice = sa.select(sa.func.count()).select_from(chosen).group_by(*[chosen.c[name] for name in (*KEY, "vintage")])
    counts = connection.execute(twice).scalars().all()
    assert (set(counts), len(counts) >= 2) == ({1}, True)
