"""Growth, ratio, price and single series of the demonstration: what is published without a level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from loaders.demo.flows import Course
from loaders.demo.places import COUNTY_CODES
from loaders.demo.release import Issue, Journal
from loaders.demo.seed import generator

Level = dict[int, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Rate:
    """A growth series of economy.yaml; `ytd` and `month` are indicators."""

    ytd: str
    lag: int
    release: str
    season: str
    price_basis: str
    years: dict[int, float]
    month: str = ""
    jan_feb: bool = False
    noise: float = 0.03
    mid: dict[int, dict[int, float]] = field(default_factory=dict)
    counties: list[float] = field(default_factory=list)
    dimension: str = ""
    members: dict[str, float] = field(default_factory=dict)

    def issue(self, year: int, month: int, code: str = "") -> Issue:
        """The publication of a month of this rate."""
        return Issue(code or self.ytd, "%", "M", year, month, self.lag, self.release, self.jan_feb, self.price_basis)


def months(first: int = 2019, last: int = 2026) -> Iterator[tuple[int, int]]:
    """Every (year, month)."""
    return ((year, month) for year in range(first, last + 1) for month in range(1, 13))


def hidden_level(rate: Rate, season: list[float], offset: float, name: str) -> Level:
    """Real monthly amounts whose cumulative growth meets every year's (and mid-year) growth + offset."""
    first = min(rate.years) - 1
    level: Level = {first: np.array(season) / sum(season)}
    for year in sorted(rate.years):
        rng = generator(f"rate.{rate.ytd}.{name}", year)
        before = level[year - 1]
        wanted = {**rate.mid.get(year, {}), 12: rate.years[year]}
        amounts = before * rng.normal(1, rate.noise, size=12)
        start = 0
        for month, growth in sorted(wanted.items()):
            goal = before[:month].sum() * (1 + (growth + offset) / 100)
            amounts[start:month] *= (goal - amounts[:start].sum()) / amounts[start:month].sum()
            start = month
        level[year] = amounts
    return level


def publish_rate(rate: Rate, season: list[float], journal: Journal) -> Level:
    """Cumulative (and monthly) growth of city, counties and members; returns the city's hidden level."""
    city = hidden_level(rate, season, 0.0, "330900")
    _publish_level(rate, city, "330900", {}, journal)
    for code, offset in zip(COUNTY_CODES, rate.counties, strict=False):
        _publish_level(rate, hidden_level(rate, season, offset, code), code, {}, journal)
    for member, offset in rate.members.items():
        breakdown = {"dimension": rate.dimension, "member": member}
        _publish_level(rate, hidden_level(rate, season, offset, member), "330900", breakdown, journal)
    return city


def _publish_level(rate: Rate, level: Level, region: str, breakdown: dict[str, str], journal: Journal) -> None:
    for year, month in months():
        if year not in rate.years or not journal.open(rate.issue(year, month)):
            continue
        growth = level[year][:month].sum() / level[year - 1][:month].sum() - 1
        journal.add([rate.issue(year, month).row(region, "current", f"{growth * 100:.1f}", **breakdown)])
        if rate.month and month > 2 and not breakdown:
            growth = level[year][month - 1] / level[year - 1][month - 1] - 1
            journal.add([rate.issue(year, month, rate.month).row(region, "current", f"{growth * 100:.1f}")])


def publish_quarterly(series: Mapping[str, Any], journal: Journal) -> None:
    """Growth given quarter by quarter; with `of` also as growth of that cumulative indicator."""
    for year, growth in series["years"].items():
        for quarter, city in enumerate(growth, start=1):
            issue = Issue(
                series["code"], "%", "Q", year, quarter * 3, series["lag"], series["release"],
                price_basis=series["price_basis"],
            )  # fmt: skip
            if journal.open(issue):
                journal.add(_quarter(series, issue, city))
                before = series["years"].get(year - 1)
                if before and "two_years" in series:
                    mean = ((1 + city / 100) * (1 + before[quarter - 1] / 100)) ** 0.5 - 1
                    row = issue.row("330900", "current", f"{mean * 100:.1f}")
                    journal.add([{**row, "indicator_code": series["two_years"]}])


