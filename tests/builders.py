"""Small honest data for tests of meaning: an indicator, observation rows, targets."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pandas as pd

from metrics.model import Indicator
from metrics.observation import COLUMNS
from metrics.period import parse_period

NOW = datetime(2026, 11, 23, 9, 0)
NO_TARGETS = pd.DataFrame(
    columns=[
        "indicator_code", "region_code", "year", "target_value", "target_op",
        "profile", "weights_json", "version", "approved_by",
    ]
)  # fmt: skip
TONS = {"symbol": "亿吨", "base": "吨", "scale": 1e8, "decimals": 2}
PERCENT = {"symbol": "%", "base": "1", "scale": 0.01, "decimals": 1}
PERSONS = {"symbol": "人", "base": "人", "scale": 1, "decimals": 0}


def indicator(**facts: Any) -> Indicator:
    """A cumulative tonnage of the port; every fact can be told otherwise."""
    told: dict[str, Any] = {
        "code": "port.test", "name_zh": "试验指标", "name_en": "Test", "domain": "port", "system": "4-2.5",
        "unit": TONS, "frequency": "M", "kind": "ytd", "direction": "up", "agg_time": "ytd_last",
        "agg_region": "sum", "department": "市港航和口岸局", "warn": {"type": "none", "basis": "D"},
        "freshness": {"release_lag_days": 15, "stale_after_hours": 51 * 24}, "definition": "试验", "evidence": ["D"],
        "confirmed": True,
    }  # fmt: skip
    return Indicator(**(told | facts))


def flow(**facts: Any) -> Indicator:
    """A monthly count of persons."""
    return indicator(**({"kind": "flow", "agg_time": "sum", "unit": PERSONS} | facts))


def ratio(**facts: Any) -> Indicator:
    """A rate in per cent."""
    return indicator(**({"kind": "ratio", "agg_time": "ratio", "agg_region": "ratio", "unit": PERCENT} | facts))


def observed(key: str, value: float | None, **facts: Any) -> dict[str, Any]:
    """One observation row for the period of a key; the source reached past its end."""
    period = parse_period(key)
    row: dict[str, Any] = {
        "indicator": "port.test", "region": "330900", "grain": period.grain, "period_start": period.start,
        "period_end": period.end, "basis": "ytd", "dimension": "", "member": "", "value": value,
        "numerator": None, "denominator": None, "text": "", "status": "final", "quality": "",
        "as_of": datetime.combine(period.end, datetime.min.time()), "vintage": period.end, "note": "市统计局", "batch": 1,
    }  # fmt: skip
    return row | facts


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows as an observation frame with its dtypes."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype(COLUMNS)


def target(value: float, **facts: Any) -> dict[str, Any]:
    """One yearly target of the city for 2026, linear."""
    row = {
        "indicator_code": "port.test", "region_code": "330900", "year": "2026", "target_value": value,
        "target_op": ">=", "profile": "linear", "weights_json": "", "version": "1", "approved_by": "市政府工作报告",
    }  # fmt: skip
    return row | facts


def targets(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of the record indicator_target."""
    return pd.DataFrame(list(rows), columns=list(NO_TARGETS.columns))


def weights(*cumulative: float) -> str:
    """weights_json of twelve cumulative shares."""
    return json.dumps(list(cumulative))
