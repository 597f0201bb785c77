"""Cumulative flows of the demonstration: months of a year lead through every published figure, parts add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from loaders.demo.amounts import Whole, apportion, path
from loaders.demo.places import COUNTY_CODES
from loaders.demo.release import Issue, Journal
from loaders.demo.seed import generator

PARTS = (*COUNTY_CODES, "ZS-JKQ")

Anchors = Mapping[tuple[str, str, str, str], Mapping[tuple[int, int], float]]


@dataclass(frozen=True)
class Flow:
    """A flow of economy.yaml (see its comments)."""

    code: str
    unit: str
    decimals: int
    grain: str
    lag: int
    release: str
    season: str
    years: dict[int, float]
    jan_feb: bool = False
    basis: str = "ytd"
    growth: str = ""
    noise: float = 0.02
    revised: bool = False
    comparable: dict[int, float] = field(default_factory=dict)
    shares: dict[int, list[float]] = field(default_factory=dict)
    zones: dict[str, list[float]] = field(default_factory=dict)
    dimension: str = ""
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def issue(self, year: int, month: int, code: str = "", unit: str = "") -> Issue:
        """The publication of a month of this flow."""
        return Issue(
            code or self.code, unit or self.unit, self.grain, year, month, self.lag, self.release, self.jan_feb
        )

    def written(self, amount: float) -> str:
        """Whole amount (10^-decimals units) as published."""
        return f"{amount / 10**self.decimals:.{self.decimals}f}"

    def in_units(self, amount: int) -> str:
        """Whole amount in the base unit of 亿元."""
        return str(amount * 10 ** (8 - self.decimals))


@dataclass(frozen=True)
class Course:
    """A flow over the years, whole numbers in units of 10^-decimals.

    Args:
        months: year → shape (12,), city per month.
        parts: region → year → shape (12,), cumulative; empty without shares.
        members: member → year → shape (12,), cumulative.
    """

    flow: Flow
    months: dict[int, Whole]
    parts: dict[str, dict[int, Whole]]
    members: dict[str, dict[int, Whole]]


def course(flow: Flow, seasons: Mapping[str, list[float]], anchors: Anchors) -> Course:
    """Lead the flow through its anchors and divide it."""
    months = {year: _year(flow, year, seasons, anchors) for year in flow.years}
    totals = {year: np.cumsum(amounts) for year, amounts in months.items()}
    parts: dict[str, dict[int, Whole]] = {}
    if flow.shares:
        count = len(next(iter(flow.shares.values())))
        weights = {year: np.tile(_shares(flow.shares, year), (12, 1)) for year in totals}
        parts = _divided(flow, PARTS[:count], totals, weights, {p: _known(flow, p, "", anchors) for p in PARTS[:count]})
    members = {}
    if flow.members:
        weights = {year: _member_weights(flow, seasons, months[year]) for year in totals}
        names = tuple(flow.members)
        members = _divided(flow, names, totals, weights, {m: _known(flow, "330900", m, anchors) for m in names})
    return Course(flow, months, parts, members)


def _known(flow: Flow, region: str, member: str, anchors: Anchors) -> dict[tuple[int, int], int]:
    found = anchors.get((flow.code, region, "ytd", member), {})
    return {when: round(value * 10**flow.decimals) for when, value in found.items()}


def _year(flow: Flow, year: int, seasons: Mapping[str, list[float]], anchors: Anchors) -> Whole:
    rng = generator(f"flow.{flow.code}", year)
    weights = np.array(seasons[flow.season]) * rng.normal(1, flow.noise, size=12).clip(0.5, 1.5)
    known = {month: amount for (y, month), amount in _known(flow, "330900", "", anchors).items() if y == year}
    return path({12: round(flow.years[year] * 10**flow.decimals), **known}, weights)


def _shares(shares: Mapping[int, list[float]], year: int) -> npt.NDArray[np.float64]:
    years = sorted(shares)
    table = np.array([shares[y] for y in years], dtype=np.float64)
    return np.array([np.interp(year, years, column) for column in table.T])


def _member_weights(flow: Flow, seasons: Mapping[str, list[float]], months: Whole) -> npt.NDArray[np.float64]:
    """Cumulative weight of each member at each month: its share × how much of its own season has passed."""
    columns = []
    for facts in flow.members.values():
        season = np.array(seasons[facts["season"]]) if "season" in facts else months.astype(float)
        columns.append(facts["share"] * np.cumsum(season) / season.sum())
    return np.stack(columns, axis=1)


def _divided(
    flow: Flow,
    names: tuple[str, ...],
    totals: Mapping[int, Whole],
    weights: Mapping[int, npt.NDArray[np.float64]],
    known: Mapping[str, Mapping[tuple[int, int], int]],
) -> dict[str, dict[int, Whole]]:
    """Cumulative parts that add up to the city in every month; a published part stays as published."""
    result: dict[str, dict[int, Whole]] = {name: {} for name in names}
    for year, total in totals.items():
        cumulative = apportion(total, weights[year])
        for month in range(1, 13):
            fixed = {n: known[name][year, month] for n, name in enumerate(names) if (year, month) in known[name]}
            if fixed and len(fixed) < len(names):
                cumulative[month - 1] = _around(fixed, int(total[month - 1]), weights[year][month - 1])
        for n, name in enumerate(names):
            result[name][year] = cumulative[:, n]
    return result


def _around(fixed: Mapping[int, int], total: int, weights: npt.NDArray[np.float64]) -> Whole:
    free = weights.copy()
    free[list(fixed)] = 0
    amounts = apportion(total - sum(fixed.values()), free)
    amounts[list(fixed)] = list(fixed.values())
    return amounts


def publish(course: Course, journal: Journal) -> None:
    """Rows of the flow from 2019 on: value, growth on the comparable base, counties, zones and members."""
    flow = course.flow
    cumulative = {year: np.cumsum(amounts) for year, amounts in course.months.items()}
    regions = {"330900": cumulative, **course.parts}
    for zone, (part, share) in flow.zones.items():
        regions[zone] = {year: np.rint(a * share).astype(int) for year, a in course.parts[PARTS[int(part)]].items()}
    for year in sorted(course.months)[1:]:
        for month in range(1, 13):
            if journal.open(flow.issue(year, month)):
                for region, amounts in regions.items():
                    journal.add(_published(flow, region, amounts, year, month, journal.today))
                for member, amounts in course.members.items():
                    row = _value(flow, "330900", amounts, year, month)
                    journal.add([{**row, "dimension": flow.dimension, "member": member}])


def _at(flow: Flow, amounts: Mapping[int, Whole], year: int, month: int) -> int:
    """Cumulative amount, or the month's own for a flow published by month."""
    before = int(amounts[year][month - 2]) if flow.basis == "current" and month > 1 else 0
    return int(amounts[year][month - 1]) - before


