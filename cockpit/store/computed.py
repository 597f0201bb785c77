"""Indicators that an engine computes (metrics.engines), written beside the measured ones."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from metrics.formula import Computation
from metrics.model import Indicator
from metrics.observation import COLUMNS

_STEP = {"D": pd.DateOffset(days=1), "M": pd.DateOffset(months=1)}


def observations(
    indicator: Indicator, computation: Computation, parts: pd.DataFrame, as_of: datetime, demo: bool
) -> pd.DataFrame:
    """Observations (COLUMNS) of one indicator from an engine's parts; nothing over nothing is missing."""
    top = parts[computation.numerator].astype(float)
    bottom = parts[computation.denominator].astype(float) if computation.denominator else None
    ends = [start + _STEP[grain] for start, grain in zip(parts["period_start"], parts["grain"], strict=True)]
    values = {
        "indicator": indicator.code, "region": parts["region"], "grain": parts["grain"],
        "period_start": parts["period_start"], "period_end": pd.Series(ends, index=parts.index, dtype="datetime64[us]"),
        "basis": indicator.basis, "dimension": "", "member": "",
        "value": top if bottom is None else top / bottom.where(bottom != 0),
        "numerator": None if bottom is None else top, "denominator": bottom, "text": "",
        "status": "mock" if demo else "final", "quality": "", "as_of": as_of, "vintage": as_of,
        "note": f"由引擎 {computation.engine} 计算", "batch": 0,
    }  # fmt: skip
    return pd.DataFrame(values, index=parts.index).astype(COLUMNS)[list(COLUMNS)]
