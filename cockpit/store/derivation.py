"""Which indicators follow from others: what a select over observations needs to derive them, at any time asked about."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.catalog import Catalog
from metrics.formula import Derivation
from metrics.model import Indicator


@dataclass(frozen=True)
class DerivedIndicator:
    """A derived indicator, how it follows, and the indicators it follows from, in the formula's order."""

    indicator: Indicator
    derivation: Derivation
    parts: tuple[Indicator, ...]


def derivations(catalog: Catalog) -> tuple[DerivedIndicator, ...]:
    """Every derived indicator of a catalog."""
    return tuple(
        DerivedIndicator(
            indicator, indicator.derivation, tuple(catalog.indicators[code] for code in indicator.derivation.of)
        )
        for indicator in catalog.indicators.values()
        if indicator.derivation is not None
    )
