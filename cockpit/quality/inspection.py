"""The inspection of one staged batch by its source's rules: what was checked, what failed, and what then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pandas as pd
import sqlalchemy as sa

from cockpit.errors import BatchBlocked
from cockpit.quality.batches import BATCH_RULES, FEW, verdict
from cockpit.quality.cells import CELL_RULES, applies, fails, shown
from cockpit.quality.series import SERIES_RULES, judged
from cockpit.quality.subject import ROW_KEY, Subject
from metrics.observation import DOUBTFUL, SUSPECT
from metrics.quality import CHECKS, Refused, Rule, Tally, rule_key

#: Cells of one rule that are kept by name; all are counted, and all observations are marked.
CELLS_KEPT = 20_000
FLAG = ("rule", "row_key", "column_name", "value", "words")


@dataclass(frozen=True)
class Finding:
    """What one rule found in one batch. words: what is wrong, empty when nothing is. blocks: the batch must not pass."""

    rule: Rule
    tally: Tally
    words: str = ""
    blocks: bool = False

    @property
    def action(self) -> str:
        """What came of it: block, flag, note, or nothing."""
        if not self.tally.failed:
            return ""
        return "block" if self.blocks else ("flag" if self.rule.then == "block" else self.rule.then)


@dataclass(frozen=True)
class Inspection:
    """All findings of a batch and the failing cells (columns FLAG, all text)."""

    findings: tuple[Finding, ...] = ()
    cells: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FLAG)))

    @property
    def refusal(self) -> str:
        """Why the batch must not be published; empty when it may."""
        return "；".join(f.words for f in self.findings if f.blocks)


def inspect(
    connection: sa.Connection, subject: Subject, rules: Sequence[Rule], titles: dict[str, str],
    additive: Collection[str], amounts: Collection[str],
) -> Inspection:  # fmt: skip
    """Judges the batch by every rule and marks failing observations as suspect.

    Args:
        titles: Chinese name by column. additive, amounts: see cockpit.quality.series.judged.
    """
    findings, cells = [], []
    for rule, tally in _cell_tallies(connection, subject, [r for r in rules if isinstance(r, CELL_RULES)]):
        findings.append(_finding(rule, tally, titles))
        if tally.failed:
            table = subject.checked
            wrong = sa.and_(applies(rule, table.c), fails(rule, table.c, subject.now))
            value = sa.cast(table.c[shown(rule)], sa.String).label("value")
            chosen = sa.select(table.c[ROW_KEY], value).where(wrong)
            cells.append(_failing(connection, subject, findings[-1], chosen))
    for rule in rules:
        if isinstance(rule, SERIES_RULES):
            told = judged(rule, subject, additive, amounts)
            findings.append(_finding(rule, _tally(connection, told), titles))
            if findings[-1].tally.failed:
                chosen = sa.select(told.c[ROW_KEY], told.c.value).where(told.c.bad)
                cells.append(_failing(connection, subject, findings[-1], chosen))
        elif isinstance(rule, BATCH_RULES):
            tally, words = verdict(connection, rule, subject)
            stops = rule.then == "block" or isinstance(rule, Refused)
            findings.append(Finding(rule, tally, words, bool(words) and stops))
    return Inspection(tuple(findings), pd.concat(cells, ignore_index=True) if cells else Inspection().cells)


def refuse_blocked(inspection: Inspection, source: str) -> None:
    """Ends the batch when a rule blocks it.

    Raises:
        BatchBlocked: with every reason; it carries the inspection.
    """
    if inspection.refusal:
        raise BatchBlocked(
            source, f"质量规则拦下这一批：{inspection.refusal}", "退回数源部门核对；屏上仍是上一批", inspection
        )


def _cell_tallies(connection: sa.Connection, subject: Subject, rules: list[Rule]) -> list[tuple[Rule, Tally]]:
    """All rules on single rows in one pass over the batch."""
    if not rules:
        return []
    columns = subject.checked.c
    counts = []
    for number, rule in enumerate(rules):
        mine = applies(rule, columns)
        wrong = sa.and_(mine, fails(rule, columns, subject.now))
        counts += [_count(mine).label(f"n{number}"), _count(wrong).label(f"w{number}")]
    row = connection.execute(sa.select(*counts).select_from(subject.checked)).one()._mapping
    return [(rule, Tally(int(row[f"n{n}"] or 0), int(row[f"w{n}"] or 0))) for n, rule in enumerate(rules)]


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _tally(connection: sa.Connection, told: sa.Subquery) -> Tally:
    row = connection.execute(sa.select(sa.func.count(), _count(told.c.bad)).select_from(told)).one()
    return Tally(int(row[0]), int(row[1] or 0))


def _finding(rule: Rule, tally: Tally, titles: dict[str, str]) -> Finding:
    if not tally.failed:
        return Finding(rule, tally)
    column = shown(rule)
    name = titles.get(column) or column
    words = f"{name}{CHECKS[rule.check][1]}，{tally.checked:,} 行中 {tally.failed:,} 行"
    share = rule.block_above
    enough = share == 0 or tally.checked >= FEW
    blocks = rule.then == "block" or (share is not None and enough and tally.failed > share * tally.checked)
    return Finding(rule, tally, words, blocks)


def _failing(connection: sa.Connection, subject: Subject, finding: Finding, chosen: sa.Select) -> pd.DataFrame:
    """The failing cells of a finding; of flagged observations every one is marked in the batch itself."""
    rule = finding.rule
    if finding.action == "flag" and subject.observed:
        _mark(connection, subject, chosen.subquery())
    rows = connection.execute(chosen.order_by(sa.text("1")).limit(CELLS_KEPT)).all()
    frame = pd.DataFrame(rows, columns=["row_key", "value"])
    return frame.assign(rule=rule_key(rule), column_name=shown(rule), words=CHECKS[rule.check][1])[list(FLAG)]


def _mark(connection: sa.Connection, subject: Subject, wrong: sa.Subquery) -> None:
    staged, checked = subject.staged, subject.checked
    same = sa.and_(
        *(staged.c[name].is_not_distinct_from(checked.c[name]) for name in (*subject.key, "vintage")),
        checked.c[ROW_KEY] == wrong.c[ROW_KEY],
    )
    doubted = staged.c.quality.in_(sorted(DOUBTFUL))
    connection.execute(
        sa.update(staged).values(quality=SUSPECT).where(~doubted, sa.exists(sa.select(1).select_from(
            checked.join(wrong, checked.c[ROW_KEY] == wrong.c[ROW_KEY])).where(same)))
    )  # fmt: skip
