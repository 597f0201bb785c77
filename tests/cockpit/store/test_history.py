"""Time travel: published vintages and measured values as they stood, and what changed between two snapshots."""

from datetime import date, datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.store.current import at_snapshot
from cockpit.store.difference import difference
from cockpit.store.query import Query, statement
from tests.cockpit.store.conftest import RECORDS, chunk, delivery, published

DAY1, DAY2, DAY3 = (datetime(2026, 11, day, 12) for day in (20, 21, 22))


def event(number: int, finished: str | None, at: str, operation: str = "I") -> dict:
    row = {
        name: (None if column.type == "text" else float("nan") if column.type in ("number", "integer") else pd.NaT)
        for name, column in RECORDS["grid_event"].columns.items()
    }
    told = {
        "event_id": f"E{number}", "region_code": "330902001001", "report_time": pd.Timestamp("2026-10-05 08:00"),
        "accept_time": pd.Timestamp("2026-10-05 09:00"), "deadline": pd.Timestamp("2026-10-20"), "is_duplicate": 0,
        "finish_time": pd.Timestamp(finished) if finished else pd.NaT, "status": "closed" if finished else "accepted",
        "_changed_at": pd.Timestamp(at), "_sequence": number, "_operation": operation, "_row": number,
    }  # fmt: skip
    return row | told


def events(*rows: dict):
    frame = pd.DataFrame(list(rows))
    for name, column in RECORDS["grid_event"].columns.items():
        if column.type in ("datetime", "date"):
            frame[name] = pd.to_datetime(frame[name])
        elif column.type == "integer":
            frame[name] = frame[name].astype("Int64")
    return delivery(chunk(frame.to_dict("records")), source="grid_event", target="grid_event")


@pytest.fixture
def three_days(store, publish):
    """Day 1: one vintage, two events. Day 2: a revision, one event more. Day 3: a withdrawal, an event deleted."""
    observed = {"source": "econ_macro_obs", "target": "observation"}
    publish(
        delivery(chunk([published(5.0, "2026-11-05")]), **observed),
        events(event(1, None, "2026-11-20"), event(2, None, "2026-11-20")),
        at=DAY1,
    )
    publish(delivery(chunk([published(6.0, "2026-11-21")]), **observed), events(event(3, None, "2026-11-21")), at=DAY2)
    gone = published(6.0, "2026-11-21", operation="D", _changed_at="2026-11-22 09:00:00")
    publish(delivery(chunk([gone]), **observed), events(event(1, None, "2026-11-22", "D")), at=DAY3)
    return store


def value(store, indicator: str, day: date | None) -> float | None:
    query = Query((indicator,), ("330900",), ("M",), start=date(2026, 10, 1), end=date(2026, 11, 1), as_of=day)
    frame = store.generation().read(statement(store.tables, query))
    frame = frame[frame["dimension"] == ""]
    return float(frame["value"].iloc[0]) if len(frame) else None


@pytest.mark.parametrize(("day", "expected"), [(20, 5.0), (21, 6.0), (22, 5.0)])
def test_a_published_value_is_the_one_known_that_day_withdrawals_included(three_days, day, expected):
    assert value(three_days, "port.cargo_ytd", date(2026, 11, day)) == expected
    assert value(three_days, "port.cargo_ytd", None) == 5.0


@pytest.mark.parametrize(("day", "expected"), [(20, 2.0), (21, 3.0), (22, 2.0)])
def test_a_measured_value_is_the_one_that_was_measured_then(three_days, day, expected):
    assert value(three_days, "grid.events", date(2026, 11, day)) == expected
    assert value(three_days, "grid.events", None) == 2.0


def test_before_the_first_snapshot_only_periods_that_had_ended_are_told(three_days):
    assert value(three_days, "grid.events", date(2026, 11, 10)) == 2.0
    assert value(three_days, "grid.events", date(2026, 10, 15)) is None
    assert value(three_days, "port.cargo_ytd", date(2026, 11, 10)) == 5.0
    assert value(three_days, "port.cargo_ytd", date(2026, 11, 1)) is None


def differences(store, earlier: int, later: int) -> dict[str, tuple[str, float | None, float | None]]:
    frame = store.generation().read(difference(store.tables, earlier, later))
    own = frame[(frame["region"] == "330900") & (frame["grain"] == "M") & (frame["dimension"] == "")]
    own = own[own["indicator"].isin(["port.cargo_ytd", "grid.events"]) & (own["period_start"] == "2026-10-01")]
    none = own.astype(object).where(own.notna(), None)
    return {row.indicator: (row.kind, row.before, row.after) for row in none.itertuples()}


