"""Measured indicators against plain pandas on random events: ends of periods, nothing over nothing, regions, breakdowns."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from cockpit.store.query import Query, statement
from tests.cockpit.store.conftest import RECORDS, chunk, delivery

AS_OF = pd.Timestamp("2026-11-20 10:00:00")
TOWNS = ("330902001", "330902002", "330903001", "330921001")


def events(seed: int, count: int = 400) -> pd.DataFrame:
    """Events of August to November with every awkward case: midnight at month ends, open ones, duplicates, extensions."""
    draw = np.random.default_rng(seed)
    start = pd.Timestamp("2026-08-01")
    report = start + pd.to_timedelta(draw.integers(0, 110 * 24, count), unit="h")
    report = report.where(draw.random(count) > 0.05, pd.Timestamp("2026-10-01"))  # midnight belongs to October
    accept = report + pd.to_timedelta(draw.integers(0, 300, count), unit="m")
    finish = accept + pd.to_timedelta(draw.integers(1, 400, count), unit="h")
    finish = finish.where((draw.random(count) > 0.15) & (finish <= AS_OF))
    deadline = report + pd.to_timedelta(draw.integers(24, 240, count), unit="h")
    extend = (deadline + pd.Timedelta(hours=48)).where(draw.random(count) < 0.1)
    frame = pd.DataFrame(dict.fromkeys(RECORDS["grid_event"].columns), index=range(count))
    told = {
        "event_id": [f"E{n}" for n in range(count)], "event_type_l1": draw.choice(["平安法治", "公共服务"], count),
        "source": draw.choice(["grid", "12345"], count), "level": "1", "region_code": draw.choice(TOWNS, count),
        "report_time": report, "accept_time": accept, "dispatch_time": accept, "deadline": deadline, "finish_time": finish,
        "extend_until": extend, "return_count": draw.integers(0, 3, count), "rework_count": 0, "extend_count": 0,
        "is_duplicate": (draw.random(count) < 0.08).astype(int),
        "_changed_at": AS_OF, "_sequence": range(count), "_operation": "U", "_row": range(1, count + 1),
    }  # fmt: skip
    for name, values in told.items():
        frame[name] = values
    for name, column in RECORDS["grid_event"].columns.items():
        if column.type == "datetime":
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        elif column.type in ("number", "integer"):
            frame[name] = pd.to_numeric(frame[name])
    return frame


def ratio(top: pd.Series, bottom: pd.Series) -> float | None:
    return None if bottom.sum() == 0 else top.sum() / bottom.sum()


def oracle(frame: pd.DataFrame, code: str) -> dict[str, float | None]:
    """Month → value, written out by hand from the definitions of the catalog."""
    due = frame["extend_until"].fillna(frame["deadline"])
    single = frame["is_duplicate"] != 1
    done, closed = frame["finish_time"] <= due, frame["finish_time"].notna()
    spent = (frame["finish_time"] - frame["accept_time"]).dt.total_seconds()
    ways = {
        "grid.events": (frame["report_time"], frame["event_id"].notna(), None),
        "grid.close_rate": (frame["report_time"].where(single), closed, single),
        "grid.ontime_rate": (due.where(single & (due <= AS_OF)), done, single),
        "grid.avg_hours": (frame["finish_time"], spent, closed),
        "grid.return_rate": (frame["dispatch_time"], frame["return_count"], frame["dispatch_time"].notna()),
        "grid.accept_timely": (
            frame["report_time"], (frame["accept_time"] - frame["report_time"]).dt.total_seconds() <= 7200,
            frame["report_time"].notna(),
        ),
    }  # fmt: skip
    when, top, bottom = ways[code]
    months = when.dt.strftime("%Y-%m")
    groups = {month: months == month for month in sorted(months.dropna().unique())}
    return {
        month: float(top[rows].sum()) if bottom is None else ratio(top[rows], bottom[rows])
        for month, rows in groups.items()
    }


def measured(store, code: str, region: str = "330900", dimension: str = "") -> pd.DataFrame:
    asked = Query((code,), (region,), grains=("M",), dimension=dimension)
    return store.generation().read(statement(store.tables, asked))


def by_month(frame: pd.DataFrame) -> dict[str, float | None]:
    return {
        f"{start:%Y-%m}": None if pd.isna(value) else value
        for start, value in zip(frame["period_start"], frame["value"], strict=True)
    }


CODES = (
    "grid.events",
    "grid.close_rate",
    "grid.ontime_rate",
    "grid.avg_hours",
    "grid.return_rate",
    "grid.accept_timely",
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_formula_gives_what_pandas_gives_for_city_county_and_breakdown(store, publish, seed):
    frame = events(seed)
    publish(delivery(chunk(frame), source="grid_event", target="grid_event"))
    for code in CODES:
        assert by_month(measured(store, code)) == pytest.approx(oracle(frame, code)), code
        county = frame[frame["region_code"].str.startswith("330902")]
        assert by_month(measured(store, code, "330902")) == pytest.approx(oracle(county, code)), code
        kinds = measured(store, code, dimension="event_type_l1")
        for kind in ("平安法治", "公共服务"):
            own = frame[frame["event_type_l1"] == kind]
            assert by_month(kinds[kinds["member"] == kind]) == pytest.approx(oracle(own, code)), (code, kind)


def test_an_event_at_midnight_of_the_first_belongs_to_the_new_month(store, publish):
    frame = events(1, 2).assign(report_time=pd.to_datetime(["2026-09-30 23:59:59", "2026-10-01 00:00:00"]))
    publish(delivery(chunk(frame), source="grid_event", target="grid_event"))
    assert by_month(measured(store, "grid.events")) == {"2026-09": 1.0, "2026-10": 1.0}


def test_nothing_over_nothing_is_missing_and_never_zero(store, publish):
    frame = events(1, 3).assign(is_duplicate=1)
    publish(delivery(chunk(frame), source="grid_event", target="grid_event"))
    values = by_month(measured(store, "grid.close_rate"))
    assert set(values.values()) <= {None}


def test_what_stands_open_now_is_counted_as_of_the_data_and_zero_is_zero(store, publish):
    frame = events(2)
    publish(delivery(chunk(frame), source="grid_event", target="grid_event"))
    due = frame["extend_until"].fillna(frame["deadline"])
    late = frame["finish_time"].isna() & (due < AS_OF) & (frame["is_duplicate"] != 1)
    asked = Query(("grid.overdue_open",), ("330900", "330921"), grains=("D",))
    found = store.generation().read(statement(store.tables, asked)).set_index("region")["value"].to_dict()
    assert found == {"330900": float(late.sum()), "330921": float(late[frame["region_code"].str[:6] == "330921"].sum())}
    assert found["330900"] > 0


def test_cumulative_indicators_add_up_from_january_and_begin_anew_each_year(store, publish):
    ends = ["2025-11-15", "2025-12-15", "2026-01-15", "2026-02-15", "2026-02-20"]
    frame = pd.DataFrame(dict.fromkeys(RECORDS["bunker_supply"].columns), index=range(5)).assign(
        order_id=[f"B{n}" for n in range(5)], fuel_type="LSFO", supplier="演示供油", end_time=pd.to_datetime(ends),
        supplied_t=[1.0, 2.0, 4.0, 8.0, 16.0], is_local_supply=[1, 1, 1, 1, 0],
        _changed_at=AS_OF, _sequence=range(5), _operation="U", _row=range(1, 6),
    )  # fmt: skip
    for name, column in RECORDS["bunker_supply"].columns.items():
        if column.type == "datetime":
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    publish(delivery(chunk(frame), source="bunker_supply", target="bunker_supply"))
    assert by_month(measured(store, "port.bunker_supply")) == {
        "2025-11": 1.0,
        "2025-12": 3.0,
        "2026-01": 4.0,
        "2026-02": 12.0,
    }


def test_measured_values_of_demonstration_data_are_marked(store, publish):
    publish(delivery(chunk(events(1, 5)), source="grid_event", target="grid_event", demo=True))
    assert set(measured(store, "grid.events")["status"]) == {"mock"}


def test_a_catalog_with_another_formula_measures_anew_without_new_rows(store, publish, monkeypatch):
    publish(delivery(chunk(events(1)), source="grid_event", target="grid_event"))
    monkeypatch.setattr("cockpit.store.publish.meaning", lambda *_: "another edition")
    publication = store.publish([], datetime(2026, 11, 24))
    assert publication.snapshot.id == 2
    assert store.publish([], datetime(2026, 11, 25)).snapshot.id == 2
