"""How late a number is: the ribbon that says so while the last good value stays."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from dash import html

from cockpit.view.attributes import attributes
from metrics.period import Period
from metrics.reading import Reading

#: From here on days say more than hours.
_HOURS = 72


def hours_late(reading: Reading, page: Period, now: datetime) -> float | None:
    """Hours since a newer value should have been there; None while in time.

    A wall of October is not late in November because November is not there yet: it is judged as when October was due
    (as metrics.reading.days_late does), except where it shows the present state.
    """
    if reading.value is None:
        return None
    fresh = reading.indicator.freshness
    newest = reading.period.end > page.end  # the page shows the present state of this indicator
    seen = now if newest else min(now, datetime.combine(page.end, time.min) + timedelta(days=fresh.release_lag_days))
    due = datetime.combine(reading.period.end, time.min) + timedelta(hours=fresh.stale_after_hours)
    return (now - due) / timedelta(hours=1) if due < seen else None


def span(hours: float) -> str:
    """A delay in words: whole hours, from three days on whole days."""
    return f"{int(hours)} 小时" if hours < _HOURS else f"{int(hours // 24)} 天"


def ribbon(hours: float | None, source: str) -> html.P | None:
    """「数据延迟 N 小时 · 来源」; nothing while in time."""
    if hours is None or hours < 1:
        return None
    return html.P(
        f"数据延迟 {span(hours)} · {source}", className="wall-ribbon", **attributes({"data-late": f"{hours:.0f}"})
    )
