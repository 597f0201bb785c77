"""How long berths were occupied."""

import time
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.occupancy import available_hours, berths, by_place, occupied_hours, total

MONTH = (datetime(2026, 4, 1), datetime(2026, 5, 1))


def stays(*rows):
    table = pd.DataFrame(list(rows), columns=["place", "start", "end"])
    return table.assign(**{name: pd.to_datetime(table[name], format="ISO8601") for name in ("start", "end")})


def test_three_vessels_at_one_berth_occupy_the_union_of_their_times():
    three = stays(
        ("1", "2026-04-02 08:00", "2026-04-05 08:00"),  # 72 h
        ("1", "2026-04-03 00:00", "2026-04-07 08:00"),  # 104 h
        ("1", "2026-04-05 16:00", "2026-04-08 12:00"),  # 68 h
    )
    assert ((three["end"] - three["start"]).dt.total_seconds() / 3600).sum() == 244
    assert occupied_hours(three, *MONTH).to_dict() == {"1": 148.0}


def test_one_vessel_across_two_berths_occupies_both():
    calls = pd.DataFrame({"berth_ids": ["1,2"], "start": [datetime(2026, 4, 2)], "end": [datetime(2026, 4, 4, 8)]})
    assert occupied_hours(by_place(calls, "berth_ids"), *MONTH).to_dict() == {"1": 56.0, "2": 56.0}


def test_calls_without_a_berth_occupy_none():
    calls = pd.DataFrame({"berth_ids": ["", None, " 3 "], "n": [1, 2, 3]})
    assert by_place(calls, "berth_ids")[["place", "n"]].values.tolist() == [["3", 3]]


def test_a_stay_inside_another_adds_nothing_and_a_later_one_is_not_swallowed():
    nested = stays(
        ("1", "2026-04-02", "2026-04-12"), ("1", "2026-04-03", "2026-04-04"), ("1", "2026-04-11", "2026-04-13"),
    )  # fmt: skip
    assert occupied_hours(nested, *MONTH)["1"] == 11 * 24


def test_only_the_hours_inside_the_span_count():
    crossing = stays(
        ("1", "2026-03-20", "2026-04-02"), ("1", "2026-04-30", "2026-06-01"), ("1", "2026-06-02", "2026-06-03")
    )
    assert occupied_hours(crossing, *MONTH)["1"] == 48


def test_a_vessel_still_there_occupies_up_to_now():
    assert occupied_hours(stays(("1", "2026-04-29", None)), MONTH[0], datetime(2026, 4, 30))["1"] == 24


def test_stays_without_beginning_or_ending_before_they_begin_occupy_nothing():
    assert occupied_hours(stays(("1", None, "2026-04-03"), ("1", "2026-04-05", "2026-04-04")), *MONTH).empty


def test_the_worked_figures_of_the_source_are_reached():
    hours = pd.DataFrame({"available": [720.0] * 3, "occupied": [500, 480, 454.0], "working": [400, 380, 326.0]})
    found = total(hours)
    assert (found["occupied"], found["working"], found["available"]) == (1434, 1106, 2160)
    assert [round(found[name] * 100, 1) for name in ("occupancy", "working_rate", "relative")] == [66.4, 51.2, 77.1]


def harbour(*rows):
    names = ["place", "berth_time", "unberth_time", "work_start", "work_end"]
    table = pd.DataFrame(list(rows), columns=names)
    return table.assign(**{name: pd.to_datetime(table[name], format="ISO8601") for name in names[1:]})


def places(*codes, since=None, until=None):
    return pd.DataFrame(
        {
            "place": codes,
            "valid_from": pd.to_datetime([since] * len(codes)),
            "valid_to": pd.to_datetime([until] * len(codes)),
        }
    )


def test_a_berth_never_used_stands_in_the_denominator():
    found = berths(harbour(("1", "2026-04-01", "2026-04-16", "2026-04-01", "2026-04-11")), places("1", "2"), *MONTH)
    assert found["occupancy"].to_dict() == {"1": 0.5, "2": 0.0}
    assert np.isnan(found.loc["2", "relative"])
    assert total(found)["occupancy"] == 0.25
    assert total(found)["relative"] == pytest.approx(2 / 3)


def test_work_without_a_recorded_end_is_counted_up_to_leaving_the_berth():
    found = berths(harbour(("1", "2026-04-01", "2026-04-03", "2026-04-02", None)), places("1"), *MONTH)
    assert found.loc["1", "working"] == 24


def test_a_berth_opened_in_mid_month_offers_only_its_own_days():
    assert available_hours(places("1", since="2026-04-21", until="2026-04-26"), *MONTH)["1"] == 5 * 24
    assert available_hours(places("1"), *MONTH)["1"] == 720


SPANS = st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 700), st.integers(0, 200)), max_size=25)


def hourly(spans):
    base = pd.Timestamp(MONTH[0])
    return pd.DataFrame(
        [(p, base + pd.Timedelta(hours=s), base + pd.Timedelta(hours=s + n)) for p, s, n in spans],
        columns=["place", "start", "end"],
    ).astype({"start": "datetime64[us]", "end": "datetime64[us]"})


def counted(spans):
    hours = {(p, h) for p, s, n in spans for h in range(s, min(s + n, 720))}
    return {p: float(sum(1 for place, _ in hours if place == p)) for p in {p for p, _ in hours}}


@settings(deadline=None, max_examples=50)
@given(SPANS, st.randoms(use_true_random=False))
def test_occupancy_equals_counting_hours_one_by_one_in_any_order(spans, chance):
    shuffled = spans.copy()
    chance.shuffle(shuffled)
    assert occupied_hours(hourly(shuffled), *MONTH).to_dict() == counted(spans)


@settings(deadline=None, max_examples=50)
@given(SPANS, st.integers(0, 720))
def test_cutting_the_month_in_two_changes_nothing(spans, cut):
    middle = MONTH[0] + pd.Timedelta(hours=cut)
    whole = occupied_hours(hourly(spans), *MONTH)
    halves = occupied_hours(hourly(spans), MONTH[0], middle).add(
        occupied_hours(hourly(spans), middle, MONTH[1]), fill_value=0
    )
    assert halves[halves > 0].to_dict() == whole.to_dict()


def test_half_a_million_calls_take_less_than_two_seconds():
    rng = np.random.default_rng(7)
    count = 500_000
    start = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 365 * 24 * 60, count), unit="min")
    many = pd.DataFrame(
        {
            "place": rng.integers(0, 400, count).astype(str),
            "start": start,
            "end": start + pd.to_timedelta(rng.integers(60, 4000, count), unit="min"),
        }
    )
    begun = time.perf_counter()
    hours = occupied_hours(many, datetime(2026, 1, 1), datetime(2027, 1, 1))
    assert time.perf_counter() - begun < 2
    assert len(hours) == 400 and hours.between(8000, 8760).all()
