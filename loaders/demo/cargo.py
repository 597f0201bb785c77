"""Port throughput by terminal, cargo, trade and direction; whole tonnes that add up to every published total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from loaders.demo.amounts import Whole, apportion, path
from loaders.demo.flows import Anchors
from loaders.demo.harbours import AREAS, EXCLUDED, TERMINALS, TRADE
from loaders.demo.seed import generator

FIRST, LAST = 2018, 2026

#: 10,000 t (TEU: 10,000), 2018–2026; a published total takes the place of the one here. 2025: 7.04 亿吨 (F13).
TOTAL = (50785, 53603.7, 57141.5, 60055.7, 62310, 68600, 69950, 70400, 72600)
FOREIGN = (15600, 16750, 17900, 19600, 20150, 21400, 21900, 22300, 22900)
TEU = (125, 146.2, 166.8, 195.4, 228, 326, 350, 366, 385)
KNOWN = {
    "01": (2800, 2930, 3150, 4252.5, 4400, 4620, 4700, 4640, 4380),
    "02": (7600, 8420, 12500, 13300, 14900, 16010, 16420, 16810, 17350),
    "03": (16400, 17100, 18300, 18650, 19250, 20900, 21450, 21700, 22350),
    "11": (690, 745, 820, 1403, 1420, 1480, 1512, 1560, 1625),
}
REST = {"05": 70.5, "08": 6, "13": 6, "06": 1.5, "04": 3, "12": 4.5, "15": 2.5, "16": 0.5, "17": 5.5}
OUTSIDE = (9800, 10050, 10200, 10900, 11100, 11600, 12000, 12300, 12600)

SEASON = (8.3, 6.9, 8.6, 8.4, 8.6, 8.5, 8.3, 8.1, 8.6, 8.8, 8.6, 8.3)

INDICATORS = {"01": "port.coal", "02": "port.oilgas", "03": "port.iron_ore", "11": "port.grain"}


@dataclass(frozen=True)
class Cells:
    """Every terminal × cargo × trade × direction.

    Args:
        area, terminal, cargo, trade, direction, county: per cell.
        included: whether the cell counts for Zhoushan.
        tonnes, teu: year → shape (12, cells), amounts of the month.
    """

    area: np.ndarray
    terminal: np.ndarray
    cargo: np.ndarray
    trade: np.ndarray
    direction: np.ndarray
    county: np.ndarray
    included: np.ndarray
    tonnes: dict[int, Whole]
    teu: dict[int, Whole]


def _keys() -> list[tuple[str, str, str, str, str, float]]:
    """(area, terminal, cargo, trade, direction, weight within cargo and trade)."""
    keys = []
    for (area, terminal), cargoes in TERMINALS.items():
        for cargo, weight in cargoes.items():
            _, foreign_in, domestic_in = TRADE[cargo]
            for trade, inbound in (("F", foreign_in), ("D", domestic_in)):
                keys.append((area, terminal, cargo, trade, "I", weight * inbound))
                keys.append((area, terminal, cargo, trade, "O", weight * (1 - inbound)))
    return keys + [(*EXCLUDED, "12", "F", direction, 0.5) for direction in ("I", "O")]


def throughput(anchors: Anchors) -> Cells:
    """All cells, 2018 to 2026 (the year in progress as if it were over)."""
    keys = _keys()
    area, terminal, cargo, trade, direction = (np.array([key[n] for key in keys]) for n in range(5))
    weights = np.array([key[5] for key in keys], dtype=np.float64)
    included = area != EXCLUDED[0]
    tonnes, teu = {}, {}
    for year in range(FIRST, LAST + 1):
        amounts = np.zeros((12, len(keys)), dtype=np.int64)
        for (code, kind), total in _by_trade(year, anchors).items():
            chosen = np.flatnonzero(included & (cargo == code) & (trade == kind))
            noise = generator(f"cargo.{code}.{kind}", year).normal(1, 0.05, size=(12, len(chosen))).clip(0.7)
            amounts[:, chosen] = apportion(total, weights[chosen] * noise)
        outside = _months(year, "outside", OUTSIDE, {})
        amounts[:, ~included] = apportion(outside, np.ones((12, int((~included).sum()))))
        tonnes[year] = amounts
        teu[year] = _boxes(year, anchors, amounts, cargo, included)
    county = np.array([AREAS[name].county for name in area])
    return Cells(area, terminal, cargo, trade, direction, county, included, tonnes, teu)


def _months(year: int, name: str, totals: tuple[float, ...], published: Mapping[tuple[int, int], float]) -> Whole:
    noise = generator(f"cargo.{name}", year).normal(1, 0.025, size=12)
    known = {month: round(value * 10_000) for (y, month), value in published.items() if y == year}
    return path({12: round(totals[year - FIRST] * 10_000), **known}, np.array(SEASON) * noise)


def _published(anchors: Anchors, code: str) -> Mapping[tuple[int, int], float]:
    return anchors.get((code, "330900", "ytd", ""), {})


def _by_trade(year: int, anchors: Anchors) -> dict[tuple[str, str], Whole]:
    """(cargo, trade) → tonnes by month; they add up to the totals of all, of each known cargo, of foreign trade."""
    total = _months(year, "total", TOTAL, _published(anchors, "port.cargo_ytd"))
    known = {code: _months(year, code, KNOWN[code], _published(anchors, INDICATORS[code])) for code in KNOWN}
    remainder = total - np.sum(list(known.values()), axis=0)
    rest = apportion(remainder, np.tile(np.array(list(REST.values())), (12, 1)))
    cargo = {**known, **{code: rest[:, n] for n, code in enumerate(REST)}}
    foreign = _months(year, "foreign", FOREIGN, _published(anchors, "port.foreign_cargo"))
    wished = np.stack([amounts * TRADE[code][0] for code, amounts in cargo.items()], axis=1)
    fitted = apportion(foreign, wished)
    result = {}
    for n, (code, amounts) in enumerate(cargo.items()):
        result[code, "F"] = fitted[:, n]
        result[code, "D"] = amounts - fitted[:, n]
    return result


def _boxes(year: int, anchors: Anchors, tonnes: Whole, cargo: np.ndarray, included: np.ndarray) -> Whole:
    """TEU on the cells of machinery and light goods, in proportion to their tonnes; 20 million TEU outside."""
    boxes = np.zeros_like(tonnes)
    chosen = np.flatnonzero(included & np.isin(cargo, ["12", "15"]))
    total = _months(year, "teu", TEU, _published(anchors, "port.container"))
    boxes[:, chosen] = apportion(total, tonnes[:, chosen].astype(np.float64))
    boxes[:, ~included] = tonnes[:, ~included] // 5
    return boxes
