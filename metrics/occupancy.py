"""How long places were occupied: the union of intervals, never their sum (traps.md 27).

Source of the formulas and of the worked figures: 泊位占用率、作业率、相对作业率 (F23).
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd


def by_place(calls: pd.DataFrame, column: str) -> pd.DataFrame:
    """One row per place of each call: a vessel across two berths occupies both.

    Args:
        column: text with comma-separated place codes.

    Returns: the calls with a column `place`; calls without a place are left out.
    """
    split = calls.assign(place=calls[column].str.split(r"[,;、]", regex=True)).explode("place")
    place = split["place"].str.strip()
    return split.assign(place=place)[place.notna() & (place != "")]


def occupied_hours(
    stays: pd.DataFrame, since: datetime, until: datetime, start: str = "start", end: str = "end"
) -> pd.Series:
    """Hours in which each place was taken inside [since, until).

    Args:
        stays: columns place str, and start, end datetime64 under the names given; end NaT = still there. A stay
            without start, or one that ends before it begins, occupies nothing.

    Returns: float64 by place; places never taken are absent.
    """
    first, last = pd.Timestamp(since), pd.Timestamp(until)
    known = stays[stays[start].notna()]
    begun = known[start].where(known[start] > first, first)
    left = known[end].where(known[end] < last, last)
    spans = pd.DataFrame({"place": known["place"], "start": begun, "end": left})
    spans = spans[spans["end"] > spans["start"]].sort_values(["place", "start"], ignore_index=True)
    reached = spans.groupby("place")["end"].cummax().groupby(spans["place"]).shift()
    new = spans["end"] - spans["start"].where(reached.isna() | (reached < spans["start"]), reached)
    return new.dt.total_seconds().clip(lower=0).groupby(spans["place"]).sum() / 3600


def available_hours(places: pd.DataFrame, since: datetime, until: datetime) -> pd.Series:
    """Calendar hours of each place inside [since, until).

    Args:
        places: columns place str, valid_from, valid_to datetime64 (NaT = open; valid_to is the first day out of use).
    """
    first, last = pd.Timestamp(since), pd.Timestamp(until)
    begin = places["valid_from"].where(places["valid_from"] > first, first)
    finish = places["valid_to"].where(places["valid_to"] < last, last)
    span = finish - begin
    return span.dt.total_seconds().clip(lower=0).div(3600).groupby(places["place"]).sum()


def berths(stays: pd.DataFrame, places: pd.DataFrame, since: datetime, until: datetime) -> pd.DataFrame:
    """Occupancy of every berth, those never used too.

    Args:
        stays: columns place, berth_time, unberth_time, work_start, work_end (as `by_place` gives them).
        places: columns place, valid_from, valid_to.

    Returns: by place: available, occupied, working (hours), occupancy, working_rate, relative (fractions; NaN where
        the denominator is 0).
    """
    available = available_hours(places, since, until)
    begun = stays[stays["work_start"].notna()]
    # Work that has no end on record is only known to go on while the vessel lies there.
    ended = begun["work_end"].where(begun["work_end"].notna(), begun["unberth_time"])
    taken = occupied_hours(stays, since, until, "berth_time", "unberth_time")
    worked = occupied_hours(begun.assign(work_end=ended), since, until, "work_start", "work_end")
    hours = pd.DataFrame(
        {
            "available": available,
            "occupied": taken.reindex(available.index, fill_value=0.0),
            "working": worked.reindex(available.index, fill_value=0.0),
        }
    )
    return rates(hours)


def total(hours: pd.DataFrame) -> pd.Series:
    """The rates of all berths together: sums over sums, never a mean of rates (S01)."""
    return rates(hours[["available", "occupied", "working"]].sum().to_frame().T).iloc[0]


def rates(hours: pd.DataFrame) -> pd.DataFrame:
    """occupancy = occupied ÷ available; working_rate = working ÷ available; relative = working ÷ occupied."""
    available, occupied = (hours[name].where(hours[name] > 0) for name in ("available", "occupied"))
    return hours.assign(
        occupancy=hours["occupied"] / available,
        working_rate=hours["working"] / available,
        relative=hours["working"] / occupied,
    )
