"""Whom a daily active count may count: one device that logs in as many persons is farmed, and is told, not counted.

Source: traps.md 24. Nothing is thrown away: what is left out of the effective count stands beside it.
"""

from __future__ import annotations

import pandas as pd

#: Accounts of one device on one day beyond which none of its log-ins counts (family members share a telephone).
MOST_ACCOUNTS = 5


def daily_active(logins: pd.DataFrame, most: int = MOST_ACCOUNTS) -> pd.DataFrame:
    """Distinct users per day, the effective ones among them, and those seen on anomalous devices only.

    Args:
        logins: columns day datetime64 (midnight), user str, device str (missing = not known, judged neither way).

    Returns: columns day, dau, effective, anomalous, devices int64; dau = effective + anomalous; devices = anomalous ones.
    """
    accounts = logins.groupby(["day", "device"])["user"].transform("nunique")
    farmed = accounts > most  # a missing device has no count and is never farmed
    by_user = logins.assign(farmed=farmed).groupby(["day", "user"])["farmed"].all()
    days = by_user.groupby("day").agg(dau="size", anomalous="sum").astype("int64")
    devices = logins[farmed].groupby("day")["device"].nunique().reindex(days.index, fill_value=0)
    told = days.assign(effective=days["dau"] - days["anomalous"], devices=devices.astype("int64"))
    return told.reset_index()[["day", "dau", "effective", "anomalous", "devices"]]
