from datetime import date

import numpy as np
import pandas as pd

from loaders.demo.calendar import Workdays, calendar_columns, fishing_ban


def test_the_holidays_of_october_are_skipped_and_the_moved_day_counts():
    workdays = Workdays()
    days = np.array(["2026-09-30", "2026-10-09"], dtype="M8[D]")
    assert workdays.after(days, 1).astype(str).tolist() == ["2026-10-08", "2026-10-10"]


def test_after_the_last_notice_weekdays_count():
    days = np.array(["2026-12-31"], dtype="M8[D]")
    assert Workdays().after(days, 1).astype(str).tolist() == ["2027-01-01"]


def test_the_fishing_ban_begins_in_may_and_ends_on_16_september():
    days = np.array(["2026-04-30", "2026-05-01", "2026-09-15", "2026-09-16"], dtype="M8[D]")
    assert fishing_ban(days).tolist() == [False, True, True, False]


def test_the_calendar_file_knows_spring_festival(small):
    frame = pd.read_csv(small.drop / "dim_calendar.csv", dtype=str, encoding="utf-8-sig").set_index("the_date")
    assert frame.loc["2026-02-17", "spring_festival_offset"] == "0"
    assert frame.loc["2026-02-17", "holiday_name"] == "春节"
    assert frame.loc["2026-10-10", "is_workday"] == "1"
    assert len(frame) == 8 * 365 + 2


def test_offsets_point_to_the_nearest_festival():
    columns = calendar_columns(date(2026, 1, 28), date(2026, 1, 29))
    assert columns["spring_festival_offset"].tolist() == [-20, -19]