def _quarter(series: Mapping[str, Any], issue: Issue, city: float) -> Iterator[dict[str, str]]:
    chance = generator(f"quarterly.{issue.code}", issue.year, issue.month).normal(0, 0.2, size=8)
    values: list[tuple[str, dict[str, str], float]] = [("330900", {}, city)]
    for n, (code, offset) in enumerate(zip(COUNTY_CODES, series.get("counties", []), strict=False)):
        values.append((code, {}, city + offset + chance[n]))
    for n, (member, offset) in enumerate(series.get("members", {}).items(), start=4):
        breakdown = {"dimension": series["dimension"], "member": member}
        values.append(("330900", breakdown, city + offset + chance[n]))
    for region, breakdown, value in values:
        yield issue.row(region, "current", f"{value:.1f}", **breakdown)
        if "of" in series:
            row = issue.row(region, "ytd_yoy", f"{value:.1f}", **breakdown)
            yield {**row, "indicator_code": series["of"]}


def publish_prices(series: Mapping[str, Any], journal: Journal) -> None:
    """Price growth of the month and its mean since January (of indices of equal weight)."""
    for year, mean in series["years"].items():
        rng = generator("prices", year)
        waves = np.sin(np.arange(12) / 2 + year) * 0.5 + rng.normal(0, 0.15, size=12)
        rise = np.round(mean + waves - waves.mean(), 1)
        for month in range(1, 13):
            issue = Issue(
                series["month"], "%", "M", year, month, series["lag"], series["release"], price_basis="price_index"
            )
            if journal.open(issue):
                journal.add([issue.row("330900", "current", f"{rise[month - 1]:.1f}")])
                row = issue.row("330900", "current", f"{rise[:month].mean():.1f}")
                journal.add([{**row, "indicator_code": series["ytd"]}])


def publish_ratio(series: Mapping[str, Any], course: Course, journal: Journal) -> None:
    """A part of a cumulative flow over the flow, with both, for the city and its counties."""
    flow = course.flow
    totals = {"330900": {year: np.cumsum(a) for year, a in course.months.items()}, **course.parts}
    for year, month in months():
        issue = Issue(series["code"], "%", "M", year, month, series["lag"], series["release"], flow.jan_feb)
        if not journal.open(issue):
            continue
        chance = generator(f"ratio.{issue.code}", year, month).normal(0, 0.5, size=len(totals))
        for n, (region, amounts) in enumerate(totals.items()):
            whole = int(amounts[year][month - 1])
            part = round(whole * (series["part"][year] + chance[n]) / 100)
            numbers = {"numerator": flow.in_units(part), "denominator": flow.in_units(whole)}
            journal.add([issue.row(region, "current", f"{part / whole * 100:.2f}", **numbers)])


def publish_contribution(series: Mapping[str, Any], level: Level, journal: Journal) -> None:
    """Percentage points by industry; they add up to the growth as published (one decimal)."""
    names, weights = list(series["members"]), np.array(list(series["members"].values()))
    for year, month in months(first=series["first"]):
        issue = Issue(
            series["code"], "个百分点", "M", year, month, series["lag"], series["release"], True, "comparable"
        )
        if not journal.open(issue):
            continue
        growth = round((level[year][:month].sum() / level[year - 1][:month].sum() - 1) * 100, 1)
        points = np.round(growth * weights + generator("contribution", year, month).normal(0, 0.15, len(names)), 1)
        points[-1] = growth - points[:-1].sum()
        for name, value in zip(names, points, strict=True):
            journal.add([issue.row("330900", "current", f"{value:.1f}", dimension=series["dimension"], member=name)])


def publish_annual(series: Mapping[str, Any], journal: Journal) -> None:
    """Rows of a yearly series."""
    for year, value in series["years"].items():
        issue = Issue(series["code"], series["unit"], "A", year, 12, series["lag"], series["release"])
        if journal.open(issue):
            journal.add([issue.row("330900", "current", str(value))])


def publish_gauge(series: Mapping[str, Any], journal: Journal) -> None:
    """A line with a yearly wave; `ytd` adds the months of a year up."""
    rng = generator(f"gauge.{series['code']}")
    total = 0.0
    for n, (year, month) in enumerate(months()):
        wave = series["wave"] * np.cos((month - series.get("peak", 6)) / 6 * np.pi)
        value = max(series["start"] + series["yearly"] * n / 12 + wave + rng.normal(0, series["chance"]), 0)
        total = round(value, series["decimals"]) + (total if month > 1 else 0.0)
        if series["unit"] == "%":
            value = min(value, 99.98)
        issue = Issue(series["code"], series["unit"], "M", year, month, series["lag"], series["release"])
        if journal.open(issue):
            basis, number = ("ytd", total) if series.get("ytd") else ("current", value)
            journal.add([issue.row("330900", basis, f"{number:.{series['decimals']}f}")])
