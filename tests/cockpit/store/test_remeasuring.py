"""Measuring only what changed gives what measuring everything gives, whatever changes in whichever order."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.delivery import REJECT, Chunk
from cockpit.store.embedded import EmbeddedStore
from cockpit.store.publish import Publisher
from cockpit.store.remeasuring import keeps_cells
from metrics.catalog import Catalog
from metrics.formula import Measure
from tests.builders import indicator
from tests.cockpit.store.conftest import chunk, delivery, published
from tests.cockpit.store.test_formulas import AS_OF, RECORD, visits

COUNT = {"aggregate": "count"}
DONE = {"aggregate": "count", "where": [{"column": "ended", "op": "not_null"}]}
MEASURES = {
    "begun": Measure(record="visit", period_by="begun", grains=["M", "D"], numerator=DONE, denominator=COUNT, by=["kind"]),
    "due": Measure(
        record="visit", period_by="due", grains=["M", "D"], numerator=COUNT,
        where=[{"column": "due", "op": "<=", "other": "@as_of"}],
    ),
    "ahead": Measure(
        record="visit", period_by="begun", grains=["A"], numerator=COUNT,
        where=[{"column": "agreed", "op": ">", "other": "@as_of"}],
    ),
    "late": Measure(
        record="visit", period_by="begun",
        numerator={"aggregate": "count", "where": [{"column": "due", "op": "<", "other": "@as_of"}]}, denominator=COUNT,
    ),
    "median": Measure(
        record="visit", period_by="ended", grains=["M", "A"],
        numerator={"aggregate": "quantile", "column": "begun", "end": "ended", "q": 0.9},
    ),
    "net": Measure(record="visit", period_by="begun", minus_by="ended", numerator=COUNT, minus=COUNT),
    "month": Measure(record="visit", period_by="month", grains=["M", "A"], numerator={"aggregate": "sum", "column": "amount"}),
    "year": Measure(record="visit", period_by="begun", numerator=COUNT, accumulate="year"),
    "open": Measure(record="visit", at="open", period_by="begun", until="ended", numerator=COUNT),
    "now": Measure(record="visit", at="now", numerator=COUNT, by=["kind"]),
}  # fmt: skip
CATALOG = Catalog(
    (),
    {
        f"gov.{name}": indicator(code=f"gov.{name}", domain="gov", kind="flow", agg_time="sum", measure=measure)
        for name, measure in MEASURES.items()
    },
    {},
)
ORDER = ["indicator", "grain", "period_start", "region", "dimension", "member"]


def rows(frame: pd.DataFrame, at: pd.Timestamp, operation: str = "U") -> Chunk:
    lineage = {"_changed_at": at, "_sequence": range(1, len(frame) + 1), "_operation": operation, "_row": range(1, len(frame) + 1)}  # fmt: skip
    typed = frame.assign(**lineage).astype({"_changed_at": "datetime64[us]"})
    return Chunk(typed, pd.DataFrame(columns=list(REJECT)))


def changes(seed: int) -> list[tuple[pd.DataFrame, str]]:
    """A table, and small batches of changed, new and deleted rows."""
    draw = random.Random(seed)
    base = visits(4)
    other = pd.concat([visits(3).sample(frac=1, random_state=seed) for _ in range(3)], ignore_index=True)
    batches = [(base, "I")]
    for step in range(3):
        some = other.iloc[step * draw.randint(1, 4) :][: draw.randint(1, 5)].copy()
        some["id"] = [draw.choice([f"V{draw.randrange(80)}", f"N{draw.randrange(9)}"]) for _ in some.index]
        batches.append((some.drop_duplicates("id"), draw.choice("UUUD")))
    return batches


def measured(path: Path, table: str) -> pd.DataFrame:
    engine = sa.create_engine(sa.URL.create("duckdb", database=str(path)), connect_args={"read_only": True})
    with engine.connect() as connection:
        found = connection.execute(sa.text(f"SELECT * FROM {table}")).cursor.to_arrow_table().to_pandas()
    engine.dispose()
    return found.sort_values(ORDER).reset_index(drop=True)


def measured_whole(path: Path, store: EmbeddedStore) -> None:
    engine = sa.create_engine(sa.URL.create("duckdb", database=str(path)), poolclass=sa.pool.StaticPool)
    Publisher(engine, store.tables, store.records, store.catalog, AS_OF.to_pydatetime()).measure(
        {"visit"}, lambda _: None
    )
    engine.dispose()


def test_only_sums_and_states_that_reach_beyond_a_cell_are_measured_whole():
    assert {name for name, measure in MEASURES.items() if not keeps_cells(measure)} == {"year", "open", "now"}


@pytest.mark.parametrize("seed", range(3))
def test_after_every_batch_the_values_are_those_of_measuring_everything(tmp_path, seed):
    store = EmbeddedStore(tmp_path, {"visit": RECORD}, CATALOG)
    at = AS_OF - pd.Timedelta(days=40 if seed % 2 else 900)
    if seed % 3 == 0:  # a published value of a measured indicator stays in front of it
        value = published(
            7.0,
            "2026-10-05",
            indicator="gov.begun",
            basis="current",
            period_start="2026-09-01",
            period_end="2026-10-01",
        )
        store.publish([delivery(chunk([value]), source="macro", target="observation")], AS_OF.to_pydatetime())
    for step, (frame, operation) in enumerate(changes(seed)):
        at += pd.Timedelta(hours=random.Random(step).choice([1, 30, 700]))
        store.publish([delivery(rows(frame, at, operation), source="visit", target="visit")], AS_OF.to_pydatetime())
        path = tmp_path / (tmp_path / "CURRENT").read_text().strip()
        again = tmp_path / "again.db"
        shutil.copyfile(path, again)
        shutil.copyfile(path, tmp_path / "seen.db")  # the store holds its own file open
        measured_whole(again, store)
        for table in ("measured", "current_observation"):
            found, expected = measured(tmp_path / "seen.db", table), measured(again, table)
            assert len(expected) > 30
            pd.testing.assert_frame_equal(found, expected)
