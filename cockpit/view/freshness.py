"""What the cockpit counts of itself: how many indicators are late, and the share that is in time (traps.md 2).

Both follow the clock and the page's period, so they are counted when a page is made, from the very readings it shows;
a value that the bureau publishes wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cockpit.view.context import PageContext
from metrics.observation import COLUMNS
from metrics.reading import Reading

#: Indicators that are late, and the share that is not.
STALE, FRESH = "cockpit.stale", "cockpit.fresh_rate"
NOTE = "由本系统按各指标的更新时限统计"


def counted(context: PageContext, readings: Mapping[str, Reading], where: str) -> pd.DataFrame:
    """An observation each (metrics.observation.COLUMNS) of what nobody publishes; no rows where there is nothing to count.

    Args:
        readings: of every indicator with data at the region `where`, by code.
    """
    own = [reading for code, reading in readings.items() if code not in (STALE, FRESH)]
    late = float(sum(reading.stale for reading in own))
    parts = {STALE: (late, None, None), FRESH: (None, len(own) - late, float(len(own)))}
    told = [
        _row(context, own, code, where, *parts[code])
        for code in parts
        if own and (code not in readings or readings[code].note == NOTE) and context.cockpit.grant.may_see(code)
    ]
    return pd.DataFrame(told, columns=list(COLUMNS)).astype(COLUMNS)


def _row(
    context: PageContext, own: list[Reading], code: str, where: str, value: float | None, top: float | None,
    bottom: float | None,
) -> dict[str, Any]:  # fmt: skip
    period = context.period
    return {
        "indicator": code, "region": where, "grain": period.grain, "period_start": pd.Timestamp(period.start),
        "period_end": pd.Timestamp(period.end), "basis": "current", "dimension": "", "member": "",
        "value": value if top is None or bottom is None else top / bottom, "numerator": top, "denominator": bottom,
        "text": "", "status": "mock" if any(reading.status == "mock" for reading in own) else "final", "quality": "",
        "as_of": pd.Timestamp(context.now), "vintage": pd.Timestamp(context.now.date()), "note": NOTE, "batch": 0,
    }  # fmt: skip
