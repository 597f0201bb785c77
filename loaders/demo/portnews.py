"""What the port authority publishes about its own months: cumulative throughput, growth, plan, river-sea volume."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from loaders.demo.amounts import Whole
from loaders.demo.cargo import FIRST, INDICATORS, Cells
from loaders.demo.places import COUNTY_CODES
from loaders.demo.port import MONTHLY_LAG, plan_of
from loaders.demo.release import Issue, Journal

Chosen = npt.NDArray[np.bool_]


def publish_throughput(cells: Cells, journal: Journal) -> None:
    """Rows of econ_macro_obs that agree with port_throughput to the tonne."""
    for issue in _issues("port.cargo_ytd", "万吨", journal):
        plan = plan_of(cells, issue.year)
        for region in ("330900", *COUNTY_CODES):
            chosen = cells.included & ((cells.county == region) | (region == "330900"))
            journal.add(_total(cells, issue, region, chosen, int(plan[chosen].sum())))
        journal.add(_growth_rows(cells, issue))


def _issues(code: str, unit: str, journal: Journal) -> Iterator[Issue]:
    for year in range(FIRST + 1, journal.today.year + 1):
        for month in range(1, 13):
            issue = Issue(code, unit, "M", year, month, MONTHLY_LAG, "ZSGH")
            if journal.open(issue):
                yield issue


def _total(cells: Cells, issue: Issue, region: str, chosen: Chosen, plan: int) -> Iterator[dict[str, str]]:
    own, base = (int(cells.tonnes[year][: issue.month, chosen].sum()) for year in (issue.year, issue.year - 1))
    rate = f"{(own / base - 1) * 100:.1f}"
    yield issue.row(region, "ytd", f"{own / 10_000:.4f}", prev_value=f"{base / 10_000:.4f}")
    growth = issue.row(region, "ytd_yoy", rate)
    yield growth
    yield {**growth, "indicator_code": "port.cargo_yoy", "basis": "current"}
    done = issue.row(region, "current", f"{own / plan * 100:.2f}", numerator=str(own), denominator=str(plan))
    yield {**done, "indicator_code": "port.plan_progress", "unit": "%"}


def _growth_rows(cells: Cells, issue: Issue) -> Iterator[dict[str, str]]:
    kinds: dict[str, tuple[dict[int, Whole], Chosen]] = {
        code: (cells.tonnes, cells.included & (cells.cargo == cargo)) for cargo, code in INDICATORS.items()
    }
    kinds["port.foreign_cargo"] = (cells.tonnes, cells.included & (cells.trade == "F"))
    kinds["port.container"] = (cells.teu, cells.included)
    for code, (amounts, chosen) in kinds.items():
        own, base = (int(amounts[year][: issue.month, chosen].sum()) for year in (issue.year, issue.year - 1))
        row = issue.row("330900", "ytd_yoy", f"{(own / base - 1) * 100:.1f}")
        yield {**row, "indicator_code": code}


def publish_river_sea(months: dict[int, Whole], journal: Journal) -> None:
    """Cumulative river-sea volume and its growth, in agreement with the waybills.

    Args:
        months: year → tonnes by month.
    """
    for issue in _issues("port.river_sea", "万吨", journal):
        own = int(months[issue.year][: issue.month].sum())
        journal.add([issue.row("330900", "ytd", f"{own / 10_000:.4f}")])
    publish_volume_growth("port.river_sea", months, journal)


def publish_volume_growth(code: str, months: dict[int, Whole], journal: Journal) -> None:
    """Growth of a cumulative volume on the same months of the year before."""
    for issue in _issues(code, "%", journal):
        if issue.year - 1 in months:
            own, base = (int(months[year][: issue.month].sum()) for year in (issue.year, issue.year - 1))
            journal.add([issue.row("330900", "ytd_yoy", f"{(own / base - 1) * 100:.1f}")])
