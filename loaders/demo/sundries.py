"""Single indicators that no table measures: a line with a yearly wave, by unit, grain and lag of the catalog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from loaders.demo.rates import months
from loaders.demo.release import Issue, Journal
from loaders.demo.seed import generator
from metrics.catalog import Catalog
from metrics.model import Indicator

SUNDRIES = Path(__file__).parent / "sundries.yaml"

GRAINS = {"Q": "Q", "A": "A"}
RELEASE = "ZSBM"


def publish_sundries(catalog: Catalog, journal: Journal) -> None:
    """Rows of econ_macro_obs for every entry of sundries.yaml, city only."""
    for code, facts in yaml.safe_load(SUNDRIES.read_text(encoding="utf-8")).items():
        indicator = catalog.indicator(code)
        for issue, value in _course(indicator, facts):
            if journal.open(issue):
                journal.add([_row(indicator, issue, value, facts.get("of"))])


def _course(indicator: Indicator, facts: dict[str, Any]) -> Iterator[tuple[Issue, float]]:
    """Every month's issue and value in the shown unit; never negative, rates at most 99.9; ytd adds months up."""
    start, yearly, wave, chance = facts["line"]
    rng = generator(f"sundry.{indicator.code}")
    grain, total = GRAINS.get(indicator.frequency, "M"), 0.0
    lag = indicator.freshness.release_lag_days
    for n, (year, month) in enumerate(months()):
        season = wave * np.cos((month - facts.get("peak", 6)) / 6 * np.pi)
        value = max(start + yearly * n / 12 + season + rng.normal(0, chance), 0.0)
        value = min(value, 99.9) if indicator.unit.symbol == "%" else value
        value = value * month / 12 if facts.get("through") else value
        total = value + (total if month > 1 else 0.0)
        issue = Issue(
            indicator.code,
            indicator.unit.symbol,
            grain,
            year,
            month,
            lag,
            RELEASE,
            indicator.jan_feb_combined,
        )
        yield issue, total if indicator.kind == "ytd" else value


def _row(indicator: Indicator, issue: Issue, value: float, of: int | None) -> dict[str, str]:
    """A ratio or duration of whole cases with both parts in the base unit; other values as published."""
    if of is None:
        return issue.row("330900", indicator.basis, f"{value:.{indicator.unit.decimals}f}")
    part = round(value * indicator.unit.scale * of)
    shown = part / of / indicator.unit.scale
    return issue.row("330900", indicator.basis, f"{shown:.4f}", numerator=str(part), denominator=str(of))
