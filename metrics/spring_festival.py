"""Where a day stands to the Spring Festival, which wanders through January and February."""

from __future__ import annotations

from datetime import date

import pandas as pd

#: New Year's Day of the lunar calendar (Purple Mountain Observatory).
NEW_YEAR = {
    2016: date(2016, 2, 8), 2017: date(2017, 1, 28), 2018: date(2018, 2, 16), 2019: date(2019, 2, 5),
    2020: date(2020, 1, 25), 2021: date(2021, 2, 12), 2022: date(2022, 2, 1), 2023: date(2023, 1, 22),
    2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
    2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 3),
}  # fmt: skip
#: Days before and after New Year's Day in which life is unlike other days (the travel season is 40 days long).
BEFORE, AFTER = 15, 25


def offsets(days: pd.Series) -> pd.Series:
    """Days from New Year's Day of the same year (negative before), missing outside the season. Int64."""
    start = pd.to_datetime(days.dt.year.map(NEW_YEAR))
    offset = (days.dt.normalize() - start).dt.days.astype("Int64")
    return offset.where((offset >= -BEFORE) & (offset <= AFTER))
