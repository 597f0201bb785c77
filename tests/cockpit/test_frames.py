"""Kept frames: never shared between snapshots, programs or warehouses, and made once."""

from datetime import datetime

import pytest

from cockpit.frames import Frames
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
