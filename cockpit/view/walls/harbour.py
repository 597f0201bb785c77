"""The harbour layer: berths, anchorages with their weather, and vessels whose old positions are grey and not counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import dash_svg as svg
import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext
from cockpit.view.geometry import port_areas, project
from cockpit.view.panels.vessels import STALE_MINUTES
from cockpit.view.walls.atlas import WINDOW, Layer, circle, county_boxes
from cockpit.view.walls.lateness import ribbon, span
from cockpit.view.walls.placing import placed
from metrics.region import COUNTIES

_STATES = {1: "anchored", 5: "moored"}
#: Overall score of the sea weather office's forecast (4 best) → class of the anchorage's ring.
_WEATHER = {4: "fit", 3: "fit", 2: "care", 1: "unfit"}
#: The side of a square of sea in which vessels under way are counted together (drawing units).
_SQUARE = 80.0
#: Anchorages with so many vessels waiting are named on the map.
_NAMED = 3


def layer(context: PageContext) -> Layer:
    """What lies in the port now: at berth, at anchor, under way; and whether the anchorages are fit to work in."""
    anchorages = _anchorages(context)
    positions = _positions(context)
    live = positions[positions["live"]]
    newest = positions["ts"].max() if len(positions) else None
    busy = anchorages[anchorages["waiting"] >= _NAMED].sort_values("waiting", ascending=False, kind="stable")
    wanted = [(f"{row['name']} {int(row['waiting'])}艘", row["x"], row["y"]) for _, row in busy.iterrows()]
    late = None
    if newest is not None and not len(live):
        late = ribbon((context.now - newest.to_pydatetime()).total_seconds() / 3600, "船位最近态（AIS）")
    fresh = f"有效船位 {len(live)} 艘，{len(positions) - len(live)} 艘超过 {STALE_MINUTES} 分钟不计"
    marks = [*_crowds(live), *_vessels(positions), *_berths(context), *_rings(anchorages)]
    legend = (
        ("key-moored", "靠泊"), ("key-ring", "锚泊"), ("key-vessel", "在航"), ("key-crowd", "在航密集处"),
        ("key-stale", "船位陈旧"),
    )  # fmt: skip
    return Layer(
        fresh,
        "plain",
        captions=_captions(context, anchorages),
        marks=marks,
        names=placed(wanted, county_boxes(), WINDOW),
        legend=legend,
        note=_weather_note(context),
        late=late,
    )


def _positions(context: PageContext) -> pd.DataFrame:
    """x, y, nav_status, ts, live: younger than STALE_MINUTES by the clock, not by the newest of them (traps.md 20)."""
    position = context.reader.tables.record("vessel_position")
    frame = context.reader.select(sa.select(position).where(position.c.lon.is_not(None), position.c.lat.is_not(None)))
    places = [project(float(lon), float(lat)) for lon, lat in zip(frame["lon"], frame["lat"], strict=True)]
    age = (pd.Timestamp(context.now) - frame["ts"]).dt.total_seconds() / 60
    return frame.assign(x=[x for x, _ in places], y=[y for _, y in places], live=age <= STALE_MINUTES)


def _crowds(live: pd.DataFrame) -> list[Any]:
    """Where vessels under way crowd, as a wall shows it from afar: per square of the sea a disc that grows with them."""
    sailing = live[~live["nav_status"].isin(list(_STATES))]
    squares = sailing.groupby([sailing["x"] // _SQUARE, sailing["y"] // _SQUARE])[["x", "y"]].agg(["mean", "size"])
    crowds = [(own["x", "mean"], own["y", "mean"], own["x", "size"]) for _, own in squares.iterrows()]
    most = max((count for _, _, count in crowds), default=0)
    return [circle(x, y, count, most, "wall-crowd", _SQUARE / 2) for x, y, count in crowds if count > 1]


def _vessels(positions: pd.DataFrame) -> list[Any]:
    ordered = positions.sort_values("live")
    return [_vessel(row) for _, row in ordered.iterrows()]


def _vessel(row: pd.Series) -> Any:
    kind = (
        _STATES.get(int(row["nav_status"]) if pd.notna(row["nav_status"]) else -1, "sailing")
        if row["live"]
        else "stale"
    )
    if kind == "sailing":
        heading = float(row["cog_deg"]) if pd.notna(row["cog_deg"]) else 0.0
        turn = f"translate({row['x']:.1f} {row['y']:.1f}) rotate({heading:.0f})"
        return svg.Path(d="M0 -8L5 6H-5Z", transform=turn, className="wall-vessel sailing")
    return svg.Circle(cx=f"{row['x']:.1f}", cy=f"{row['y']:.1f}", r="4", className=f"wall-vessel {kind}")


def _taken(context: PageContext) -> pd.Series:
    """The codes of the berths where vessels lie now, one entry per vessel and berth."""
    call = context.reader.tables.record("vessel_call")
    berths = context.reader.select(sa.select(call.c.berth_ids).where(call.c.status == "berthed"))["berth_ids"].dropna()
    return berths.str.split(r"[,;、]", regex=True).explode().str.strip()


def _berths(context: PageContext) -> list[Any]:
    """A square at every port area, its area growing with the vessels at its berths."""
    berth = context.reader.tables.record("port_berth")
    places = context.reader.select(sa.select(berth.c.berth_id, berth.c.port_area)).set_index("berth_id")["port_area"]
    counts = _taken(context).map(places).value_counts()
    marks = []
    for area, count in counts.items():
        if str(area) in port_areas():
            (x, y), side = port_areas()[str(area)], 9 * float(count) ** 0.5
            corner = {"x": f"{x - side / 2:.1f}", "y": f"{y - side / 2:.1f}"}
            marks.append(svg.Rect(width=f"{side:.1f}", height=f"{side:.1f}", className="wall-berth", **corner))
    return marks


def _captions(context: PageContext, anchorages: pd.DataFrame) -> dict[str, list[Any]]:
    """County → vessels at its berths and at its anchorages (codes of both begin with the county's)."""
    moored = _taken(context).str.slice(0, 6).value_counts()
    waiting = anchorages.groupby(anchorages["anchorage_id"].str.slice(0, 6))["waiting"].sum()
    return {
        code: [f"靠泊 {int(moored.get(code, 0))}", html.I(f"锚泊 {int(waiting.get(code, 0))}")] for code in COUNTIES
    }


def _anchorages(context: PageContext) -> pd.DataFrame:
    """name, x, y, waiting (vessels at anchor now), weather (class of its ring)."""
    tables = context.reader.tables
    anchorage, call = tables.record("port_anchorage"), tables.record("vessel_call")
    frame = context.reader.select(sa.select(anchorage.c.anchorage_id, anchorage.c.name, anchorage.c.geom))
    waiting = context.reader.select(
        sa.select(call.c.anchorage_id, sa.func.count().label("waiting")).where(call.c.status == "anchored").group_by(sa.text("1"))
    ).set_index("anchorage_id")["waiting"]  # fmt: skip
    weather = _weather(context)
    middles = [_middle(str(geom)) for geom in frame["geom"]]
    return frame.assign(
        x=[x for x, _ in middles], y=[y for _, y in middles],
        waiting=waiting.reindex(frame["anchorage_id"], fill_value=0).to_numpy(float),  # no call there: no vessel there
        weather=[weather.get(str(name), "unknown") for name in frame["name"]],
    )  # fmt: skip


def _middle(polygon: str) -> tuple[float, float]:
    """The middle of a WKT polygon, projected."""
    points = [tuple(map(float, pair.split())) for pair in polygon.split("((")[1].split("))")[0].split(",")][:-1]
    return project(sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))


