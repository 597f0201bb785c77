"""Indicators that no single aggregate can say: records in, numerators and denominators per region and period out.

An engine returns a row per region, grain and period_start (start of a month, or the day of as_of), with its columns
in base units. Regions are the city and the counties; the parts are added up, never the rates (S01).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from metrics import occupancy, repeats
from metrics.region import CITY

Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Engine:
    """What an engine reads and gives.

    Args:
        records: names of the records it needs, the one whose as_of counts first.
        columns: its numerators and denominators.
        compute: frames by record name and as_of → region str, grain str, period_start datetime64, columns float64.
    """

    records: tuple[str, ...]
    columns: tuple[str, ...]
    compute: Callable[[Frames, datetime], pd.DataFrame]


def city_and_counties(parts: pd.DataFrame, region: str, keys: list[str]) -> pd.DataFrame:
    """Sums of parts by county (first six digits of the column `region`) and for the city, by the other keys."""
    counties = (
        parts.assign(region=parts[region].str[:6]).groupby(["region", *keys], as_index=False).sum(numeric_only=True)
    )
    city = counties.drop(columns="region").groupby(keys, as_index=False).sum(numeric_only=True).assign(region=CITY)
    return pd.concat([city, counties], ignore_index=True)


def berth_hours(frames: Frames, as_of: datetime) -> pd.DataFrame:
    """available, occupied, working: hours of all berths of a region in every whole month since the first stay."""
    places = frames["port_berth"].rename(columns={"berth_id": "place"})
    calls = frames["vessel_call"]
    stays = occupancy.by_place(calls[(calls["status"] != "cancelled") & calls["berth_time"].notna()], "berth_ids")
    stays = stays[stays["place"].isin(places["place"])]
    if stays.empty:
        return pd.DataFrame(columns=["region", "grain", "period_start", "available", "occupied", "working"])
    months = pd.date_range(stays["berth_time"].min().to_period("M").start_time, as_of, freq="MS")
    parts = [_month_of_berths(stays, places, month) for month in months if month + pd.DateOffset(months=1) <= as_of]
    return city_and_counties(pd.concat(parts), "region_code", ["grain", "period_start"])


def _month_of_berths(stays: pd.DataFrame, places: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    until = month + pd.DateOffset(months=1)
    there = stays[(stays["berth_time"] < until) & ~(stays["unberth_time"] <= month)]
    hours = occupancy.berths(there, places, month.to_pydatetime(), until.to_pydatetime())
    named = hours[["available", "occupied", "working"]].join(places.set_index("place")["region_code"])
    return named.assign(grain="M", period_start=month)


def anchorage_places(frames: Frames, as_of: datetime) -> pd.DataFrame:
    """taken: vessels lying at anchor now; places: what the anchorages hold (one vessel, one place)."""
    calls = frames["vessel_call"]
    anchored = calls[(calls["status"] == "anchored") & calls["anchorage_id"].notna()]
    taken = anchored.groupby("anchorage_id").size().rename("taken")
    sites = frames["port_anchorage"].dropna(subset=["capacity"]).set_index("anchorage_id")
    parts = pd.DataFrame({"region_code": sites["region_code"], "places": sites["capacity"].astype(float)})
    parts["taken"] = taken.reindex(sites.index, fill_value=0).astype(float)
    return city_and_counties(_today(parts, as_of), "region_code", ["grain", "period_start"])


def fulltime_grids(frames: Frames, as_of: datetime) -> pd.DataFrame:
    """staffed: grids with a full-time member on duty; grids: all grids."""
    members = frames["grid_member"]
    staffed = set(members.loc[(members["role"] == "full") & (members["on_duty"] == 1), "grid_code"])
    grids = frames["grid_info"].sort_values("valid_from").drop_duplicates("grid_code", keep="last")
    parts = pd.DataFrame({"region_code": grids["street_code"], "grids": 1.0})
    parts["staffed"] = grids["grid_code"].isin(staffed).astype(float)
    return city_and_counties(_today(parts, as_of), "region_code", ["grain", "period_start"])


def repeat_tickets(frames: Frames, as_of: datetime) -> pd.DataFrame:
    """repeated: tickets of somebody who asked the same thing within 30 days before; tickets: all, by month accepted."""
    tickets = frames["hotline_ticket"].dropna(subset=["accept_time"])
    again = repeats.repeated(tickets, ["caller_hash", "topic_l2"], "accept_time", days=30)
    parts = pd.DataFrame(
        {"region_code": tickets["region_code"], "tickets": 1.0, "repeated": again.astype(float), "grain": "M",
         "period_start": tickets["accept_time"].dt.to_period("M").dt.start_time}
    )  # fmt: skip
    return city_and_counties(parts, "region_code", ["grain", "period_start"])


def _today(parts: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    return parts.assign(grain="D", period_start=pd.Timestamp(as_of).normalize())


ENGINES: dict[str, Engine] = {
    "berth_hours": Engine(("vessel_call", "port_berth"), ("available", "occupied", "working"), berth_hours),
    "anchorage_places": Engine(("vessel_call", "port_anchorage"), ("taken", "places"), anchorage_places),
    "fulltime_grids": Engine(("grid_member", "grid_info"), ("staffed", "grids"), fulltime_grids),
    "repeat_tickets": Engine(("hotline_ticket",), ("repeated", "tickets"), repeat_tickets),
}
