"""When a berth was taken: its latest stays on one line of time."""

from __future__ import annotations

from typing import Any

import dash_svg as svg
import pandas as pd
from dash import html

from cockpit.moment import day
from cockpit.view.attributes import attributes
from cockpit.view.entities.calls import SHOWN

#: The span that is drawn, and the days between two dates below it.
DAYS, _STEP = 30, 6
#: Per cent of the line up to which a date has room on its right.
_FITS = 84
_KINDS = frozenset({"load", "unload"})


def stays(calls: pd.DataFrame, now: pd.Timestamp) -> tuple[pd.Timestamp, pd.DataFrame]:
    """Since when the calls tell all, at most 30 days ago, and the stays since: columns start, end (Timestamp), purpose.

    Args:
        calls: columns berth_time, unberth_time, purpose; the latest first, as entities.calls.recent_calls reads them.
    """
    there = calls.dropna(subset=["berth_time"])
    since = now - pd.Timedelta(days=DAYS)
    if len(calls) >= SHOWN and len(there):  # earlier ones were not read
        since = max(since, there["berth_time"].min())
    end = there["unberth_time"].fillna(now).clip(upper=now)
    told = pd.DataFrame({"start": there["berth_time"].clip(lower=since), "end": end, "purpose": there["purpose"]})
    return since, told[told["start"] < told["end"]].reset_index(drop=True)


def quay(calls: pd.DataFrame, now: pd.Timestamp) -> html.Figure | None:
    """The stays as bars; nothing when none is known."""
    since, told = stays(calls, now)
    if told.empty:
        return None

    def at(moment: pd.Timestamp) -> float:
        return 100 * float((moment - since) / (now - since))

    bars = [
        svg.Rect(x=f"{at(s):.2f}%", width=f"{at(e) - at(s):.2f}%", y="2", height="20",
                 className=f"quay-{purpose if purpose in _KINDS else 'other'}")
        for s, e, purpose in told.itertuples(index=False)
    ]  # fmt: skip
    days = pd.date_range(since.normalize() + pd.Timedelta(days=1), now, freq=f"{_STEP}D")
    names: list[Any] = [
        svg.Text(day(moment, moment.year), x=f"{at(moment):.2f}%", y="40", className="quay-day")
        for moment in days
        if at(moment) < _FITS
    ]
    words = f"{day(since)}至今有 {len(told)} 次在泊"
    key = f"{words}；色块为在泊，蓝色装货、棕色卸货、灰色其他，空白为空闲。"
    drawn = svg.Svg([*bars, *names], className="quay", **attributes({"aria-hidden": "true"}))
    return html.Figure([drawn, html.Figcaption(key, className="panel-note")], role="img",
                       **attributes({"aria-label": f"{words}，逐次见下表。"}))  # fmt: skip
