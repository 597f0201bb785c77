"""Yearly targets as the office sends them: a workbook with base-unit values and seasonal weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from loaders.demo.cargo import SEASON
from loaders.demo.places import COUNTY_CODES

TARGETS = Path(__file__).parent / "targets.yaml"
BUNKERS = (8.2, 7.0, 8.3, 8.2, 8.4, 8.1, 8.2, 8.3, 8.5, 8.9, 8.8, 9.1)


def target_records(seasons: Mapping[str, list[float]]) -> list[dict[str, Any]]:
    """Rows of the sheet 年度目标: target_value in the base unit; the text in approved_by says 演示."""
    known = {**seasons, "cargo": SEASON, "bunkers": BUNKERS}
    records = []
    for facts in yaml.safe_load(TARGETS.read_text(encoding="utf-8")):
        weights = "" if facts["profile"] == "linear" else json.dumps(_cumulative(known[facts["season"]]))
        for year, value in facts["years"].items():
            counties = facts.get("counties", {}).get(year, [])
            for region, target in [("330900", value), *zip(COUNTY_CODES, counties, strict=False)]:
                records.append(
                    {
                        "indicator_code": facts["code"],
                        "indicator_name": facts["name"],
                        "region_code": region,
                        "year": str(year),
                        "target_value": float(f"{target * facts['scale']:.10g}"),
                        "unit": facts["unit"],
                        "target_op": facts["op"],
                        "profile": facts["profile"],
                        "weights_json": weights,
                        "version": "1",
                        "approved_by": f"演示：{year}年政府工作报告目标任务分解",
                    }
                )
    return records


def _cumulative(season: Any) -> list[float]:
    """Share of the year done by the end of each month; the last is 1."""
    weights = np.cumsum(np.array(season, dtype=float))
    return [round(float(share), 4) for share in weights / weights[-1]]
