"""Quality rules a source declares (GB/T 36344-2018: six dimensions), and the score they give.

A rule says what is wrong, in which dimension, and what then: the batch is blocked (the last good data stay), the cells
are flagged, or it is only noted. The score of a dimension is Σ passed / Σ checked over its rules, never a mean of rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from metrics.declaration import Declaration

Dimension = Literal["completeness", "accuracy", "consistency", "timeliness", "conformity", "accessibility"]
Action = Literal["note", "flag", "block"]
#: Dimension → its name in GB/T 36344-2018; in the order of the standard.
DIMENSIONS: dict[Dimension, str] = {
    "conformity": "规范性", "completeness": "完整性", "accuracy": "准确性", "consistency": "一致性",
    "timeliness": "时效性", "accessibility": "可访问性",
}  # fmt: skip
ACTIONS: dict[Action, str] = {"note": "记录", "flag": "标记存疑", "block": "拦下整批"}
#: How much each dimension counts in the whole score. Default, 待主管部门确认.
WEIGHTS: dict[Dimension, float] = {
    "conformity": 0.15, "completeness": 0.25, "accuracy": 0.25, "consistency": 0.15, "timeliness": 0.15,
    "accessibility": 0.05,
}  # fmt: skip
CYCLES: dict[str, str] = {
    "RT": "实时", "D": "每日", "W": "每周", "M": "每月", "Q": "每季", "H": "每半年", "A": "每年", "N": "不更新",
}  # fmt: skip


class _Rule(Declaration):
    """What all rules say. then: what a failing cell brings about; block_above: share of failing rows that blocks."""

    then: Action = "flag"
    block_above: float | None = Field(None, ge=0, le=1)


class Missing(_Rule):
    """The column is empty where it must not be (`when` = only rows in which this column stands)."""

    check: Literal["missing"]
    column: str
    when: str = ""


class Range(_Rule):
    """A number lies outside [low, high], in the record's own unit."""

    check: Literal["range"]
    column: str
    low: float | None = None
    high: float | None = None


class Sign(_Rule):
    """An amount that cannot be negative is."""

    check: Literal["sign"]
    column: str


class Future(_Rule):
    """A time lies further ahead than `days`, or before `since` (a year)."""

    check: Literal["future"]
    column: str
    days: float = 1
    since: int = 1990


class Codes(_Rule):
    """A value that the code list does not have."""

    check: Literal["codes"]
    column: str
    allowed: tuple[str, ...] = Field(min_length=1)


class Pattern(_Rule):
    """A text that does not have the form the standard prescribes (regular expression over the whole text)."""

    check: Literal["pattern"]
    column: str
    form: str
    words: str


class Order(_Rule):
    """A later step that stands before an earlier one."""

    check: Literal["order"]
    earlier: str
    later: str


class Prefix(_Rule):
    """A finer code that does not lie in the coarser one of the same row (a grid in another county); first digits compared."""

    check: Literal["prefix"]
    column: str
    inside: str
    digits: int = 6


class AddsUp(_Rule):
    """Parts of the same row that are more, or other, than their total; tolerance as a share of the total."""

    check: Literal["adds_up"]
    total: str
    parts: tuple[str, ...] = Field(min_length=1)
    tolerance: float = 0.001


class AtMost(_Rule):
    """A part that is greater than its whole in the same row."""

    check: Literal["at_most"]
    column: str
    whole: str


class Jump(_Rule):
    """A value of a series that is more than `factor` times the one before, or less than 1/factor of it.

    by: columns that name a series; along: column that orders it. Zero is no base. The row before may be in the batch or
    in what is published already.
    """

    check: Literal["jump"]
    column: str
    by: tuple[str, ...] = Field(min_length=1)
    along: str
    factor: float = Field(gt=1)


class Monotone(_Rule):
    """A cumulative value below the one before in the same year (`along` = month as text or time)."""

    check: Literal["monotone"]
    column: str
    by: tuple[str, ...] = Field(min_length=1)
    along: str
    tolerance: float = 0.0


class Unit(_Rule):
    """The batch's median is more than `factor` times what is published, or less than 1/factor: a unit was changed."""

    check: Literal["unit"]
    column: str
    factor: float = Field(100, gt=1)
    least: int = 5
    then: Action = "block"


