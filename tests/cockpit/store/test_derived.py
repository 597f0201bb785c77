"""Derived indicators against plain Python: published values stay, doubts and demonstration are inherited."""

from dataclasses import replace

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.store.derived import derive
from cockpit.store.tables import declare
from metrics.catalog import load_catalog
from metrics.formula import Derivation
from tests.builders import frame, observed

CATALOG = load_catalog()


def derived(code, *rows, **derivation):
    """The rows of an indicator after deriving, by region and period."""
    catalog = CATALOG
    if derivation:
        changed = CATALOG.indicator(code).model_copy(update={"derivation": Derivation(**derivation)})
        catalog = replace(CATALOG, indicators={**CATALOG.indicators, code: changed})
    tables = declare({})
    with sa.create_engine("duckdb:///:memory:").begin() as connection:
        tables.current.create(connection)
        told = frame(*rows).replace({float("nan"): None})
        connection.execute(sa.insert(tables.current), told.to_dict("records"))
        derive(connection, tables, catalog)
        chosen = (
            sa.select(tables.current).where(tables.current.c.indicator == code).order_by(tables.current.c.period_end)
        )
        return pd.DataFrame(connection.execute(chosen).mappings().all())


def trade(code, value, key="2026-10", **facts):
    return observed(key, value, indicator=code, **facts)


def test_trade_is_exports_and_imports_where_the_customs_did_not_say_so_itself():
    rows = [trade("econ.export_ytd", 700e8), trade("econ.import_ytd", 2100e8)]
    found = derived("econ.trade_ytd", *rows).iloc[0]
    assert (found["value"], found["status"], found["note"]) == (
        2800e8,
        "estimated",
        "由出口总额（累计）、进口总额（累计）推算",
    )
    published = derived("econ.trade_ytd", *rows, trade("econ.trade_ytd", 2799e8))
    assert published["value"].tolist() == [2799e8]


def test_a_missing_part_makes_nothing_and_doubt_and_demonstration_are_inherited():
    exports = trade("econ.export_ytd", 700e8)
    assert derived("econ.trade_ytd", exports, trade("econ.import_ytd", None)).empty
    assert derived("econ.trade_ytd", exports, trade("econ.import_ytd", 1.0, "2026-09")).empty
    mixed = derived("econ.trade_ytd", exports, trade("econ.import_ytd", 1.0, status="mock", quality="expected"))
    assert mixed[["status", "quality"]].to_numpy().tolist() == [["mock", "expected"]]


def test_a_derived_value_reaches_as_far_as_its_shortest_part_and_is_known_with_its_latest():
    found = derived(
        "econ.trade_ytd",
        trade("econ.export_ytd", 1.0, as_of="2026-11-05", vintage="2026-11-08"),
        trade("econ.import_ytd", 2.0, as_of="2026-11-01", vintage="2026-11-18"),
    ).iloc[0]
    assert (found["as_of"], found["vintage"]) == (pd.Timestamp("2026-11-01"), pd.Timestamp("2026-11-18"))


def test_the_half_year_of_2021_grew_by_twelve_and_a_half_per_cent_a_year():
    growth = [
        observed(key, value, indicator="econ.gdp_yoy", basis="current")
        for key, value in (("2021Q2", 0.132), ("2020Q2", 1.267 / 1.132 - 1))
    ]
    found = derived("econ.gdp_2y", *growth)
    assert found["value"].tolist() == [pytest.approx(0.1256, abs=5e-5)], "F08 says 12.5, from rounded figures"
    assert found["period_start"].tolist() == [pd.Timestamp("2021-04-01")]


def test_nothing_over_nothing_is_missing_and_a_ratio_keeps_its_parts():
    parts = [trade("econ.export_ytd", 3.0), trade("econ.import_ytd", 4.0)]
    way = {"way": "ratio", "of": ["econ.export_ytd", "econ.import_ytd"]}
    found = derived("econ.sales_ratio", *parts, **way).iloc[0]
    assert (found["value"], found["numerator"], found["denominator"]) == (0.75, 3, 4)
    assert derived("econ.sales_ratio", parts[0], trade("econ.import_ytd", 0.0), **way).empty


@settings(deadline=None, max_examples=25)
@given(st.dictionaries(st.integers(1, 12), st.tuples(*[st.none() | st.integers(-50, 50)] * 2), min_size=1))
def test_a_difference_is_what_plain_python_takes_away_month_by_month(months):
    rows = [
        trade(code, part, f"2026-{month:02d}")
        for month, pair in months.items()
        for code, part in zip(("econ.export_ytd", "econ.import_ytd"), pair, strict=True)
    ]
    found = derived("econ.trade_ytd", *rows, way="difference", of=["econ.export_ytd", "econ.import_ytd"])
    plain = {month: a - b for month, (a, b) in sorted(months.items()) if a is not None and b is not None}
    assert ({} if found.empty else dict(zip(found["period_start"].dt.month, found["value"], strict=True))) == plain
