"""Rules that judge a batch as a whole: its size, its unit, its regions, its age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from math import log
from typing import Any

import pandas as pd
import sqlalchemy as sa

from cockpit.quality.series import LEVELS
from cockpit.quality.subject import Subject
from metrics.quality import Fresh, Refused, RowsDrop, Rule, SwappedRegions, Tally, Unit
from metrics.region import COUNTIES, region

BATCH_RULES = (RowsDrop, Unit, SwappedRegions, Fresh, Refused)
#: A share of fewer rows says nothing.
FEW = 20
#: Logarithm of how many times likelier a swap must be than none, before a batch is stopped for it.
EVIDENCE = 12.0
Verdict = tuple[Tally, str]


def verdict(connection: sa.Connection, rule: Rule, subject: Subject) -> Verdict:
    """Elements checked and failed (rows for sizes and regions, else one), and in words what was found."""
    judge: dict[type, Callable[[sa.Connection, Any, Subject], Verdict]] = {
        RowsDrop: _rows_drop, Unit: _unit, SwappedRegions: _swapped, Fresh: _fresh,
        Refused: _refused,
    }  # fmt: skip
    return judge[type(rule)](connection, rule, subject)


def _refused(_connection: sa.Connection, rule: Refused, subject: Subject) -> Verdict:
    share = subject.refused / subject.read if subject.read else 0.0
    many = subject.read >= FEW and rule.block_above is not None and share > rule.block_above
    words = f"{subject.read:,} 行中 {subject.refused:,} 行类型或代码不符被退回" if many else ""
    return Tally(subject.read, subject.refused), words


def _count(connection: sa.Connection, table: sa.FromClause) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _rows_drop(connection: sa.Connection, rule: RowsDrop, subject: Subject) -> Verdict:
    before, now = _count(connection, subject.standing), _count(connection, subject.checked)
    if not subject.whole or not before:
        return Tally(0, 0), ""
    lost = max(before - now, 0)
    if lost <= rule.share * before:
        return Tally(before, 0), ""
    return Tally(before, lost), f"上一批 {before:,} 行，这一批只有 {now:,} 行，少 {lost / before:.0%}"


def _unit(connection: sa.Connection, rule: Unit, subject: Subject) -> Verdict:
    medians = []
    for table in (subject.standing, subject.checked):
        size = sa.func.abs(table.c[rule.column])
        chosen = sa.select(sa.func.median(size), sa.func.count(size)).where(table.c[rule.column] != 0)
        medians.append(connection.execute(chosen).one())
    (before, known), (now, arrived) = medians
    if min(known, arrived) < rule.least:
        return Tally(0, 0), ""
    times = now / before
    if 1 / rule.factor < times < rule.factor:
        return Tally(arrived, 0), ""
    words = f"中位数由 {before:,.4g} 变为 {now:,.4g}，相差 {max(times, 1 / times):,.0f} 倍"
    return Tally(arrived, arrived), words


def _fresh(connection: sa.Connection, _rule: Fresh, subject: Subject) -> Verdict:
    moments = [
        connection.execute(sa.select(sa.func.max(table.c["_changed_at"]))).scalar()
        for table in (subject.staged, subject.standing)
    ]
    reached = max((moment for moment in moments if moment is not None), default=None)
    due = None if reached is None else subject.calendar.expected(reached)
    if due is None or reached is None:
        return Tally(0, 0), ""
    late = subject.now - due
    if late <= timedelta(0):
        return Tally(1, 0), ""
    span = f"{late.days} 天" if late.days else f"{late.total_seconds() / 3600:.0f} 小时"
    last, wanted = (f"{at.year}年{at.month}月{at.day}日" for at in (reached, due))
    return Tally(1, 1), f"最新数据停在 {last}，下一批应于 {wanted}送到，已超期 {span}"


def _swapped(connection: sa.Connection, rule: SwappedRegions, subject: Subject) -> Verdict:
    if subject.observed:
        return _swapped_series(connection, rule, subject)
    return _swapped_rows(connection, rule, subject) if subject.region else (Tally(0, 0), "")


def _swapped_rows(connection: sa.Connection, rule: SwappedRegions, subject: Subject) -> Verdict:
    """Rows known by their business key that stand in another county than before, both ways round."""
    checked, standing = subject.checked, subject.standing
    same = sa.and_(*(checked.c[name].is_not_distinct_from(standing.c[name]) for name in subject.key))
    now = sa.func.substr(checked.c[subject.region], 1, 6).label("now")
    before = sa.func.substr(standing.c[subject.region], 1, 6).label("before")
    chosen = sa.select(before, now, sa.func.count().label("n")).select_from(checked.join(standing, same))
    moved = {(row.before, row.now): row.n for row in connection.execute(chosen.group_by(before, now))}
    total = sum(moved.values())
    for a, b in combinations(COUNTIES, 2):
        crossed = moved.get((a, b), 0) + moved.get((b, a), 0)
        stayed = moved.get((a, a), 0) + moved.get((b, b), 0)
        if min(moved.get((a, b), 0), moved.get((b, a), 0)) and _enough(rule, crossed, crossed + stayed):
            return Tally(total, crossed), _words(a, b, crossed)
    return _swapped_shares(connection, rule, subject, total)


def _swapped_shares(connection: sa.Connection, rule: SwappedRegions, subject: Subject, known: int) -> Verdict:
    """New rows whose counties have each other's share: likelihood of the batch with the counties crossed and as before."""
    counts = []
    for table in (subject.standing, subject.checked):
        county = sa.func.substr(table.c[subject.region], 1, 6)
        chosen = sa.select(county, sa.func.count()).where(county.in_(COUNTIES)).group_by(county)
        counts.append({str(code): int(n) for code, n in connection.execute(chosen)})
    before, now = counts
    for a, b in combinations(COUNTIES, 2):
        if min(before.get(a, 0), before.get(b, 0)) < FEW or now.get(a, 0) + now.get(b, 0) < rule.least:
            continue
        evidence = (now.get(a, 0) - now.get(b, 0)) * log(before[b] / before[a])
        if evidence > EVIDENCE:
            crossed = now.get(a, 0) + now.get(b, 0)
            return Tally(sum(now.values()), crossed), _words(a, b, crossed)
    return Tally(known or sum(now.values()), 0), ""