def _rings(anchorages: pd.DataFrame) -> list[Any]:
    largest = float(anchorages["waiting"].max()) if len(anchorages) else 0.0
    rings: list[Any] = []
    for _, row in anchorages.iterrows():
        kind = f"wall-anchorage weather-{row['weather']}"
        rings.append(svg.Circle(cx=f"{row['x']:.1f}", cy=f"{row['y']:.1f}", r="17", className=kind))
        rings.append(circle(row["x"], row["y"], row["waiting"], max(largest, 1.0), "wall-waiting", 17))
    return rings


def _newest(context: PageContext) -> pd.DataFrame:
    forecast = context.reader.tables.record("anchorage_forecast")
    newest = sa.select(sa.func.max(forecast.c.issued_at)).scalar_subquery()
    return context.reader.select(sa.select(forecast).where(forecast.c.issued_at == newest))


def _weather(context: PageContext) -> dict[str, str]:
    """Anchorage → class by the forecast that holds now; an expired forecast says nothing."""
    frame = _newest(context)
    now = pd.Timestamp(context.now)
    valid = frame[(frame["valid_from"] <= now) & (now < frame["valid_to"])].dropna(subset=["score_overall"])
    worst = valid.groupby("anchorage")["score_overall"].min()
    return {str(name): _WEATHER.get(int(score), "unknown") for name, score in worst.items()}


def _weather_note(context: PageContext) -> str:
    frame = _newest(context)
    if frame.empty:
        return "锚地预报未入舱"
    issued: datetime = frame["issued_at"].iloc[0].to_pydatetime()
    if _weather(context):
        return f"锚地预报 {issued.month}月{issued.day}日 {issued:%H}时发布"
    ago = (context.now - frame["valid_to"].max().to_pydatetime()).total_seconds() / 3600
    return f"锚地预报已过期 {span(ago)}"
