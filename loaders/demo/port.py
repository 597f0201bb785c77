"""Tables of the port authority: monthly throughput, berths, anchorages; and its published growth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt

from loaders.demo.amounts import apportion
from loaders.demo.cargo import FIRST, Cells
from loaders.demo.harbours import AREAS, TERMINALS
from loaders.demo.observations import month_end
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, optional

#: Half a year of 2021 was 50.05 % of its plan (F12).
PLANS = {2021: 605_395_000}

#: Days from the end of the month to its report and to the flash report (快报) before it (F57).
MONTHLY_LAG, FLASH_LAG = 5, 1


def throughput_rows(cells: Cells, today: date) -> Iterator[Rows]:
    """port_throughput year by year from 2019; the last month's flash report (快报) first, then the month's."""
    for year in range(FIRST + 1, today.year + 1):
        plan = plan_of(cells, year)
        for month in range(1, 13):
            end = np.datetime64(month_end(year, month), "D")
            if end + MONTHLY_LAG <= np.datetime64(today, "D"):
                following = end + np.timedelta64(1, "D") + MONTHLY_LAG + 31 > np.datetime64(today, "D")
                if following:
                    yield _month(cells, year, month, plan, end + FLASH_LAG, flash=True)
                yield _month(cells, year, month, plan, end + MONTHLY_LAG, flash=False, update=bool(following))
            elif end + FLASH_LAG <= np.datetime64(today, "D"):
                yield _month(cells, year, month, plan, end + FLASH_LAG, flash=True)


def plan_of(cells: Cells, year: int) -> npt.NDArray[np.int64]:
    """Tonnes of the year's plan by cell; nothing for cells outside Zhoushan."""
    before = int(cells.tonnes[year - 1][:, cells.included].sum())
    total = PLANS.get(year, round(before * 1.025 / 10_000) * 10_000)
    plan = np.zeros(len(cells.cargo), dtype=np.int64)
    plan[cells.included] = apportion(total, cells.tonnes[year - 1][:, cells.included].sum(axis=0).astype(float))
    return plan


def _month(
    cells: Cells, year: int, month: int, plan: Array, day: np.datetime64, flash: bool, update: bool = False
) -> Rows:
    amounts = cells.tonnes[year][month - 1]
    off = generator("flash", year, month).normal(1, 0.01) if flash else 1.0
    own = np.rint(amounts * off).astype(np.int64)
    boxes = cells.teu[year][month - 1]
    count = len(amounts)
    columns: dict[str, Array] = {
        "period": np.full(count, f"{year}-{month:02d}"),
        "port_area": cells.area,
        "terminal": cells.terminal,
        "cargo_code": cells.cargo,
        "trade": cells.trade,
        "direction": cells.direction,
        "month_t": own,
        "ytd_t": cells.tonnes[year][: month - 1].sum(axis=0) + own,
        "ytd_prev_t": cells.tonnes[year - 1][:month].sum(axis=0),
        "teu": optional(boxes, boxes > 0),
        "plan_year_t": plan,
        "include_flag": cells.included,
        "flash": np.full(count, "1" if flash else "0"),
    }
    changed = np.full(count, day.astype("M8[s]") + np.timedelta64(10, "h"))
    operation = np.full(count, "U" if update else "I", dtype=object)
    return Rows(columns, changed, cells.county, operation)


#: Terminal → berths; deep ones first.
BERTHS_OF = {
    "集装箱": 7,
    "原油": 5,
    "矿石": 5,
    "煤炭": 4,
    "石化": 9,
    "油品": 5,
    "粮食": 3,
    "通用": 5,
    "矿建": 4,
    "减载": 2,
}


