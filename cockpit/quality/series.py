"""Rules that hold a row against others: the value before, the year's sum so far, the counties and their city."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from cockpit.quality.subject import ROW_KEY, Subject
from metrics.quality import Duplicates, Jump, Monotone, Parent, Rule
from metrics.region import CITY, COUNTIES

SERIES_RULES = (Jump, Monotone, Parent, Duplicates)
#: Bases of observations that are amounts; growth rates jump and fall as they please.
LEVELS = ("current", "ytd")


def judged(rule: Rule, subject: Subject, additive: Collection[str], amounts: Collection[str]) -> sa.Subquery:
    """Every row a rule has something to say about: `_key`, `value` as text, `bad`.

    Args:
        additive: indicators whose counties add up to the city. amounts: indicators that are no rates.
    """
    if isinstance(rule, Duplicates):
        return _duplicates(subject)
    if isinstance(rule, Parent):
        return _parent(rule, subject, additive)
    assert isinstance(rule, Jump | Monotone)
    before = _before(rule, subject, amounts)
    now, last = before.c.now, before.c.last
    if isinstance(rule, Jump):
        bad = sa.or_(
            sa.func.abs(now) > rule.factor * sa.func.abs(last), sa.func.abs(last) > rule.factor * sa.func.abs(now)
        )
        compared = sa.and_(last != 0, now != 0)
    else:
        bad = now < last * (1 - rule.tolerance)
        compared = before.c.year == before.c.last_year
    chosen = sa.select(before.c[ROW_KEY], _text(now), bad.label("bad"))
    return chosen.where(before.c.fresh, now.is_not(None), last.is_not(None), compared).subquery()


def _text(value: sa.ColumnElement) -> sa.Label[str]:
    return sa.cast(value, sa.String).label("value")


def _before(rule: Jump | Monotone, subject: Subject, amounts: Collection[str]) -> sa.Subquery:
    """Rows of the batch and of what is published, each with the value before in its series."""
    checked, standing = subject.checked, subject.standing
    names = [*rule.by, rule.along, rule.column]
    arriving = sa.select(*[checked.c[name] for name in names], checked.c[ROW_KEY], sa.true().label("fresh"))
    same = sa.and_(*(checked.c[name].is_not_distinct_from(standing.c[name]) for name in subject.key))
    known = sa.select(*[standing.c[name] for name in names], sa.literal("").label(ROW_KEY), sa.false().label("fresh"))
    known = known.where(~sa.exists(sa.select(1).select_from(checked).where(same)))
    if subject.observed:
        bases = LEVELS if isinstance(rule, Jump) else ("ytd",)
        arriving = arriving.where(checked.c.basis.in_(bases), checked.c.indicator.in_(sorted(amounts)))
        known = known.where(standing.c.basis.in_(bases), standing.c.indicator.in_(sorted(amounts)))
    both = sa.union_all(arriving, known).subquery()
    window: dict[str, Any] = {"partition_by": [both.c[name] for name in rule.by], "order_by": both.c[rule.along]}
    year = sa.func.substr(sa.cast(both.c[rule.along], sa.String), 1, 4)
    return sa.select(
        both.c[ROW_KEY], both.c.fresh, both.c[rule.column].label("now"),
        sa.func.lag(both.c[rule.column]).over(**window).label("last"), year.label("year"),
        sa.func.lag(year).over(**window).label("last_year"),
    ).subquery()  # fmt: skip


def _duplicates(subject: Subject) -> sa.Subquery:
    """Keys that arrived more than once at the same change time."""
    staged = subject.staged
    own = [staged.c[name] for name in subject.key]
    if subject.observed:
        own.append(staged.c["vintage"])
    parts = [sa.func.coalesce(sa.cast(column, sa.String), "—") for column in own[: len(subject.key)]]
    chosen = sa.select(
        sa.func.concat_ws("|", *parts).label(ROW_KEY), _text(sa.func.count()), (sa.func.count() > 1).label("bad")
    )
    return chosen.group_by(*own, staged.c["_changed_at"]).subquery()


def _parent(rule: Parent, subject: Subject, additive: Collection[str]) -> sa.Subquery:
    """The city's rows of the batch whose four counties are known, in it or before it."""
    checked, standing = subject.checked, subject.standing
    alike = ("indicator", "grain", "period_start", "period_end", "basis", "dimension", "member")
    same = sa.and_(*(checked.c[name].is_not_distinct_from(standing.c[name]) for name in subject.key))
    known = sa.select(*[standing.c[name] for name in (*alike, "region", "value")]).where(
        ~sa.exists(sa.select(1).select_from(checked).where(same))
    )
    both = sa.union_all(sa.select(*[checked.c[name] for name in (*alike, "region", "value")]), known).subquery()
    counties = (
        sa.select(*[both.c[name] for name in alike], sa.func.sum(both.c.value).label("total"))
        .where(both.c.region.in_(COUNTIES), both.c.value.is_not(None))
        .group_by(*[both.c[name] for name in alike])
        .having(sa.func.count() == len(COUNTIES))
        .subquery()
    )
    match = sa.and_(*(checked.c[name] == counties.c[name] for name in alike))
    difference = sa.func.abs(counties.c.total - checked.c.value)
    bad = difference > rule.tolerance * sa.func.abs(checked.c.value)
    chosen = sa.select(checked.c[ROW_KEY], _text(counties.c.total), bad.label("bad"))
    return (
        chosen.select_from(checked.join(counties, match))
        .where(checked.c.region == CITY, checked.c.value.is_not(None), checked.c.basis.in_(LEVELS))
        .where(checked.c.indicator.in_(sorted(additive)))
        .subquery()
    )
