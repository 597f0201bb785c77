"""Surges: against like days, with chance and season allowed for."""

import numpy as np
import pandas as pd
import pytest

from metrics.anomaly import looks_back_to, surges
from metrics.spring_festival import NEW_YEAR, offsets


def year(level=20.0, start="2025-04-01", days=200, **at):
    frame = pd.DataFrame({"day": pd.date_range(start, periods=days), "count": level})
    weekend = frame["day"].dt.dayofweek >= 5
    frame["count"] = frame["count"].where(~weekend, level / 2)
    for day, count in at.items():
        frame.loc[frame["day"] == pd.Timestamp(day.lstrip("d").replace("_", "-")), "count"] = count
    return frame


def judged(frame, day):
    return surges(frame).set_index("day").loc[day]


def test_a_day_like_its_weekday_is_none_and_three_times_as_many_is_one():
    assert not judged(year(), "2025-08-06")["surge"]
    row = judged(year(d2025_08_06=60.0), "2025-08-06")
    assert (bool(row["surge"]), row["expected"], row["like"]) == (True, 20.0, 12)


def test_a_saturday_is_compared_with_saturdays():
    row = judged(year(d2025_08_09=30.0), "2025-08-09")
    assert (row["expected"], bool(row["surge"])) == (10.0, True)


def test_two_instead_of_one_is_chance_and_no_surge():
    assert not judged(year(level=1.0, d2025_08_06=2.0), "2025-08-06")["surge"]


def test_without_enough_like_days_nothing_is_judged():
    assert judged(year(), "2025-04-10")["surge"] is pd.NA


def test_a_day_that_was_not_reported_is_not_judged_and_is_no_baseline_of_zero():
    frame = year()
    frame.loc[frame["day"] == "2025-08-06", "count"] = np.nan
    told = surges(frame).set_index("day")
    assert told.loc["2025-08-06", "surge"] is pd.NA
    assert told.loc["2025-08-13", ["expected", "like"]].tolist() == [20.0, 11]


def test_the_rush_of_the_spring_festival_is_compared_with_the_rush_of_other_years():
    frames = []
    for lunar in (2023, 2024, 2025, 2026):
        days = pd.date_range(f"{lunar}-01-01", f"{lunar}-03-31")
        offset = (days - pd.Timestamp(NEW_YEAR[lunar])).days
        frames.append(pd.DataFrame({"day": days, "count": np.where(np.abs(offset) <= 7, 300.0, 30.0)}))
    frame = pd.concat(frames, ignore_index=True)
    eve = pd.Timestamp(NEW_YEAR[2026]) - pd.Timedelta(days=1)
    row = judged(frame, eve)
    assert (row["expected"], bool(row["surge"]), row["like"]) == (300.0, False, 3)
    frame.loc[frame["day"] == eve, "count"] = 600.0
    assert bool(judged(frame, eve)["surge"])


def test_the_season_reaches_from_fifteen_days_before_to_twenty_five_after():
    days = pd.Series(pd.to_datetime(["2026-02-01", "2026-02-02", "2026-02-17", "2026-03-14", "2026-03-15"]))
    assert offsets(days).tolist() == [pd.NA, -15, 0, 25, pd.NA]


def test_only_the_days_asked_for_are_judged_and_they_are_judged_as_among_all():
    days = pd.date_range("2026-05-01", periods=120, freq="D")
    counts = [20.0 + (n * 7) % 5 for n in range(119)] + [60.0]
    frame = pd.DataFrame({"day": days, "count": counts})
    last = surges(frame, since=days[-3])
    assert last.equals(surges(frame).tail(3).reset_index(drop=True))
    assert last["surge"].tolist() == [False, False, True]


@pytest.mark.parametrize("end", ["2025-08-20", "2025-02-10", "2025-03-20"])
def test_days_before_the_ones_that_have_a_say_change_nothing(end):
    last = pd.Timestamp(end)
    first = last - pd.Timedelta(days=13)
    frame = year(start="2019-01-01", days=2400)
    frame["count"] += np.arange(len(frame)) % 11
    long = frame[frame["day"] <= last]
    short = long[long["day"] >= looks_back_to(first, last)]
    assert surges(short, since=first).equals(surges(long, since=first))
