from datetime import date

import chinese_calendar
import numpy as np
import pandas as pd
import pytest

from loaders.demo.calendar import Workdays
from loaders.demo.events import World, event_blocks
from loaders.demo.grids import grids
from loaders.demo.land import GEO, inside, rings
from loaders.demo.places import read_places

NOW = np.datetime64("2026-11-23T08:00:00", "s")


@pytest.fixture(scope="module")
def recent():
    """Events reported since May 2026 at full scale."""
    places = read_places()
    world = World(grids(places), places, Workdays(), NOW, 1.0)
    blocks = list(event_blocks(world, np.datetime64("2026-05")))
    frame = pd.concat([pd.DataFrame(block) for block in blocks], ignore_index=True)
    frame["due"] = frame["extend_until"].fillna(frame["deadline"])
    return frame


def _on_time(events):
    return (events["finish_time"] <= events["due"]).mean()


def _due_in_october(events):
    return events[events["due"].between("2026-10-01", "2026-10-31 23:59:59")]


def test_the_city_closes_about_93_percent_in_time(recent):
    october = _due_in_october(recent)
    assert len(october) > 2_500
    assert 0.92 <= _on_time(october) <= 0.945


def test_two_towns_are_clearly_late(recent):
    october = _due_in_october(recent)
    by_town = october.groupby(october["region_code"].str[:9]).apply(_on_time)
    assert set(by_town.nsmallest(2).index) == {"330903100", "330921106"}
    assert by_town.nsmallest(2).max() < 0.85
    assert by_town[october["region_code"].str[:9].value_counts() > 60].nsmallest(3).iloc[-1] > 0.9


def test_one_kind_surges_since_august(recent):
    counts = recent[recent["event_type_l2"] == "电动自行车违规充电"]["report_time"].dt.month.value_counts()
    assert counts[9] > 2 * counts[6]


def test_storm_days_bring_storm_events(recent):
    storms = recent[recent["event_type_l2"] == "防台防汛"]["report_time"].dt.date.value_counts()
    assert set(storms.nlargest(3).index) == {date(2026, 7, 21), date(2026, 8, 14), date(2026, 8, 15)}


def test_weekends_are_quiet(recent):
    weekday = recent["report_time"].dt.day_of_week
    assert (weekday >= 5).mean() < 0.22


def test_deadlines_count_working_days(recent):
    one = recent[(recent["event_type_l2"] == "市容环境") & (recent["level"] == "1")]
    for row in one.dropna(subset=["deadline"]).sample(40, random_state=1).itertuples():
        days = chinese_calendar.get_workdays(row.accept_time.date(), row.deadline.date())
        passed = [day for day in days if day > row.accept_time.date()]
        assert len(passed) == 3
        assert passed[-1] == row.deadline.date()


def test_what_has_not_happened_is_empty(recent):
    assert recent[["report_time", "accept_time", "finish_time", "callback_time"]].max().max() <= pd.Timestamp(NOW)
    opened = recent[recent["finish_time"].isna()]
    assert set(opened["status"]) <= {
        "reported",
        "accepted",
        "dispatched",
        "processing",
        "extended",
        "returned",
        "suspended",
    }
    assert (opened["due"] < pd.Timestamp(NOW)).sum() >= 20


def test_events_at_sea_are_on_the_water_and_others_on_land(recent):
    land = rings(GEO / "zhoushan_counties_small.geojson")
    on_land = inside(recent[["lon", "lat"]].to_numpy(), land)
    sea = (recent["sea_land"] == "sea").to_numpy()
    assert sea.sum() > 100
    assert not on_land[sea].any()
    assert on_land[~sea].mean() > 0.97


def test_types_change_with_the_new_version(small):
    rows = small.clean("grid_event")
    old = rows[rows["report_time"] < "2022-01-01"]
    assert set(old["type_version"]) == {"2017"}
    assert set(rows[rows["report_time"] >= "2022-01-01"]["type_version"]) == {"2022"}


def test_nodes_of_an_event_follow_each_other(small):
    nodes = small.clean("grid_event_node")
    nodes["seq"] = nodes["seq"].astype(int)
    assert nodes["event_id"].nunique() > 50
    for _, steps in nodes.sort_values(["event_id", "seq"]).groupby("event_id"):
        assert list(steps["seq"]) == list(range(1, len(steps) + 1))
        assert steps["node"].iloc[0] == "report"
        assert steps["start_time"].is_monotonic_increasing


def test_grids_cover_every_village_and_the_sea(small):
    rows = small.clean("grid_info")
    assert len(rows) == 428 * 7 + 40
    sea = rows[rows["grid_type"] == "sea"]
    assert sea["grid_code"].str.startswith("S3309").all()
    assert len(sea) == 40


def test_tickets_have_three_five_or_seven_working_days(small):
    rows = small.clean("hotline_ticket")
    days = {"consult": 3, "complaint": 7}
    for row in rows[rows["category"].isin(days)].head(30).itertuples():
        accepted, due = pd.Timestamp(row.accept_time).date(), pd.Timestamp(row.deadline).date()
        passed = [day for day in chinese_calendar.get_workdays(accepted, due) if day > accepted]
        assert len(passed) == days[row.category]
