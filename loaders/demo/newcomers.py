"""Enterprises registered in the last years, some of them gone again: what 新设 and 净增 are counted from."""

from __future__ import annotations

import numpy as np

from loaders.demo.places import COUNTY_CODES
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, numbered

COUNT, FIRST = 3600, np.datetime64("2022-11-01")
COUNTY_SHARE = (0.46, 0.33, 0.15, 0.06)


def newcomer_rows(now: np.datetime64, known: int) -> Rows:
    """ent_base: firms registered since November 2022, one in six gone again; numbered after the known ones."""
    rng = generator("newcomers")
    number = np.arange(known + 1, known + COUNT + 1)
    today = now.astype("M8[D]")
    days = (today - FIRST).astype(int)
    born = FIRST + np.sort(rng.integers(0, days, COUNT)).astype("m8[D]")
    life = rng.exponential(2600, COUNT).astype(int).astype("m8[D]")
    gone = born + life < today
    county = rng.choice(list(COUNTY_CODES), COUNT, p=COUNTY_SHARE)
    columns: dict[str, Array] = {
        "pripid": numbered("DEMOPRI", number, 8),
        "uniscid": np.char.add(np.char.add("DEMO3309", np.char.zfill(number.astype(str), 8)), "XX"),
        "entname": numbered("演示企业", number, 4),
        "enttype_code": rng.choice(np.array(["1100", "9500", "1130"]), COUNT, p=[0.3, 0.65, 0.05]),
        "industryco": rng.choice(np.array(["5178", "6210", "5219", "7212"]), COUNT),
        "lerep_name": np.full(COUNT, "演示**"),
        "regcap": np.round(rng.lognormal(np.log(60), 1.1, COUNT), 2),
        "estdate": born,
        "canceldate": np.where(gone, born + life, np.datetime64("NaT", "D")),
        "regstate": np.where(gone, "3", "1"),
        "dom_region": county,
        "opscope": np.full(COUNT, "演示数据：经营范围从略"),
        "is_above_scale": np.full(COUNT, "规下2025"),
        "abn_flag": rng.random(COUNT) < 0.02,
    }
    changed = np.where(gone, born + life, born).astype("M8[s]") + np.timedelta64(3, "h")
    return Rows(columns, changed, county)
