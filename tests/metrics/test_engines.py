"""Engines: parts are added up over counties, rates never."""

from datetime import datetime

import pandas as pd
import pytest

from metrics.engines import anchorage_places, berth_hours, city_and_counties, fulltime_grids, repeat_tickets

AS_OF = datetime(2026, 11, 23, 8)


def rows(frame, *columns):
    return {row["region"]: tuple(row[list(columns)]) for _, row in frame.iterrows()}


def calls(*stays):
    columns = ["berth_ids", "berth_time", "unberth_time", "work_start", "work_end", "status", "anchorage_id"]
    frame = pd.DataFrame(stays, columns=columns)
    for name in columns[1:5]:
        frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d %H:%M")
    return frame


BERTHS = pd.DataFrame(
    {"berth_id": ["A1", "A2", "B1"], "region_code": ["330902", "330902", "330921"],
     "valid_from": pd.to_datetime(["2019-01-01"] * 3), "valid_to": pd.to_datetime([None] * 3)}
)  # fmt: skip


def test_towns_add_to_their_county_and_counties_to_the_city():
    parts = pd.DataFrame({"code": ["330902001", "330902002", "330921001"], "month": [1, 1, 1], "n": [1.0, 2.0, 4.0]})
    assert rows(city_and_counties(parts, "code", ["month"]), "n") == {
        "330902": (3.0,),
        "330921": (4.0,),
        "330900": (7.0,),
    }


def test_the_hours_of_the_city_are_those_of_its_berths_and_two_vessels_at_one_berth_count_once():
    stays = calls(
        ("A1", "2026-09-01 00:00", "2026-09-01 10:00", "2026-09-01 02:00", "2026-09-01 08:00", "departed", None),
        ("A1", "2026-09-01 05:00", "2026-09-01 15:00", "2026-09-01 06:00", "2026-09-01 10:00", "departed", None),
        ("B1", "2026-09-02 00:00", "2026-09-03 00:00", "2026-09-02 00:00", "2026-09-02 12:00", "departed", None),
        ("B1", "2026-09-05 00:00", "2026-09-06 00:00", None, None, "cancelled", None),
    )
    found = berth_hours({"vessel_call": stays, "port_berth": BERTHS}, datetime(2026, 10, 15))
    assert rows(found, "available", "occupied", "working") == {
        "330902": (1440.0, 15.0, 8.0), "330921": (720.0, 24.0, 12.0), "330900": (2160.0, 39.0, 20.0),
    }  # fmt: skip


def test_a_stay_across_the_month_end_counts_in_both_months_and_the_unfinished_month_not_at_all():
    stays = calls(("A1", "2026-08-31 12:00", "2026-09-01 12:00", None, None, "departed", None),
                  ("A1", "2026-10-01 00:00", None, None, None, "berthed", None))  # fmt: skip
    found = berth_hours({"vessel_call": stays, "port_berth": BERTHS}, datetime(2026, 10, 15))
    city = found[found["region"] == "330900"]
    assert [(f"{start:%Y-%m}", hours) for start, hours in zip(city["period_start"], city["occupied"], strict=True)] == [
        ("2026-08", 12.0), ("2026-09", 12.0),
    ]  # fmt: skip


def test_without_any_stay_there_is_no_row():
    assert len(berth_hours({"vessel_call": calls(), "port_berth": BERTHS}, AS_OF)) == 0


def test_anchorages_without_a_vessel_still_offer_their_places():
    sites = pd.DataFrame({"anchorage_id": ["M1", "M2"], "region_code": ["330903", "330903"], "capacity": [10, 5]})
    lying = calls((None, None, None, None, None, "anchored", "M1"), (None, None, None, None, None, "departed", "M1"))
    found = anchorage_places({"vessel_call": lying, "port_anchorage": sites}, AS_OF)
    assert rows(found, "taken", "places") == {"330903": (1.0, 15.0), "330900": (1.0, 15.0)}


def test_a_grid_is_staffed_by_a_full_time_member_on_duty_and_counted_once():
    members = pd.DataFrame(
        {"grid_code": ["g1", "g1", "g2", "g3"], "role": ["full", "full", "part", "full"], "on_duty": [1, 1, 1, 0]}
    )
    grids = pd.DataFrame(
        {
            "grid_code": ["g1", "g1", "g2", "g3"],
            "street_code": ["330902001"] * 4,
            "valid_from": ["2019", "2023", "2019", "2019"],
        }
    )
    found = fulltime_grids({"grid_member": members, "grid_info": grids}, AS_OF)
    assert rows(found, "staffed", "grids") == {"330902": (1.0, 3.0), "330900": (1.0, 3.0)}


@pytest.mark.parametrize("days", [29, 31])
def test_a_repeated_ticket_counts_in_the_month_it_was_accepted(days):
    first = pd.Timestamp("2026-09-15")
    tickets = pd.DataFrame(
        {"caller_hash": ["a", "a"], "topic_l2": ["路灯", "路灯"], "region_code": ["330902001", "330902001"],
         "accept_time": [first, first + pd.Timedelta(days=days)]}
    )  # fmt: skip
    found = repeat_tickets({"hotline_ticket": tickets}, AS_OF)
    october = found[(found["region"] == "330900") & (found["period_start"] == pd.Timestamp("2026-10-01"))]
    assert (october["repeated"].item(), october["tickets"].item()) == (1.0 if days <= 30 else 0.0, 1.0)
