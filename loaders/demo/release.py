"""When a department publishes, and what a row of 演示数据 looks like on its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from loaders.demo.calendar import is_workday
from loaders.demo.observations import month_end, period_of
from loaders.demo.platform import Rows

CALIBER = "演示"


@dataclass(frozen=True)
class Issue:
    """One publication of one indicator.

    Args:
        code, unit: indicator and unit of the figures.
        grain: M, Q or A; year, month: last month of the period.
        jan_feb: whether February stands for January and February.
        lag: days from the end of the period to publication.
        release: prefix of the release, e.g. ZSTJ.
        price_basis: nominal or comparable.
    """

    code: str
    unit: str
    grain: str
    year: int
    month: int
    lag: int
    release: str
    jan_feb: bool = False
    price_basis: str = "nominal"

    @property
    def vintage(self) -> date:
        """First working day from the end of the period + lag."""
        day = month_end(self.year, self.month) + timedelta(days=self.lag)
        while not is_workday(day):
            day += timedelta(days=1)
        return day

    @property
    def due(self) -> bool:
        """Whether the period is published at all: quarters end in March … December; no January alone."""
        if self.grain == "Q":
            return self.month % 3 == 0
        if self.grain == "A":
            return self.month == 12
        return not (self.jan_feb and self.month == 1)

    def row(self, region: str, basis: str, value: str, **more: str) -> dict[str, str]:
        """A row of econ_macro_obs; unit is % for growth."""
        period, period_type = period_of(self.grain, self.year, self.month, self.jan_feb)
        return {
            "indicator_code": self.code,
            "region_code": region,
            "period": period,
            "period_type": period_type,
            "basis": basis,
            "price_basis": self.price_basis,
            "value": value,
            "unit": "%" if basis in ("yoy", "ytd_yoy") else self.unit,
            "status": "mock",
            "vintage": self.vintage.isoformat(),
            "release_id": f"{self.release}-{self.year}{self.month:02d}",
            "caliber": CALIBER,
            "note": "演示数据",
            **more,
        }


@dataclass
class Journal:
    """Rows published up to today, and the releases they came in."""

    today: date
    rows: list[dict[str, str]] = field(default_factory=list)
    releases: dict[str, tuple[Issue, date]] = field(default_factory=dict)

    def open(self, issue: Issue) -> bool:
        """Whether the issue is due and out by today; notes its release."""
        if not issue.due or issue.vintage > self.today:
            return False
        name = f"{issue.release}-{issue.year}{issue.month:02d}"
        known = self.releases.get(name)
        if known is None or issue.vintage < known[1]:
            self.releases[name] = (issue, issue.vintage)
        return True

    def add(self, rows: Iterable[dict[str, str]]) -> None:
        """Takes rows into the journal."""
        self.rows += rows

    def release_rows(self, sources: dict[str, str]) -> Rows:
        """Table econ_release."""
        names = sorted(self.releases)
        issues = [self.releases[name][0] for name in names]
        days = np.array([self.releases[name][1] for name in names], dtype="M8[s]") + np.timedelta64(15, "h")
        return Rows(
            {
                "release_id": np.array(names),
                "title": np.array([f"{i.year}年{i.month}月主要指标（演示）" for i in issues]),
                "period": np.array([f"{i.year}-{i.month:02d}" for i in issues]),
                "publish_time": days,
                "source_org": np.array([sources[i.release] for i in issues]),
                "url": np.full(len(names), ""),
                "file_md5": np.full(len(names), ""),
            },
            days,
        )