def test_the_difference_of_two_snapshots_is_what_changed_between_them(three_days):
    assert differences(three_days, 1, 2) == {
        "port.cargo_ytd": ("changed", 5.0, 6.0),
        "grid.events": ("changed", 2.0, 3.0),
    }
    assert differences(three_days, 2, 3) == {
        "port.cargo_ytd": ("changed", 6.0, 5.0),
        "grid.events": ("changed", 3.0, 2.0),
    }
    assert differences(three_days, 1, 3) == {}
    assert differences(three_days, 2, 2) == {}


def test_the_history_of_every_snapshot_agrees_with_what_was_current_then(store, publish):
    """The state told from the last file for each earlier snapshot is the very table that snapshot's file holds."""
    kept = []
    for number, day in enumerate((DAY1, DAY2, DAY3), start=1):
        publish(events(event(number, "2026-10-06" if number % 2 else None, f"2026-11-{19 + number}")), at=day)
        current = store.tables.current
        kept.append(_told(store.generation().read(_plain(current))))
    for day, then in zip((20, 21, 22), kept, strict=True):
        query = Query(tuple(sorted({key[0] for key in then})), dimension=None, as_of=date(2026, 11, day))
        measured = _told(store.generation().read(statement(store.tables, query)))
        assert measured == then
        assert len(then) > 10


def _plain(table):
    return sa.select(table).where(
        table.c.batch == 0, table.c.indicator.in_(["grid.events", "grid.close_rate", "grid.overdue_open"])
    )


def _told(frame: pd.DataFrame) -> dict:
    keys = ["indicator", "region", "grain", "period_start", "basis", "dimension", "member"]
    return {
        tuple(row[name] for name in keys): None if pd.isna(row["value"]) else row["value"]
        for _, row in frame.iterrows()
    }


EXPORT, IMPORT, TRADE = "econ.export_ytd", "econ.import_ytd", "econ.trade_ytd"


@pytest.fixture
def traded(store, publish):
    """Day 1: exports 700 and imports 2,100. Day 2: imports revised to 2,200. Day 3: the customs publish 2,950 itself."""
    told = {"source": "econ_macro_obs", "target": "observation"}
    first = [published(700.0, "2026-11-18", indicator=EXPORT), published(2100.0, "2026-11-19", indicator=IMPORT)]
    publish(delivery(chunk(first), **told), at=DAY1)
    publish(delivery(chunk([published(2200.0, "2026-11-21", indicator=IMPORT)]), **told), at=DAY2)
    publish(delivery(chunk([published(2950.0, "2026-11-22", indicator=TRADE)]), **told), at=DAY3)
    return store


@pytest.mark.parametrize(
    ("day", "expected"), [(17, None), (18, None), (19, 2800.0), (20, 2800.0), (21, 2900.0), (22, 2950.0)]
)
def test_a_derived_value_follows_from_what_was_known_that_day(traded, day, expected):
    assert value(traded, TRADE, date(2026, 11, day)) == expected
    assert value(traded, TRADE, None) == 2950.0


def test_asking_for_its_parts_brings_no_derived_value_along_and_asking_for_it_brings_no_parts(traded):
    def codes(*asked):
        query = Query(asked, as_of=date(2026, 11, 21))
        return traded.generation().read(statement(traded.tables, query))["indicator"].tolist()

    assert (codes(IMPORT), codes(TRADE), codes(EXPORT, TRADE)) == ([IMPORT], [TRADE], [EXPORT, TRADE])


def test_the_difference_of_two_snapshots_shows_what_followed_from_others(traded):
    def changed(earlier, later):
        frame = traded.generation().read(difference(traded.tables, earlier, later))
        return {row.indicator: (row.kind, row.before, row.after) for row in frame.itertuples()}

    assert changed(1, 2) == {IMPORT: ("changed", 2100.0, 2200.0), TRADE: ("changed", 2800.0, 2900.0)}
    assert changed(2, 3) == {TRADE: ("changed", 2900.0, 2950.0)}
    assert changed(1, 1) == {}


def test_what_is_told_of_each_snapshot_is_what_stood_in_it_with_all_that_was_derived(store, publish):
    told, stood = {"source": "econ_macro_obs", "target": "observation"}, []
    for number, day in enumerate((DAY1, DAY2, DAY3), start=1):
        rows = [
            published(700.0 + number, f"{day:%Y-%m-%d}", indicator=EXPORT),
            published(2100.0 * number, f"{day:%Y-%m-%d}", indicator=IMPORT, region="330900"),
        ]
        publish(delivery(chunk(rows), **told), at=day)
        stood.append(_values(store, store.tables.current))
    assert [len(rows) for rows in stood] == [3, 3, 3]
    assert [_values(store, at_snapshot(store.tables, n).subquery()) for n in (1, 2, 3)] == stood


def _values(store, table):
    frame = store.generation().read(sa.select(table.c.indicator, table.c.value, table.c.status, table.c.note))
    return sorted(map(tuple, frame.itertuples(index=False)))
