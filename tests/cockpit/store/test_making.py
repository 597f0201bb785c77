"""The rows behind a number come to the number: for every measured indicator, in the city and in a county."""

from __future__ import annotations

import pandas as pd
import pytest
import sqlalchemy as sa

from app import declarations
from cockpit.store.embedded import open_store
from cockpit.store.making import Spot, making

RECORDS, CATALOG = declarations()
MEASURED = sorted(code for code, i in CATALOG.indicators.items() if i.measure is not None)


@pytest.fixture(scope="module")
def opened(installation):
    return open_store(installation.store_url, RECORDS, CATALOG)


@pytest.mark.parametrize("code", MEASURED)
def test_the_rows_of_each_part_come_to_that_part(opened, code):
    indicator = CATALOG.indicators[code]
    record = RECORDS[indicator.measure.record]
    generation, measured = opened.generation(), opened.tables.measured
    own = generation.read(sa.select(measured).where(measured.c.indicator == code, measured.c.dimension == ""))
    if own.empty:
        pytest.skip("the small installation has no rows for it")
    samples = own.sort_values("period_start").groupby(own["region"].str.len()).tail(3)
    for row in samples.itertuples():
        parts = ["numerator", "denominator"] if indicator.measure.denominator else ["numerator"]
        amounts = []
        for part in [*parts, *(["minus"] if indicator.measure.minus else [])]:
            spot = Spot(row.region, row.grain, row.period_start.to_pydatetime(), part)
            made = making(indicator, record, opened.tables.record(record.name), row.as_of.to_pydatetime(), spot)
            amount = generation.read(made.amount)["amount"].iloc[0]
            amounts.append(0.0 if pd.isna(amount) else float(amount))
            if made.term.aggregate == "count":
                assert len(generation.read(made.rows)) == amounts[-1]
        stored = [row.numerator, row.denominator] if len(parts) == 2 else [row.value]
        if indicator.measure.minus:
            amounts = [amounts[0] - amounts[1]]
        expected = [0.0 if pd.isna(value) else value for value in stored]
        assert amounts == pytest.approx(expected, rel=1e-9), (row.region, row.grain, row.period_start)
