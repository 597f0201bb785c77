"""Observations keep every vintage; readers see the newest, published before demonstration, or what was known then."""

from datetime import date

import pandas as pd
import pytest

from cockpit.store.query import Query, statement
from tests.cockpit.store.conftest import chunk, delivery, published


@pytest.fixture
def told(publish):
    def deliver(*rows, source="econ_macro_obs"):
        return publish(delivery(chunk(list(rows)), source=source, target="observation"))

    return deliver


def seen(store, **asked):
    frame = store.generation().read(statement(store.tables, Query(("port.cargo_ytd",), **asked)))
    return [(None if pd.isna(v) else v, status) for v, status in zip(frame["value"], frame["status"], strict=True)]


def test_a_revision_is_added_and_the_old_value_stays_known_for_its_day(store, told):
    told(published(35.0, "2026-11-05", "preliminary"))
    told(published(33.0, "2026-11-20", "revised"))
    assert seen(store) == [(33.0, "revised")]
    assert seen(store, as_of=date(2026, 11, 10)) == [(35.0, "preliminary")]
    assert seen(store, as_of=date(2026, 11, 4)) == []


def test_the_end_of_the_day_of_publication_already_knows_it(store, told):
    told(published(35.0, "2026-11-05"))
    assert seen(store, as_of=date(2026, 11, 5)) == [(35.0, "final")]


def test_a_published_figure_stands_before_a_later_demonstration_value(store, told):
    told(published(35.0, "2026-11-05"), published(99.0, "2026-11-20", "mock"))
    assert seen(store) == [(35.0, "final")]


def test_a_withdrawn_vintage_gives_way_to_the_one_before(store, told):
    told(published(35.0, "2026-11-05"), published(33.0, "2026-11-20"))
    told(published(33.0, "2026-11-20", operation="D", _changed_at="2026-11-21 09:00:00"))
    assert seen(store) == [(35.0, "final")]


def test_the_same_vintage_twice_is_one_row_and_no_news(store, told):
    told(published(35.0, "2026-11-05"))
    again = told(published(35.0, "2026-11-05"))
    assert ([report.status for report in again.reports], len(seen(store))) == (["unchanged"], 1)


def test_a_missing_value_is_missing_and_never_zero(store, told):
    told(published(None, "2026-11-05"))
    assert seen(store) == [(None, "final")]


@pytest.mark.parametrize(
    ("asked", "count"),
    [({}, 1), ({"regions": ("330900",)}, 1), ({"regions": ("330921",)}, 0), ({"grains": ("Q",)}, 0), ({"bases": ("yoy",)}, 0),
     ({"start": date(2026, 10, 1)}, 1), ({"start": date(2026, 10, 2)}, 0), ({"end": date(2026, 10, 1)}, 0),
     ({"end": date(2026, 10, 2)}, 1), ({"dimension": "cargo_code"}, 0), ({"dimension": None}, 1)],
)  # fmt: skip
def test_a_query_narrows_by_each_of_its_parts(store, told, asked, count):
    told(published(35.0, "2026-11-05"))
    assert len(seen(store, **asked)) == count
