"""What is watched row by row: open cases, waiting vessels, classes of enterprises; declared in metrics/graded/*.yaml.

A watch says what it looks at, which facts it takes from each row and which rules of metrics.rules judge them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import Field

from metrics.declaration import Declaration, documents, refuse
from metrics.formula import Condition
from metrics.records import Record
from metrics.rules import Condition as RuleCondition
from metrics.rules import Level, Rule, warnings
from metrics.workdays import workdays_between

FOLDER = Path(__file__).resolve().parent / "graded"
_SECONDS = {"小时": 3600.0, "天": 86400.0}


class Fact(Declaration):
    """One number of a row: `column` itself; `since` a time, in 小时 or 天; or working days left `until` a time."""

    title: str
    unit: str = ""
    column: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def reads(self) -> str:
        """The column it is taken from."""
        return self.column or self.since or self.until or ""


class Judged(Declaration):
    """`fact op value`."""

    fact: str
    op: Literal[">", ">=", "<", "<=", "=="]
    value: float


class GradedRule(Declaration):
    """All of `when` together give the level."""

    level: Level
    when: list[Judged] = Field(min_length=1)


class Watch(Declaration):
    """Rows of a record that are judged one by one.

    Args:
        entity: the column that names who is judged; page: where it is opened; name: a column with its name in words.
        who: the column with the code of the organization that has to act.
        newest: of a record told by years, the column whose largest value alone is judged.
        advice: what to do next, in words of the source.
    """

    watch: str
    title: str
    record: str
    entity: str
    page: str
    name: str | None = None
    who: str | None = None
    newest: str | None = None
    department: str
    advice: str
    source: str
    where: list[Condition] = []
    facts: dict[str, Fact] = Field(min_length=1)
    rules: list[GradedRule] = Field(min_length=1)

    @property
    def reads(self) -> tuple[str, ...]:
        """Every column that the select has to bring, the entity first."""
        told = [name for name in (self.name, self.who) if name]
        names = [self.entity, *told, *[fact.reads for fact in self.facts.values()]]
        return tuple(dict.fromkeys(names))

    def judge(self, rows: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
        """The warnings of rows (columns: `reads`), as metrics.rules.warnings tells them, by the rows' own index."""
        facts = {name: _fact(fact, rows[fact.reads], now) for name, fact in self.facts.items()}
        return warnings(pd.DataFrame(facts, index=rows.index), self.declared)

    @property
    def declared(self) -> tuple[Rule, ...]:
        """Its rules with the words by which evidence is written."""
        return tuple(
            Rule(f"{self.watch}.{number}", rule.level, tuple(self._condition(told) for told in rule.when))
            for number, rule in enumerate(self.rules, 1)
        )

    def _condition(self, told: Judged) -> RuleCondition:
        fact = self.facts[told.fact]
        return RuleCondition(told.fact, told.op, told.value, fact.title, fact.unit)


def _fact(fact: Fact, column: pd.Series, now: pd.Timestamp) -> pd.Series:
    if fact.column:
        return column.astype("float64")
    if fact.since:
        return (now - column).dt.total_seconds() / _SECONDS[fact.unit]
    known = column.dropna()
    left = workdays_between(pd.Series(now, index=known.index), known)
    return left.astype("float64").where(known >= now, -1.0).reindex(column.index)


def load_watches(records: Mapping[str, Record], folder: Path = FOLDER) -> tuple[Watch, ...]:
    """Every watch of a folder, by the name of its file.

    Raises:
        CatalogError: every fault with file and line.
    """
    faults: list[str] = []
    found: list[Watch] = []
    for document in documents(folder, faults):
        watch = document.model(Watch, faults)
        if watch is not None:
            faults += [f"{document.place()} {fault}" for fault in _faults(watch, records)]
            found.append(watch)
    refuse(folder.name, faults)
    return tuple(found)


def _faults(watch: Watch, records: Mapping[str, Record]) -> Iterator[str]:
    record = records.get(watch.record)
    if record is None:
        yield f"没有记录 {watch.record}"
        return
    named = [*watch.reads, *[told.column for told in watch.where], *([watch.newest] if watch.newest else [])]
    yield from (f"记录 {watch.record} 没有列 {name!r}" for name in named if not record.has(name))
    for name, fact in watch.facts.items():
        if sum(map(bool, (fact.column, fact.since, fact.until))) != 1:
            yield f"事实 {name} 须在 column、since、until 中恰选一个"
        if fact.since and fact.unit not in _SECONDS:
            yield f"事实 {name} 的单位须为 {'、'.join(_SECONDS)}"
    asked = {told.fact for rule in watch.rules for told in rule.when}
    yield from (f"规则用了没有声明的事实 {name}" for name in sorted(asked - set(watch.facts)))
