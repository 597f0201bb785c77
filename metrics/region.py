"""Regions and the explicit additive sets by which they roll up (S09): functional zones are 其中, never added.

Source: GB/T 2260 codes; towns from the NBS list of 2023-06-30; zone codes are our own (indicators.yaml, enums).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cockpit.errors import QueryError

CITY = "330900"
COUNTIES = ("330902", "330903", "330921", "330922")

_NAMED = {
    "330900": ("舟山市", "全市"), "330902": ("定海区", "定海"), "330903": ("普陀区", "普陀"), "330921": ("岱山县", "岱山"),
    "330922": ("嵊泗县", "嵊泗"), "ZS-XC": ("新城", "新城"), "ZS-JT": ("金塘", "金塘"), "ZS-LH": ("六横", "六横"),
    "ZS-PZ": ("普陀山-朱家尖", "普朱"), "ZS-JKQ": ("舟山经济开发区", "经开区"), "ZS-YS": ("绿色石化基地（鱼山）", "鱼山"),
}  # fmt: skip
_LEVELS = {6: "county", 9: "town", 12: "village", 15: "grid"}

#: Children that add up to the city, by indicator where the bulletin lists more than the four counties
#: (industrial output: 经开区 stands beside them; 316.2 against the published 316.3, F07).
ROLLUP_SETS: dict[str, tuple[str, ...]] = {"econ.output_ytd": (*COUNTIES, "ZS-JKQ")}


@dataclass(frozen=True)
class Region:
    """A region: code, name, short name, level city/county/zone/town/village/grid, parent code."""

    code: str
    name: str
    short: str
    level: str
    parent: str


def rollup_set(indicator: str) -> tuple[str, ...]:
    """The regions whose values add up to the city's for an indicator."""
    return ROLLUP_SETS.get(indicator, COUNTIES)


def region(code: str) -> Region:
    """The region of a code.

    Raises:
        QueryError: no such region.
    """
    if code in _NAMED:
        name, short = _NAMED[code]
        level = "city" if code == CITY else "county" if code in COUNTIES else "zone"
        return Region(code, name, short, level, "" if level == "city" else CITY)
    name = _places().get(code, "")
    if not name:
        raise QueryError(
            "区域",
            f"没有区域 {code[:40]!r}",
            "用区划代码：330900 全市，330902/330903/330921/330922 县区，9 位为乡镇街道",
        )
    parent = code[:9] if len(code) == 12 else code[:6]
    return Region(code, name, name, _LEVELS[len(code)], parent)


def every_place() -> Iterator[tuple[str, str, str]]:
    """Code, name and the name of the region around it, of every county, town and village."""
    for code in COUNTIES:
        yield code, _NAMED[code][0], _NAMED[CITY][0]
    for code, name in _places().items():
        yield code, name, region(region(code).parent).name


def towns(county: str) -> tuple[Region, ...]:
    """The towns and streets of a county, in the order of their codes."""
    return tuple(region(code) for code in _places() if len(code) == 9 and code.startswith(county))


def children(code: str) -> tuple[Region, ...]:
    """The regions one level below: counties of the city, towns of a county, villages of a town."""
    if code == CITY:
        return tuple(region(county) for county in COUNTIES)
    length = {6: 9, 9: 12}.get(len(code), 0)
    return tuple(region(place) for place in _places() if len(place) == length and place.startswith(code))


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """Town and village codes with their names."""
    places: dict[str, str] = {}
    with (Path(__file__).parent / "places.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            places[row["code"]] = row["name"]
    return places
