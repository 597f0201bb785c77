"""The vessels of the demonstration: all names and numbers invented (演示轮 DEMO)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, numbered, optional

#: Class → how many, AIS type, deadweight from–to, share under a foreign flag.
CLASSES: dict[str, tuple[int, str, int, int, float]] = {
    "ore": (180, "70", 60_000, 320_000, 0.75),
    "bulk": (330, "70", 15_000, 82_000, 0.45),
    "sand": (170, "70", 4_000, 22_000, 0.0),
    "crude": (110, "80", 70_000, 310_000, 0.85),
    "tanker": (250, "80", 3_000, 50_000, 0.50),
    "container": (150, "70", 12_000, 160_000, 0.65),
    "passenger": (60, "60", 200, 1_500, 0.0),
    "fishing": (160, "30", 150, 900, 0.0),
    "barge": (90, "80", 3_000, 9_000, 0.0),
}

FLAGS = ("PA", "LR", "MH", "HK", "SG", "MT", "BS")


@dataclass(frozen=True)
class Fleet:
    """Arrays of one length: class, imo ('' for domestic vessels), mmsi, dwt; `rows` is vessel_base."""

    kind: np.ndarray
    imo: np.ndarray
    mmsi: np.ndarray
    dwt: np.ndarray
    rows: Rows

    def of(self, kind: str) -> np.ndarray:
        """Positions of the vessels of a class."""
        return np.flatnonzero(self.kind == kind)


def fleet() -> Fleet:
    """1,500 vessels, always the same."""
    rng = generator("fleet")
    kind = np.repeat(list(CLASSES), [facts[0] for facts in CLASSES.values()])
    count = len(kind)
    low, high, share = (np.array([CLASSES[k][n] for k in kind], dtype=float) for n in (2, 3, 4))
    dwt = np.rint(np.exp(rng.uniform(np.log(low), np.log(high))) / 50).astype(int) * 50
    foreign = rng.random(count) < share
    number = np.arange(1, count + 1)
    imo = optional(np.char.add("0", np.char.zfill((number * 37 + 100_000).astype(str), 6)), foreign | (dwt > 40_000))
    mmsi = numbered("99", number * 13 + 1_000_000, 7)
    loa = np.round(5.2 * dwt**0.325, 1)
    company = rng.integers(1, 160, count)
    columns: dict[str, Array] = {
        "imo": imo,
        "mmsi": mmsi,
        "cn_vessel_no": optional(numbered("DEMO-CN", number, 6), ~foreign),
        "name_en": numbered("DEMO ", number, 4),
        "name_zh": numbered("演示轮", number, 4),
        "callsign": numbered("DM", number, 4),
        "flag": np.where(foreign, np.array(FLAGS)[rng.integers(0, len(FLAGS), count)], "CN"),
        "vessel_type": np.array([CLASSES[k][1] for k in kind]),
        "gross_ton": np.rint(dwt * 0.56).astype(int),
        "dwt": dwt,
        "loa_m": loa,
        "beam_m": np.round(loa / 6.1, 1),
        "built_year": rng.integers(1998, 2026, count),
        "owner": numbered("演示航运企业", company, 4),
        "agent": optional(numbered("演示船代企业", company % 18 + 1, 4), foreign),
    }
    changed = np.datetime64("2026-11-01T02:00:00", "s") - rng.integers(0, 40_000_000, count).astype("m8[s]")
    return Fleet(kind, imo, mmsi, dwt, Rows(columns, changed))