def _value(flow: Flow, region: str, amounts: Mapping[int, Whole], year: int, month: int) -> dict[str, str]:
    value = flow.written(_at(flow, amounts, year, month))
    return flow.issue(year, month).row(region, flow.basis, value)


def _published(
    flow: Flow, region: str, amounts: Mapping[int, Whole], year: int, month: int, today: date
) -> list[dict[str, str]]:
    row = _value(flow, region, amounts, year, month)
    base = _at(flow, amounts, year - 1, month) * flow.comparable.get(year, 1.0)
    rows = [{**row, "prev_value": flow.written(base)}]
    if flow.revised and region == "330900":
        rows = _revision(flow, rows[0], year, month, today)
    if base <= 0 or flow.growth == "none":
        return rows
    rate = f"{(_at(flow, amounts, year, month) / base - 1) * 100:.1f}"
    issue = flow.issue(year, month)
    rows.append(issue.row(region, "yoy" if flow.basis == "current" else "ytd_yoy", rate))
    if flow.growth:
        rows.append(flow.issue(year, month, flow.growth, "%").row(region, "current", rate))
    return rows


def _revision(flow: Flow, row: dict[str, str], year: int, month: int, today: date) -> list[dict[str, str]]:
    """What was said first (a little off) and, from the next release on, what holds."""
    later = flow.issue(year, month).vintage + timedelta(days=30)
    off = generator(f"revision.{flow.code}", year, month).normal(0, 0.004)
    first = {**row, "value": f"{float(row['value']) * (1 + off):.{flow.decimals}f}"}
    if later > today:
        return [row]
    return [first, {**row, "vintage": later.isoformat(), "note": "演示数据；修订"}]
