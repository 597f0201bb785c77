"""A query gives exactly the rows it asks for, and what nobody declared is refused before it reaches the warehouse."""

from datetime import date

import pytest
import sqlalchemy as sa

from cockpit.errors import QueryError
from cockpit.selection import parse_selection
from cockpit.store.query import Query, statement
from metrics.observation import COLUMNS
from metrics.period import parse_period
from metrics.region import region
from tests.cockpit.store.conftest import CATALOG, NOW, chunk, delivery, make_store, published

TOLD = {
    "city": {}, "county": {"region": "330902"}, "quarter": {"grain": "Q", "period_end": "2026-12-31"}, "growth": {"basis": "yoy"},
    "cargo": {"dimension": "cargo_code", "member": "02"}, "september": {"period_start": "2026-09-01", "period_end": "2026-10-01"},
    "november": {"period_start": "2026-11-01", "period_end": "2026-12-01"}, "other": {"indicator": "port.container"},
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = make_store(tmp_path_factory.mktemp("query"))
    rows = [published(float(n), "2026-11-05", note=name, **facts) for n, (name, facts) in enumerate(TOLD.items())]
    later = published(99.0, "2026-11-20", note="revised city")
    made.publish([delivery(chunk([*rows, later]), target="observation")], NOW)
    return made


def found(store, **asked):
    frame = store.generation().read(statement(store.tables, Query(**({"indicators": ("port.cargo_ytd",)} | asked))))
    assert list(frame.columns) == list(COLUMNS)
    return set(frame["note"])


ALL = {"revised city", "county", "quarter", "growth", "september", "november"}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, ALL),
        ({"dimension": None}, ALL | {"cargo"}),
        ({"dimension": "cargo_code"}, {"cargo"}),
        ({"dimension": "trade"}, set()),
        ({"regions": ("330902",)}, {"county"}),
        ({"regions": ("330902", "330900")}, ALL),
        ({"regions": ("330922",)}, set()),
        ({"grains": ("Q",)}, {"quarter"}),
        ({"grains": ("Q", "M"), "bases": ("yoy",)}, {"growth"}),
        ({"start": date(2026, 10, 1), "end": date(2026, 11, 1)}, ALL - {"september", "november"}),
        ({"start": date(2026, 10, 2)}, {"november"}),
        ({"end": date(2026, 10, 1)}, {"september"}),
        ({"end": date(2026, 10, 2), "bases": ("ytd",), "grains": ("M",)}, {"revised city", "county", "september"}),
        ({"indicators": ("port.container",)}, {"other"}),
        ({"indicators": ("port.container", "port.cargo_ytd"), "regions": ("330902",)}, {"county"}),
        ({"indicators": ("port.nothing",)}, set()),
        ({"as_of": date(2026, 11, 19)}, ALL - {"revised city"} | {"city"}),
        ({"as_of": date(2026, 11, 19), "regions": ("330902",)}, {"county"}),
        ({"as_of": date(2026, 11, 20), "bases": ("yoy",)}, {"growth"}),
        ({"as_of": date(2026, 11, 4)}, set()),
    ],
)
def test_a_query_gives_exactly_the_rows_it_asks_for(store, asked, wanted):
    assert found(store, **asked) == wanted


def test_rows_come_in_the_order_of_indicator_region_basis_member_and_period(store):
    asked = Query(("port.cargo_ytd", "port.container"), dimension=None)
    frame = store.generation().read(statement(store.tables, asked))
    assert frame["note"].tolist() == [
        "growth", "september", "revised city", "november", "quarter", "cargo", "county", "other"
    ]  # fmt: skip


def test_a_text_that_looks_like_sql_is_only_a_text(store):
    assert found(store, regions=("' OR 1=1 --",)) == set()
    table = store.tables.current
    assert store.generation().read(sa.select(table.c.note).where(table.c.note == "city'; DROP TABLE batch"))["note"].tolist() == []  # fmt: skip
    assert found(store) == ALL


def asks(**query):
    return lambda: parse_selection(query, CATALOG, parse_period("2026-10"), ("port.cargo_ytd",))


@pytest.mark.parametrize(
    ("ask", "place", "named"),
    [
        (lambda: CATALOG.indicator("port.nothing"), "指标", "port.nothing"),
        (lambda: region("330999"), "区域", "330999"),
        (lambda: parse_period("2026-13"), "数据期", "2026-13"),
        (asks(i="port.cargo_ytd,port.nothing"), "指标", "port.nothing"),
        (asks(regions="330900,xx"), "区域", "xx"),
        (asks(**{"from": "soon"}), "数据期", "soon"),
        (asks(grain="X"), "参数 grain", "X"),
        (asks(sort="price"), "参数 sort", "price"),
    ],
)
def test_what_nobody_declared_is_refused_by_name_with_a_remedy(ask, place, named):
    with pytest.raises(QueryError) as refused:
        ask()
    assert (refused.value.place, repr(named) in refused.value.problem, refused.value.remedy != "") == (
        place,
        True,
        True,
    )
