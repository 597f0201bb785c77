"""The economy of the demonstration: published observations first, then 演示数据 led through them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from loaders.demo.facts import published_observations, year_totals
from loaders.demo.flows import Course, Flow, course, publish
from loaders.demo.observations import observation_rows
from loaders.demo.platform import Rows
from loaders.demo.rates import (
    Rate,
    publish_annual,
    publish_contribution,
    publish_gauge,
    publish_prices,
    publish_quarterly,
    publish_rate,
    publish_ratio,
)
from loaders.demo.release import Journal
from metrics.observation import DOUBTFUL

PARAMETERS = Path(__file__).parent / "economy.yaml"


@dataclass(frozen=True)
class Economy:
    """Rows of econ_macro_obs and econ_release, and the anchors other subjects must meet.

    Args:
        published: observations of published figures.
        journal: 演示数据 published up to today.
        sources: prefix of a release → department.
    """

    published: list[dict[str, str]]
    journal: Journal
    sources: dict[str, str]

    def observation_rows(self) -> Rows:
        """What was published (and is no mere bound or expectation) has no 演示 row beside it."""
        known = {_key(row) for row in self.published if row["quality"] not in DOUBTFUL}
        return observation_rows([*self.published, *(row for row in self.journal.rows if _key(row) not in known)])

    def release_rows(self) -> Rows:
        """Rows of econ_release."""
        return self.journal.release_rows(self.sources)

    @property
    def anchors(self) -> dict[tuple[str, str, str, str], dict[tuple[int, int], float]]:
        """Published totals by code, region, basis and member: (year, month) → value."""
        return year_totals(self.published)


def _key(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in ("indicator_code", "region_code", "period", "basis", "member"))


def economy(figures: pd.DataFrame, today: date) -> Economy:
    """Everything published by departments up to today."""
    published = published_observations(figures, today)
    anchors = year_totals(published)
    parameters: dict[str, Any] = yaml.safe_load(PARAMETERS.read_text(encoding="utf-8"))
    journal = Journal(today)
    seasons = parameters["seasons"]
    courses = {flow["code"]: course(Flow(**flow), seasons, anchors) for flow in parameters["flows"]}
    courses["econ.import_ytd"] = _imports(courses["econ.trade_ytd"], courses["econ.export_ytd"])
    for one in courses.values():
        publish(one, journal)
    levels = {rate["ytd"]: publish_rate(Rate(**rate), seasons[rate["season"]], journal) for rate in parameters["rates"]}
    for series in parameters["quarterly"]:
        publish_quarterly(series, journal)
    publish_prices(parameters["prices"], journal)
    for series in parameters["ratios"]:
        publish_ratio(series, courses[series["flow"]], journal)
    contribution = parameters["contribution"]
    publish_contribution(contribution, levels[contribution["of"]], journal)
    for series in parameters["annual"]:
        publish_annual(series, journal)
    for series in parameters["gauges"]:
        publish_gauge(series, journal)
    return Economy(published, journal, parameters["releases"])


def _imports(trade: Course, exports: Course) -> Course:
    """Trade minus exports, month by month."""
    months = {year: amounts - exports.months[year] for year, amounts in trade.months.items()}
    return Course(replace(trade.flow, code="econ.import_ytd"), months, {}, {})