def _swapped_series(connection: sa.Connection, rule: SwappedRegions, subject: Subject) -> Verdict:
    """Series of two counties whose proportion turned upside down; the proportion knows no season and no inflation."""
    names = ["indicator", "grain", "basis", "dimension", "member", "region", "period_start", "value"]
    frames = [_levels(connection, table, names) for table in (subject.checked, subject.standing)]
    series = names[:5]
    now, before = (frame.sort_values("period_start").groupby([*series, "region"]).tail(1) for frame in frames)
    wide = [frame.pivot(index=series, columns="region", values="value") for frame in (now, before)]
    total = 0
    for a, b in combinations(COUNTIES, 2):
        votes = _votes(wide[0], wide[1], a, b)
        total += len(votes)
        if _enough(rule, int(votes.sum()), len(votes)):
            return Tally(total, int(votes.sum())), _words(a, b, int(votes.sum()))
    return Tally(total, 0), ""


def _levels(connection: sa.Connection, table: sa.FromClause, names: list[str]) -> pd.DataFrame:
    chosen = sa.select(*[table.c[name] for name in names]).where(
        table.c.region.in_(COUNTIES), table.c.basis.in_(LEVELS), table.c.value > 0
    )
    return pd.DataFrame(connection.execute(chosen).all(), columns=names)


def _votes(now: pd.DataFrame, before: pd.DataFrame, a: str, b: str) -> pd.Series:
    """Per series whether the proportion of two counties is nearer to its inverse than to itself."""
    if not {a, b} <= set(now.columns) & set(before.columns):
        return pd.Series(dtype=bool)
    both = pd.concat([now[a] / now[b], before[a] / before[b]], axis=1, join="inner", keys=["now", "before"]).dropna()
    told = both[(both["before"] > 1.3) | (both["before"] < 1 / 1.3)]
    return (told["now"] * told["before"] - 1).abs() < (told["now"] / told["before"] - 1).abs()


def _enough(rule: SwappedRegions, crossed: int, comparable: int) -> bool:
    return comparable >= rule.least and crossed > rule.share * comparable


def _words(a: str, b: str, count: int) -> str:
    return f"{region(a).name}与{region(b).name}疑似互换，{count:,} 处与对方一致"
