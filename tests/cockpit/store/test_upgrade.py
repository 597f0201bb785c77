"""A warehouse of an earlier program is brought up to date before anybody reads, and only then."""

import shutil
from datetime import datetime

import duckdb

from cockpit.store.pointer import current_file, next_file, swing
from cockpit.store.upgrade import behind, upgrade
from tests.cockpit.store.conftest import chunk, delivery
from tests.cockpit.store.test_publish import node, nodes

LATER = datetime(2026, 11, 24, 8)


def older(store, statement):
    """Publishes what an earlier program would have published."""
    building, name = store.folder / "earlier.duckdb", next_file(store.folder)
    shutil.copyfile(current_file(store.folder), building)
    with duckdb.connect(str(building)) as connection:
        connection.execute(statement)
    swing(store.folder, building, name)


def test_a_missing_table_is_there_after_the_upgrade_and_the_rows_still_are(store, publish):
    publish(delivery(chunk([node(1), node(2)])))
    older(store, "DROP TABLE finding")
    assert behind(store)
    assert upgrade(store, LATER, lambda _: None)
    assert (behind(store), len(nodes(store)), store.generation().snapshot.published_at) == (False, 2, LATER)


def test_a_missing_column_too(store, publish):
    publish(delivery(chunk([node(1)])))
    older(store, "ALTER TABLE batch DROP COLUMN message")
    assert upgrade(store, LATER, lambda _: None)
    assert not behind(store)


def test_what_is_up_to_date_or_not_there_stays_as_it_is(store, publish):
    assert not upgrade(store, LATER, lambda _: None)
    publish(delivery(chunk([node(1)])))
    before = current_file(store.folder)
    assert (upgrade(store, LATER, lambda _: None), current_file(store.folder)) == (False, before)
