"""Hourly readings of stations and outlets: which day an hour belongs to, and which hours may be judged at all.

An hour carries the moment at which it ends (traps.md 33): 00:00 is the last hour of the day before.
Sources: GB 3095 (a daily mean needs 20 valid hours), HJ 663 (days from hour 1 to hour 24); marks N F M E of the
platform's table pollution_source_hour (domain/source_tables.md): 停运, 校准 and 异常 hours are neither met nor exceeded.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

#: Valid hours that a daily mean needs.
LEAST_HOURS = 20
#: Valid share of the hours in operation below which nothing is judged.
LEAST_VALID = 0.9
NORMAL, STOPPED = "N", "F"


@dataclass(frozen=True)
class Compliance:
    """Hours of an outlet against its limit.

    Args:
        met, exceeded: normal hours at or under the limit, and over it. unjudged: hours stopped, calibrated, faulty
            or without a value. valid_share: normal hours ÷ hours in operation; None when it never ran.
        verdict: 达标, 超标 or 不评价.
    """

    met: int
    exceeded: int
    unjudged: int
    valid_share: float | None
    verdict: str


def day_of_hour(stamps: pd.Series) -> pd.Series:
    """The day each hour belongs to (datetime64 at midnight); the stamp is the hour's end."""
    return (stamps - pd.Timedelta(hours=1)).dt.normalize()


def daily_means(hours: pd.DataFrame) -> pd.DataFrame:
    """Means over hours 1 to 24 of each day.

    Args:
        hours: columns station str, hour datetime64 (end of the hour), value float64, valid bool.

    Returns: columns station, day datetime64, hours int64 (valid ones), mean float64 (missing under 20 valid hours).
    """
    day = day_of_hour(hours["hour"])
    valued = hours["value"].where(hours["valid"].astype(bool))
    grouped = valued.groupby([hours["station"], day.rename("day")])
    told = grouped.agg(hours="count", mean="mean").reset_index()
    return told.assign(mean=told["mean"].where(told["hours"] >= LEAST_HOURS))


def compliance(hours: pd.DataFrame) -> Compliance:
    """What can be said of one outlet and pollutant.

    Args:
        hours: columns value, limit float64, mark str (N normal, F stopped, M calibration, E fault).
    """
    normal = (hours["mark"] == NORMAL) & hours["value"].notna()
    exceeded = int((normal & (hours["value"] > hours["limit"])).sum())
    running = int((hours["mark"] != STOPPED).sum())
    share = int(normal.sum()) / running if running else None
    verdict = "不评价" if share is None or share < LEAST_VALID else "超标" if exceeded else "达标"
    return Compliance(int(normal.sum()) - exceeded, exceeded, int((~normal).sum()), share, verdict)
