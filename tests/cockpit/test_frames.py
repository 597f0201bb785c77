"""Kept frames: never shared between snapshots, programs or warehouses, and made once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

import pandas as pd
import pytest
from flask import Flask

from cockpit.cache import make_cache
from cockpit.errors import QueryError, StoreMissing
from cockpit.frames import Frames
from cockpit.settings import read_settings
from cockpit.store.query import Query
from tests.cockpit.store.conftest import NOW, chunk, delivery, make_store, node, published


class Shelf(dict):
    """The smallest cache."""

    def set(self, key, value):
        self[key] = value


@pytest.fixture
def filled(tmp_path):
    (tmp_path / "s").mkdir()
    store = make_store(tmp_path / "s")
    store.publish([delivery(chunk([published(35.0, "2026-11-05")]), target="observation")], NOW)
    return store


def test_a_value_is_made_once_per_key(filled):
    reader, made = Frames(filled, Shelf()).reader(), []
    values = [reader.remember("k", lambda: made.append(1) or "value") for _ in range(3)]
    assert (values, made) == (["value"] * 3, [1])


def test_a_value_that_four_readers_want_at_once_is_made_once(filled):
    shelf, made, together = Shelf(), [], Barrier(4)

    def slow():
        made.append(1)
        time.sleep(0.3)
        return "value"

    def ask(_):
        together.wait()
        return Frames(filled, shelf).reader().remember("k", slow)

    with ThreadPoolExecutor(4) as readers:
        values = list(readers.map(ask, range(4)))
    assert (values, made) == (["value"] * 4, [1])


def test_a_reader_unpacks_what_was_kept_once_and_what_is_written_into_a_frame_stays_with_the_writer(filled):
    class Counting(Shelf):
        unpacked = 0

        def get(self, key):
            self.unpacked += 1
            return super().get(key)

    shelf = Counting()
    reader, query = Frames(filled, shelf).reader(), Query(("port.cargo_ytd",))
    frame = reader.observations(query)
    frame.loc[0, "value"] = -1.0
    frame["mine"] = 1
    again = reader.observations(query)
    assert (again["value"].tolist(), "mine" in again, shelf.unpacked) == ([35.0], False, 1)


def test_a_reader_answers_from_its_own_snapshot_while_the_next_is_published(filled):
    frames = Frames(filled, Shelf())
    old, query = frames.reader(), Query(("port.cargo_ytd",))
    filled.publish([delivery(chunk([published(33.0, "2026-11-20")]), target="observation")], NOW)
    assert (old.observations(query)["value"].tolist(), frames.reader().observations(query)["value"].tolist()) == (
        [35.0],
        [33.0],
    )
    assert frames.reader(snapshot=1).observations(query)["value"].tolist() == [35.0]


def test_two_programs_never_share_what_they_made(filled):
    shelf = Shelf()
    assert Frames(filled, shelf, "one").reader().remember("page", lambda: "old words") == "old words"
    assert Frames(filled, shelf, "two").reader().remember("page", lambda: "new words") == "new words"


def test_a_warehouse_made_anew_under_the_same_cache_is_another_one(tmp_path, filled):
    shelf = Shelf()
    (tmp_path / "again").mkdir()
    again = make_store(tmp_path / "again")
    again.publish([delivery(chunk([node(1)]))], datetime(2026, 11, 24))
    assert (filled.generation().snapshot.id, again.generation().snapshot.id) == (1, 1)
    kept = [
        Frames(store, shelf).reader().remember("page", lambda store=store: str(store.folder))
        for store in (filled, again)
    ]
    assert kept == [str(filled.folder), str(again.folder)]


QUERIES = (
    Query(("port.cargo_ytd",)),
    Query(("port.container",)),
    Query(("port.cargo_ytd", "port.container")),
    Query(("port.container", "port.cargo_ytd")),
    Query(("port.cargo_ytd",), ("330900",)),
    Query(("port.cargo_ytd",), ("330902",)),
    Query(("port.cargo_ytd",), grains=("M",)),
    Query(("port.cargo_ytd",), bases=("M",)),
    Query(("port.cargo_ytd",), dimension=None),
    Query(("port.cargo_ytd",), dimension="cargo_code"),
    Query(("port.cargo_ytd",), start=date(2026, 10, 1)),
    Query(("port.cargo_ytd",), end=date(2026, 10, 1)),
    Query(("port.cargo_ytd",), as_of=date(2026, 10, 1)),
    Query(("port.cargo_ytd",), as_of=date(2026, 10, 2)),
)


def test_queries_that_differ_anywhere_never_share_a_frame_and_the_same_one_is_read_once(filled):
    shelf = Shelf()
    for _ in range(2):
        for query in QUERIES:
            Frames(filled, shelf).reader().observations(query)
    assert len(shelf) == len(QUERIES)


def test_no_key_is_shared_between_snapshots_programs_and_warehouses(tmp_path, filled):
    (tmp_path / "again").mkdir()
    again = make_store(tmp_path / "again")
    again.publish([delivery(chunk([node(1)]))], datetime(2026, 11, 24))
    filled.publish([delivery(chunk([published(33.0, "2026-11-20")]), target="observation")], NOW)
    shelf = Shelf()
    readers = [
        Frames(store, shelf, edition).reader(snapshot)
        for store, snapshot in ((filled, 1), (filled, 2), (filled, None), (again, 1))
        for edition in ("one", "two")
    ]
    made = [reader.remember("page", object) for reader in readers]
    assert len({id(value) for value in made}) == len(shelf) == 6  # the current snapshot is snapshot 2
    assert made[2:4] == made[4:6]


def test_a_value_that_could_not_be_made_is_not_kept(filled):
    shelf = Shelf()
    reader = Frames(filled, shelf).reader()
    with pytest.raises(ZeroDivisionError):
        reader.remember("k", lambda: 1 / 0)
    assert (len(shelf), reader.remember("k", lambda: "made"), len(shelf)) == (0, "made", 1)


def test_a_kept_frame_is_the_frame_that_was_read(tmp_path, filled):
    cache = make_cache(Flask("frames"), read_settings({"COCKPIT_VAR": str(tmp_path)}))
    query = Query(("port.cargo_ytd",))
    read, kept = (Frames(filled, cache).reader().observations(query) for _ in range(2))
    assert (len(read), read["value"].tolist()) == (1, [35.0])
    pd.testing.assert_frame_equal(kept, read)
    read["value"] = 0.0
    assert Frames(filled, cache).reader().observations(query)["value"].tolist() == [35.0]


def test_a_snapshot_that_is_not_kept_is_refused(filled):
    with pytest.raises(QueryError, match="快照 7 已不再保留"):
        Frames(filled, Shelf()).reader(snapshot=7)


def test_before_the_first_publication_there_is_no_reader(tmp_path):
    with pytest.raises(StoreMissing, match="运行 python app.py ingest"):
        Frames(make_store(tmp_path), Shelf()).reader()
