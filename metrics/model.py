"""The nouns of the catalog: domain, system, indicator and what an indicator declares.

Source of the words and of the values: 舟山市数字政府建设“十四五”规划 and domain/indicators.yaml.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from metrics.access import Sensitivity
from metrics.declaration import Declaration
from metrics.formula import Computation, Derivation, Measure

Kind = Literal["flow", "ytd", "stock", "ratio", "growth", "index", "duration", "snapshot"]
Direction = Literal["up", "down", "neutral", "target-band"]
AggregationOverTime = Literal["sum", "mean", "last", "max", "ratio", "sum_over_sum", "ytd_last", "weighted", "none"]
AggregationOverRegion = Literal["sum", "ratio", "weighted", "none"]
Frequency = Literal["realtime", "D", "W", "M", "Q", "A"]
PriceBasis = Literal["comparable", "nominal", "physical", "price_index"]
Operator = Literal[">=", "<=", "="]
DomainCode = Literal[
    "gov", "service", "business", "port", "people", "economy",
    "society", "ecology", "emergency", "supervision", "infrastructure", "data",
]  # fmt: skip


class Unit(Declaration):
    """Shown as `symbol`, stored in `base`; shown value × scale = stored value."""

    symbol: str
    base: str
    scale: float = Field(gt=0)
    decimals: int = Field(ge=0, le=6)


class Baseline(Declaration):
    """Where the indicator stood, in the shown unit."""

    value: float
    as_of: str
    source: str


class LongTermTarget(Declaration):
    """A target of the plan itself, in the shown unit; yearly targets are data, not catalog."""

    value: float
    op: Operator
    due: str
    source: str


class ThresholdWarning(Declaration):
    """`op` tells on which side trouble lies; limits in the shown unit."""

    type: Literal["threshold"]
    op: Literal["<", ">"]
    yellow: float | None = None
    red: float | None = None
    basis: str
    note: str = ""


class BandWarning(Declaration):
    """Green inside [low, high], in the shown unit; yellow outside; red further than one tenth of the band's width."""

    type: Literal["band"]
    low: float
    high: float
    basis: str
    note: str = ""


class ScheduleWarning(Declaration):
    """Completion minus schedule, in percentage points (negative = behind)."""

    type: Literal["progress_vs_schedule"]
    yellow: float
    red: float
    basis: str
    note: str = ""


class GrowthWarning(Declaration):
    """Year-on-year growth in percent; `op` tells on which side trouble lies.

    against_annual_target: yellow below the year's own target; red when `red_below_target_by` points further below.
    """

    type: Literal["yoy"]
    op: Literal["<", ">"]
    yellow: float | None = None
    red: float | None = None
    against_annual_target: bool = False
    red_below_target_by: float | None = None
    basis: str
    note: str = ""


class RuleWarning(Declaration):
    """A rule in words: shown on the definition card, not judged by the light."""

    type: Literal["benchmark", "anomaly", "rule"]
    rule: str
    basis: str
    note: str = ""


class NoWarning(Declaration):
    """No light."""

    type: Literal["none"]
    basis: str
    note: str = ""


Warning_ = Annotated[
    ThresholdWarning | BandWarning | ScheduleWarning | GrowthWarning | RuleWarning | NoWarning,
    Field(discriminator="type"),
]


class Freshness(Declaration):
    """Release lag in days after the period's end; stale after so many hours past the period's end."""

    release_lag_days: int = Field(ge=0)
    stale_after_hours: float = Field(gt=0)


class Break(Declaration):
    """From this day on the values follow another definition: no line across, no growth across."""

    date: date
    reason: str
    source: str


class Indicator(Declaration):
    """A number the city answers for: published, measured from a record, computed by an engine, or derived from others.

    Args:
        sensitivity: an indicator that declares none is seen by nobody.
        beside: indicators without which this one misleads; wherever it is a tile or a headline they stand by it.
        growth_of: of a growth rate, the indicator whose growth it is, when that is published too.
        standard: the family of legal limits that the value is held against, by the day (metrics.air_standard).
        least, most: in the shown unit, what a value can be at all; a delivered value beyond is refused.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z0-9_]+$")
    name_zh: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    domain: DomainCode
    system: str
    unit: Unit
    frequency: Frequency
    kind: Kind
    direction: Direction
    agg_time: AggregationOverTime
    agg_region: AggregationOverRegion
    weight: str = ""
    standard: Literal["air"] | None = None
    dimensions: list[str] = []
    department: str = Field(min_length=1)
    sensitivity: Sensitivity | None = None
    target: LongTermTarget | None = None
    baseline: Baseline | None = None
    warn: Warning_
    freshness: Freshness
    definition: str = Field(min_length=1)
    formula: str = ""
    numerator: str = ""
    denominator: str = ""
    price_basis: PriceBasis | None = None
    growth_of: str = ""
    beside: list[str] = []
    jan_feb_combined: bool = False
    breaks: list[Break] = []
    evidence: list[str] = Field(min_length=1)
    confirmed: bool
    notes: str = ""
    confusable: list[str] = []
    least: float | None = None
    most: float | None = None
    aliases: list[str] = []
    measure: Measure | None = None
    computation: Computation | None = None
    derivation: Derivation | None = None

    @property
    def basis(self) -> str:
        """Basis of the indicator's own value: ytd for kind ytd, current for all others."""
        return "ytd" if self.kind == "ytd" else "current"

    @property
    def is_point(self) -> bool:
        """A state at a moment, which has no unfinished period."""
        return self.kind in ("stock", "snapshot") or self.is_now

    @property
    def is_now(self) -> bool:
        """A state of this moment: a page on the newest month shows it as it stands now."""
        told = (self.measure, self.computation)
        return self.kind == "snapshot" or self.frequency == "realtime" or any(f and f.at == "now" for f in told)


class System(Declaration):
    """A system of the plan: a section of its domain's page."""

    code: str = Field(pattern=r"^([1-9]-[0-9]\.[0-9]|R[0-9]{2}|X1)$")
    name: str
    lead: str
    core: bool = False
    analysis: str
    tables: list[str]
    panels: list[str] = []


class Domain(Declaration):
    """A governance domain: one page, one YAML file.

    Args:
        headlines: its indicators that speak for it on the wall and the overview, most important first.
    """

    code: DomainCode
    name: str
    path: str
    question: str
    headlines: list[str] = []
    systems: list[System]
    indicators: list[Indicator]