class Parent(_Rule):
    """Observations: counties that do not add up to the city, where the catalog says that they do."""

    check: Literal["parent"]
    tolerance: float = 0.02


class Duplicates(_Rule):
    """Rows that repeat a business key at the very same change time: the source sent them twice."""

    check: Literal["duplicates"]
    then: Action = "note"


class RowsDrop(_Rule):
    """A source that is delivered whole has lost more than `share` of its rows since the batch before."""

    check: Literal["rows_drop"]
    share: float = Field(0.1, gt=0, lt=1)
    then: Action = "block"


class SwappedRegions(_Rule):
    """Two counties have changed places: known rows carry each other's region, or series continue each other.

    least: so many pairs must be comparable; share: so many of them must look exchanged.
    """

    check: Literal["swapped_regions"]
    least: int = 8
    share: float = 0.5
    then: Action = "block"


class Fresh(_Rule):
    """A delivery that was due by the source's release calendar (metrics.release_calendar) has not come."""

    check: Literal["fresh"]
    then: Action = "note"


class Refused(_Rule):
    """Rows that could not be typed and were refused; blocks when they are more than block_above of at least 20 rows."""

    check: Literal["refused"]
    then: Action = "note"
    block_above: float | None = Field(0.5, ge=0, le=1)


Rule = Annotated[
    Missing | Range | Sign | Future | Codes | Pattern | Order | Prefix | AddsUp | AtMost | Jump | Monotone | Unit
    | Parent | Duplicates | RowsDrop | SwappedRegions | Fresh | Refused,
    Field(discriminator="check"),
]  # fmt: skip
RULE: TypeAdapter[Rule] = TypeAdapter(Rule)

#: check → dimension and words.
CHECKS: dict[str, tuple[Dimension, str]] = {
    "missing": ("completeness", "必填为空"), "range": ("accuracy", "超出值域"), "sign": ("accuracy", "不应为负"),
    "future": ("accuracy", "时间不可能"), "codes": ("conformity", "不在代码表"), "pattern": ("conformity", "格式不符"),
    "order": ("consistency", "先后颠倒"), "prefix": ("consistency", "区划不一致"),
    "adds_up": ("consistency", "分项合计不符"), "at_most": ("consistency", "部分大于整体"),
    "jump": ("accuracy", "数值突变"), "monotone": ("consistency", "累计下降"), "unit": ("conformity", "计量单位变了"),
    "parent": ("consistency", "县区合计不等于全市"), "duplicates": ("accuracy", "重复报送"),
    "rows_drop": ("completeness", "行数骤减"), "swapped_regions": ("consistency", "区划互换"),
    "fresh": ("timeliness", "超期未更新"), "refused": ("conformity", "类型或代码不符被退回"),
}  # fmt: skip


def columns_of(rule: Rule) -> tuple[str, ...]:
    """The record's columns a rule speaks of."""
    told: list[str] = []
    for name in ("column", "when", "earlier", "later", "inside", "total", "whole", "along"):
        value = getattr(rule, name, "")
        told += [value] if value else []
    for name in ("parts", "by"):
        told += list(getattr(rule, name, ()))
    return tuple(dict.fromkeys(told))


def rule_key(rule: Rule) -> str:
    """What names a rule inside its source: the check and its columns."""
    return ":".join([rule.check, *columns_of(rule)])


def dimension_of(rule: Rule) -> Dimension:
    """The dimension a rule counts in."""
    return CHECKS[rule.check][0]


@dataclass(frozen=True)
class Tally:
    """Elements checked and elements that failed; adds up."""

    checked: int
    failed: int

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.checked + other.checked, self.failed + other.failed)

    @property
    def rate(self) -> float | None:
        """Share that passed; None when nothing was checked."""
        return (self.checked - self.failed) / self.checked if self.checked else None


def score(tallies: Mapping[Dimension, Tally]) -> float | None:
    """0 to 100: the dimensions' rates by WEIGHTS; dimensions without a check leave the denominator."""
    told = {name: tally.rate for name, tally in tallies.items() if tally.rate is not None}
    weight = sum(WEIGHTS[name] for name in told)
    return 100 * sum(WEIGHTS[name] * rate for name, rate in told.items()) / weight if weight else None