def berth_columns() -> dict[str, Array]:
    """Columns of port_berth: about 90 berths, 洋山 not among them."""
    rows = []
    numbers: dict[str, int] = {}
    for (area, terminal), cargoes in TERMINALS.items():
        count = next(n for word, n in BERTHS_OF.items() if word in terminal)
        heavy = any(word in terminal for word in ("原油", "矿石", "油品"))
        for n in range(count):
            numbers[area] = numbers.get(area, 0) + 1
            tonnes = (300_000, 250_000, 100_000, 50_000, 30_000)[n] if heavy else (100_000, 70_000, 50_000)[n % 3]
            code = f"{AREAS[area].county}-{AREAS[area].code}{numbers[area]:02d}"
            rows.append((code, terminal, area, tonnes, ",".join(cargoes), "owner" if n % 4 == 3 else "public"))
    names = ("berth_id", "terminal", "port_area", "dwt_design", "cargo_scope", "use_type")
    columns: dict[str, Array] = dict(zip(names, map(np.array, zip(*rows, strict=True)), strict=True))
    dwt, count = columns["dwt_design"], len(rows)
    rng = generator("berths")
    return columns | {
        "length_m": np.round(140 + np.sqrt(dwt) * 0.45, 1),
        "depth_m": np.round(6 + np.log(dwt / 1000) * 3.1, 1),
        "open_flag": rng.random(count) < 0.85,
        "valid_from": np.datetime64("2003-01-01") + rng.integers(0, 5400, count).astype("m8[D]"),
        "valid_to": np.full(count, np.datetime64("NaT"), dtype="M8[D]"),
    }


#: Anchorage → name, purpose, capacity, centre. The four named …锚地 have published forecasts.
ANCHORAGES: dict[str, tuple[str, str, int, float, float]] = {
    "330903-TZM": ("条帚门锚地", "加油", 14, 122.335, 29.660),
    "330903-XZMW": ("虾峙门外锚地", "加油", 12, 122.450, 29.715),
    "330902-MZ": ("马峙锚地", "加油", 10, 122.110, 29.920),
    "330921-XSD": ("秀山东锚地", "加油", 10, 122.225, 30.160),
    "330903-XZMN": ("虾峙门南锚地", "候泊", 16, 122.400, 29.650),
    "330921-QSLJ": ("衢山联检锚地", "联检", 12, 122.330, 30.560),
    "330922-MJS2": ("马迹山2号锚地", "候泊", 9, 122.480, 30.620),
    "330922-LHS": ("绿华山锚地", "候泊", 12, 122.660, 30.790),
    "330902-JTB": ("金塘北锚地", "候泊", 8, 121.840, 30.120),
    "330921-YSD": ("鱼山东锚地", "危险品", 9, 122.020, 30.330),
    "330903-SJM": ("沈家门外锚地", "避风", 12, 122.335, 29.905),
    "330902-DH": ("定海南锚地", "候泊", 8, 122.060, 29.965),
}


def anchorage_rows() -> Rows:
    """port_anchorage: 12 anchorages with a drawn (invented) outline."""
    table = [(code, *facts) for code, facts in ANCHORAGES.items()]
    code, name, purpose, capacity, lon, lat = (np.array(column) for column in zip(*table, strict=True))
    outline = []
    for x, y in zip(lon, lat, strict=True):
        corners = ((-0.018, -0.012), (0.018, -0.012), (0.018, 0.012), (-0.018, 0.012), (-0.018, -0.012))
        outline.append("POLYGON((" + ", ".join(f"{x + dx:.4f} {y + dy:.4f}" for dx, dy in corners) + "))")
    columns: dict[str, Array] = {
        "anchorage_id": code,
        "name": name,
        "purpose": purpose,
        "capacity": capacity,
        "geom": np.array(outline),
    }
    counties = np.array([text[:6] for text in code])
    return Rows(columns, np.full(len(code), np.datetime64("2026-03-02T10:00:00", "s")), counties)


def berth_rows(columns: dict[str, Array]) -> Rows:
    """port_berth."""
    counties = np.array([str(code)[:6] for code in columns["berth_id"]])
    return Rows(columns, np.full(len(counties), np.datetime64("2026-03-02T10:00:00", "s")), counties)
