"""Graded warnings from declared rules, each with its evidence; four levels as public warnings have them.

A missing fact never satisfies a condition and never clears anybody: it is named.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from cockpit.errors import QueryError

Level = Literal["blue", "yellow", "orange", "red"]
#: Least to most severe, with the words of public warnings.
LEVELS: dict[Level, str] = {"blue": "蓝色", "yellow": "黄色", "orange": "橙色", "red": "红色"}
_COMPARED: dict[str, Callable[[Any, float], Any]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq,
}  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """`fact op value`; `name` and `unit` are how evidence writes it."""

    fact: str
    op: Literal[">", ">=", "<", "<=", "=="]
    value: float
    name: str
    unit: str = ""

    def holds(self, values: pd.Series) -> pd.Series:
        """Per entity; missing is False."""
        return pd.Series(_COMPARED[self.op](values, self.value), index=values.index).fillna(False).astype(bool)

    def evidence(self, value: float) -> str:
        """The fact as a sentence part: 欠薪 35天（≥ 30天）."""
        sign = {">=": "≥", "<=": "≤", "==": "="}.get(self.op, self.op)
        rounded = round(value, 1)
        told = rounded if _COMPARED[self.op](rounded, self.value) else float(f"{value:.3g}")  # never to the limit
        return f"{self.name} {told:g}{self.unit}（{sign} {self.value:g}{self.unit}）"


@dataclass(frozen=True)
class Rule:
    """All conditions together give the level."""

    code: str
    level: Level
    conditions: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if not self.conditions:
            raise QueryError(f"规则 {self.code}", "没有条件", "至少写一个条件")


def warnings(facts: pd.DataFrame, rules: tuple[Rule, ...]) -> pd.DataFrame:
    """The warning of every entity for which any rule holds, most severe first, then the furthest past its limit.

    Args:
        facts: one row per entity (its index), a float64 column per fact; NaN = not known.

    Returns: by entity: level, word, rule (code of the most severe that holds), evidence (its conditions with values),
        also (codes of other rules that hold), unknown (facts of rules that could not be judged).

    Raises:
        QueryError: a rule asks for a fact that is no column.
    """
    asked = {condition.fact for rule in rules for condition in rule.conditions}
    lost = sorted(asked - set(facts.columns))
    if lost:
        raise QueryError("规则", f"没有事实 {'、'.join(lost)}；有：{'、'.join(facts.columns)}", "核对规则里的名称")
    severe_first = sorted(rules, key=lambda rule: -list(LEVELS).index(rule.level))
    held = pd.concat({rule.code: _holds(rule, facts) for rule in severe_first}, axis=1)
    warned = held.any(axis=1)
    values, true = facts[warned].to_dict("records"), held[warned].to_dict("records")
    told_of = zip(facts.index[warned], values, true, strict=True)  # a Series per row took a millisecond each
    rows = [_row(entity, known, severe_first, holds) for entity, known, holds in told_of]
    told = pd.DataFrame(rows, columns=["entity", "level", "word", "rule", "evidence", "also", "unknown", "past"])
    rank = told["level"].map({level: -n for n, level in enumerate(LEVELS)})
    order = told.assign(rank=rank, past=-told["past"]).sort_values(["rank", "rule", "past"], kind="stable")
    return order.drop(columns=["rank", "past"]).set_index("entity")


def _holds(rule: Rule, facts: pd.DataFrame) -> pd.Series:
    return pd.concat([condition.holds(facts[condition.fact]) for condition in rule.conditions], axis=1).all(axis=1)


def _row(
    entity: object, values: Mapping[Any, float], rules: list[Rule], held: Mapping[Any, bool]
) -> tuple[object, ...]:
    true = [rule for rule in rules if held[rule.code]]
    first = true[0]
    evidence = "；".join(condition.evidence(float(values[condition.fact])) for condition in first.conditions)
    names = {c.fact: c.name for rule in rules for c in rule.conditions}
    unknown = "、".join(dict.fromkeys(names[fact] for fact in names if pd.isna(values[fact])))
    also = "、".join(rule.code for rule in true[1:])
    return entity, first.level, LEVELS[first.level], first.code, evidence, also, unknown, _past(first, values)


def _past(rule: Rule, values: Mapping[Any, float]) -> float:
    """By how much the first condition of a rule is exceeded, in its own unit."""
    condition = rule.conditions[0]
    beyond = float(values[condition.fact]) - condition.value
    return -beyond if condition.op.startswith("<") else beyond
