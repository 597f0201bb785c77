"""Derived indicators: one select over the current observations of their parts, for what nobody published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from cockpit.store.derivation import DerivedIndicator, derivations
from cockpit.store.tables import Tables
from metrics.catalog import Catalog
from metrics.model import Indicator
from metrics.observation import COLUMNS, KEY

_SAME = ("region", "grain", "period_start", "period_end")


def derive(connection: sa.Connection, tables: Tables, catalog: Catalog) -> None:
    """Adds what follows from other indicators to the current observations; what stands there already stays."""
    for chosen in derived(tables.current, derivations(catalog)):
        connection.execute(sa.insert(tables.current).from_select(list(COLUMNS), chosen))


def derived(observations: sa.FromClause, wanted: Sequence[DerivedIndicator]) -> Iterator[sa.Select]:
    """Selects of COLUMNS, one per derived indicator: only where all parts have values and nothing is told yet."""
    return (_select(observations, one) for one in wanted)


def with_derived(known: sa.Select, wanted: Sequence[DerivedIndicator]) -> sa.Select:
    """Observations of any time (COLUMNS), and what follows from them."""
    if not wanted:
        return known
    base = known.cte()
    own = sa.select(*[base.c[name] for name in COLUMNS])
    return sa.select(sa.union_all(own, *derived(base, wanted)).subquery())


def _select(observations: sa.FromClause, one: DerivedIndicator) -> sa.Select:
    indicator, derivation, parts = one.indicator, one.derivation, one.parts
    aliases = [_part(observations, part, f"p{n}") for n, part in enumerate(parts)]
    first, others = aliases[0], aliases[1:]
    source: sa.FromClause = first
    for other in others:
        source = source.join(other, sa.and_(*[first.c[name] == other.c[name] for name in _SAME]))
    if derivation.way == "two_years":
        before = _part(observations, parts[0], "before")
        source = first.join(before, _a_year_apart(first, before))
        aliases = [first, before]
    value, top, bottom = _value(derivation.way, [alias.c.value for alias in aliases])
    told = _told(indicator, parts, aliases) | {"value": value, "numerator": top, "denominator": bottom}
    rows = sa.select(*[told[name].label(name) for name in COLUMNS]).select_from(source).subquery()
    stands = observations.alias()
    already = sa.exists().where(*[stands.c[name] == rows.c[name] for name in KEY])
    return sa.select(*[rows.c[name] for name in COLUMNS]).where(rows.c.value.is_not(None), ~already)


def _part(observations: sa.FromClause, part: Indicator, name: str) -> sa.Subquery:
    own = observations.c
    chosen = sa.select(observations).where(
        own.indicator == part.code, own.basis == part.basis, own.dimension == "", own.value.is_not(None)
    )
    return chosen.subquery(name)


def _a_year_apart(now: sa.Subquery, before: sa.Subquery) -> sa.ColumnElement[bool]:
    year = sa.text("INTERVAL '1 year'")
    spans = [now.c[name] == before.c[name] + year for name in ("period_start", "period_end")]
    return sa.and_(now.c.region == before.c.region, now.c.grain == before.c.grain, *spans)


def _value(way: str, parts: list[Any]) -> tuple[Any, Any, Any]:
    """Value, numerator and denominator; nothing over nothing, and a root of less than nothing, are missing."""
    nothing = sa.null()
    if way == "ratio":
        return parts[0] / sa.func.nullif(parts[1], 0), parts[0], parts[1]
    if way == "two_years":
        product = (1 + parts[0]) * (1 + parts[1])
        return sa.case((product >= 0, sa.func.sqrt(sa.func.abs(product)) - 1)), nothing, nothing
    total = parts[0]
    for part in parts[1:]:
        total = total + part if way == "sum" else total - part
    return total, nothing, nothing


def _told(indicator: Indicator, parts: Sequence[Indicator], aliases: Sequence[sa.Subquery]) -> dict[str, Any]:
    """A derived value is as late as its latest part, reaches as far as its shortest, and is doubtful with any of them."""
    first = aliases[0].c
    mock = sa.or_(*[alias.c.status == "mock" for alias in aliases])
    doubts = [sa.func.nullif(alias.c.quality, "") for alias in aliases]
    names = "、".join(dict.fromkeys(part.name_zh for part in parts))
    return {
        "indicator": sa.literal(indicator.code), "basis": sa.literal(indicator.basis),
        **{name: first[name] for name in _SAME}, "dimension": sa.literal(""), "member": sa.literal(""),
        "text": sa.literal(""), "status": sa.case((mock, "mock"), else_="estimated"),
        "quality": sa.func.coalesce(*doubts, ""), "as_of": sa.func.least(*[alias.c.as_of for alias in aliases]),
        "vintage": sa.func.greatest(*[alias.c.vintage for alias in aliases]), "note": sa.literal(f"由{names}推算"),
        "batch": sa.literal(0),
    }  # fmt: skip
