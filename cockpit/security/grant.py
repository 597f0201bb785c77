"""What one identity may see and do: the rules of its role, compiled against the catalog and the records.

Everything that leaves the cockpit asks a grant: pages, callbacks, tables, exports, API, wall, search, lineage.
`digest` names what is seen, not who sees it, so that people with the same sight share what the cache keeps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from cockpit.errors import Forbidden
from cockpit.security.identity import MACHINE, Identity
from cockpit.security.policy import Policy, Right, Rule
from cockpit.security.small_groups import counts_of
from metrics.access import Detail, at_most, departments
from metrics.catalog import Catalog
from metrics.model import Domain, Indicator
from metrics.records import Record
from metrics.region import CITY


@dataclass(frozen=True)
class Reach:
    """One rule, compiled: these indicators and records, in these regions (None: everywhere), with these details.

    Args:
        regions: codes; a row lies within when its code begins with one of them, or equals it when `exact`.
    """

    indicators: frozenset[str]
    records: frozenset[str]
    regions: tuple[str, ...] | None
    details: frozenset[Detail]
    exact: bool = False

    def covers(self, region: str) -> bool:
        """Whether a region code lies within."""
        if self.regions is None:
            return True
        return any(region == own if self.exact else region.startswith(own) for own in self.regions)


@dataclass(frozen=True)
class Grant:
    """The rules of one kind of identity, compiled.

    Args:
        title: the role's name on screen.
        home: the region that somebody without sight of the city starts from, or "".
        all_seeing: the program itself, which no rule narrows.
        least: groups smaller than this are starred without the right to detail.
        small: indicators whose parts are groups of people or enterprises that this identity sees no details of.
        salt: makes pseudonyms that cannot be guessed by trying codes.
    """

    title: str
    reaches: tuple[Reach, ...]
    rights: frozenset[Right]
    export_rows: int
    second_factor: bool
    least: int
    home: str = ""
    all_seeing: bool = False
    salt: str = field(default="", repr=False)
    small: frozenset[str] = frozenset()

    @cached_property
    def digest(self) -> str:
        """Twelve hex digits over everything that decides what is seen."""
        told = [(sorted(r.indicators), sorted(r.records), r.regions, sorted(r.details), r.exact) for r in self.reaches]
        text = repr(
            (told, sorted(self.rights), self.export_rows, self.least, self.home, self.all_seeing, sorted(self.small))
        )
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @cached_property
    def indicators(self) -> frozenset[str]:
        """Codes of every indicator that is seen anywhere."""
        return frozenset().union(*(reach.indicators for reach in self.reaches))

    def only(self, indicator: str) -> Grant:
        """What of this grant is about one indicator; records, rights and all else stay."""
        own = frozenset({indicator})
        reaches = tuple(replace(reach, indicators=reach.indicators & own) for reach in self.reaches)
        return replace(self, reaches=reaches, small=self.small & own)

    def may(self, right: Right) -> bool:
        """Whether this identity may do something."""
        return self.all_seeing or right in self.rights

    def may_see(self, indicator: Indicator | str, region: str | None = None) -> bool:
        """Whether an indicator is seen at all, or at one region."""
        code = indicator if isinstance(indicator, str) else indicator.code
        return self.all_seeing or any(
            code in reach.indicators and (region is None or reach.covers(region)) for reach in self.reaches
        )

    def may_read(self, record: str) -> bool:
        """Whether any row of a record is seen."""
        return self.all_seeing or any(record in reach.records for reach in self.reaches)

    def may_detail(self, record: Record | str, detail: Detail | None = None) -> bool:
        """Whether single objects of a record are shown: `may_detail(record)`, or by name with its kind of detail."""
        name = record if isinstance(record, str) else record.name
        kind = detail if isinstance(record, str) else record.access.detail if record.access else None
        if self.all_seeing or kind is None:
            return self.may_read(name)
        return any(name in reach.records and kind in reach.details for reach in self.reaches)

    def need(self, right: Right) -> None:
        """Goes on only with a right.

        Raises:
            Forbidden: it is not held.
        """
        if not self.may(right):
            raise Forbidden(self.title, "没有这项权限", "需要时请找安全管理员授权")

    def visible_regions(self, indicator: Indicator | str) -> tuple[str, ...] | None:
        """Region codes at and below which an indicator is seen; None is everywhere, () nowhere."""
        code = indicator if isinstance(indicator, str) else indicator.code
        if self.all_seeing:
            return None
        found: list[str] = []
        for reach in self.reaches:
            if code in reach.indicators:
                if reach.regions is None:
                    return None
                found += reach.regions
        return tuple(dict.fromkeys(found))

    def catalog(self, whole: Catalog) -> Catalog:
        """The catalog as this identity sees it: nothing else is found, listed, completed or named in an error."""
        if self.all_seeing or self.indicators == whole.indicators.keys():
            return whole
        indicators = {
            code: _seen(i, self.indicators) for code, i in whole.indicators.items() if code in self.indicators
        }
        return Catalog(tuple(_domain(d, indicators) for d in whole.domains), indicators, whole.systems)


def _seen(indicator: Indicator, codes: frozenset[str]) -> Indicator:
    kept = [code for code in indicator.confusable if code in codes]
    return indicator if len(kept) == len(indicator.confusable) else indicator.model_copy(update={"confusable": kept})


def _domain(domain: Domain, indicators: Mapping[str, Indicator]) -> Domain:
    return domain.model_copy(
        update={
            "headlines": [code for code in domain.headlines if code in indicators],
            "indicators": [indicators[i.code] for i in domain.indicators if i.code in indicators],
        }
    )


#: The grant of the program itself.
EVERYTHING = Grant(MACHINE.title, (), frozenset(), 0, False, 0, all_seeing=True)


def grant(identity: Identity, policy: Policy, catalog: Catalog, records: Mapping[str, Record], salt: str = "") -> Grant:
    """The grant of an identity; a role that the policy does not know may nothing."""
    if identity.kind == "machine":
        return EVERYTHING
    role = policy.role(identity.role)
    if role is None:
        return Grant(identity.title, (), frozenset(), 0, False, policy.least, salt=salt)
    reaches = tuple(_reach(rule, identity, catalog.indicators.values(), records.values()) for rule in role.sees)
    wide = any(rule.region == "any" and rule.up_to != "public" for rule in role.sees)
    home = "" if wide or identity.region == CITY else identity.region
    return Grant(
        role.title, tuple(reach for reach in reaches if reach.regions != ()), frozenset(role.rights), role.export_rows,
        role.second_factor, policy.least, home, salt=salt, small=_small(catalog, role.sees),
    )  # fmt: skip


def _small(catalog: Catalog, sees: Iterable[Rule]) -> frozenset[str]:
    """Indicators that count people or enterprises, of which no rule shows details; a rule shows those it reaches."""
    everywhere = {detail for rule in sees for detail in rule.details}
    counted = ((i.code, counts_of(i)) for i in catalog.indicators.values())
    return frozenset(code for code, detail in counted if detail is not None and detail not in everywhere)


def _reach(rule: Rule, identity: Identity, indicators: Iterable[Indicator], records: Iterable[Record]) -> Reach:
    own = departments(identity.department) if rule.department == "own" else None

    def mine(text: str) -> bool:
        return own is None or bool(own & departments(text))

    regions = _regions(rule, identity)
    return Reach(
        frozenset(i.code for i in indicators if at_most(i.sensitivity, rule.up_to) and mine(i.department)),
        frozenset(
            r.name
            for r in records
            if r.access and at_most(r.access.sensitivity, rule.up_to) and mine(r.access.department)
            if r.region or regions is None  # rows that say nothing of a place cannot be narrowed to one
        ),
        regions,
        frozenset(rule.details),
        exact=rule.region == "city",
    )


def _regions(rule: Rule, identity: Identity) -> tuple[str, ...] | None:
    if rule.region == "any" or (rule.region == "own" and identity.region == CITY):
        return None
    if rule.region == "city":
        return (CITY,)
    return (identity.region,) if identity.region else ()
