"""Enterprises and their yearly 亩均 evaluation: invented firms, official score by the rule of the year."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from loaders.demo.places import COUNTY_CODES
from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, numbered

YEARS = (2022, 2023, 2024, 2025)

#: Weights and bases of 黄岩 2022 (F15): 万元/亩, 万元/亩, 万元/吨标煤, 万元/吨, 万元/人, share.
WEIGHTS = {"tax": 30, "va": 20, "va_energy": 20, "va_emission": 10, "labor": 10, "rd": 10}
BASES = {"tax": 24.097, "va": 136.16, "va_energy": 2.694, "va_emission": 4929.81, "labor": 18.14, "rd": 0.0302}
#: Firms below scale: tax per mu (万元/亩) and tax per electricity (元/千瓦时).
WEIGHTS_BELOW = {"tax": 50, "tax_elec": 50}
BASES_BELOW = {"tax": 11.5932, "tax_elec": 0.2352}
CUTS = {"A": 0.20, "B": 0.60, "C": 0.95}

#: GB/T 4754 → weight, tax and value added per mu (万元), value added per tce and per tonne of emission.
INDUSTRIES: dict[str, tuple[float, float, float, float, float]] = {
    "1361": (20, 9, 62, 3.1, 5200),
    "2511": (3, 55, 260, 1.4, 3800),
    "2614": (8, 24, 130, 1.6, 3300),
    "3511": (12, 15, 98, 4.2, 7800),
    "3731": (14, 19, 118, 3.9, 6100),
    "3734": (10, 17, 110, 4.0, 6400),
    "3823": (9, 21, 140, 5.2, 9100),
    "1393": (8, 8, 52, 3.0, 4300),
    "4411": (2, 38, 210, 0.9, 2500),
    "3392": (14, 13, 88, 3.4, 5600),
}
PARKS = {
    "330902": ("定海工业园区", "金塘螺杆园区", "高新区小微园"),
    "330903": ("普陀经济开发区", "六横临港园区"),
    "330921": ("岱山经济开发区", "绿色石化基地"),
    "330922": ("嵊泗中心渔港园区",),
}
COUNTY_SHARE = (0.44, 0.30, 0.21, 0.05)
COUNT, ABOVE = 900, 430


@dataclass(frozen=True)
class Firms:
    """Arrays of one length; quality is how well a firm does, lasting over the years."""

    uniscid: np.ndarray
    county: np.ndarray
    industry: np.ndarray
    scope: np.ndarray
    quality: np.ndarray
    rows: Rows


def firms() -> Firms:
    """ent_base: 900 firms."""
    rng = generator("firms")
    number = np.arange(1, COUNT + 1)
    uniscid = np.char.add(np.char.add("DEMO3309", np.char.zfill(number.astype(str), 8)), "XX")
    county = rng.choice(list(COUNTY_CODES), COUNT, p=COUNTY_SHARE)
    weights = np.array([facts[0] for facts in INDUSTRIES.values()])
    industry = rng.choice(list(INDUSTRIES), COUNT, p=weights / weights.sum())
    industry = np.where((industry == "2511") & (county != "330921"), "2614", industry)
    scope = np.where(number <= ABOVE, "above", np.where(number > COUNT - 60, "svc", "below"))
    scope = np.where((scope == "below") & (rng.random(COUNT) < 0.12), "lease", scope)
    # Firms that are evaluated today have not closed; those that have are among the newcomers.
    regstate = rng.choice(np.array(["1", "4"]), COUNT, p=[0.99, 0.01])
    columns: dict[str, Array] = {
        "pripid": numbered("DEMOPRI", number, 8),
        "uniscid": uniscid,
        "entname": numbered("演示企业", number, 4),
        "enttype_code": rng.choice(np.array(["1100", "1200", "1130", "9500"]), COUNT, p=[0.7, 0.1, 0.15, 0.05]),
        "industryco": industry,
        "lerep_name": np.full(COUNT, "演示**"),
        "regcap": np.round(rng.lognormal(np.log(1800), 1.3, COUNT), 2),
        "estdate": np.datetime64("1996-01-01") + rng.integers(0, 9800, COUNT).astype("m8[D]"),
        "canceldate": np.full(COUNT, np.datetime64("NaT", "D")),
        "regstate": regstate,
        "dom_region": county,
        "opscope": np.full(COUNT, "演示数据：经营范围从略"),
        "is_above_scale": np.where(scope == "above", "规上2025", "规下2025"),
        "abn_flag": rng.random(COUNT) < 0.018,
    }
    changed = np.datetime64("2026-11-18T03:00:00", "s") - rng.integers(0, 60_000_000, COUNT).astype("m8[s]")
    quality = rng.normal(0, 0.55, COUNT)
    return Firms(uniscid, county, industry, scope, quality, Rows(columns, changed, county))


def annual_rows(firms: Firms) -> Rows:
    """ent_mu_annual 2022–2025: raw amounts, official score and class; the latest year is still in publicity."""
    parts = []
    before = np.full(COUNT, "")
    for year in YEARS:
        columns = _year(firms, year, before)
        before = columns["class"]
        parts.append(columns)
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    evaluated = (joined["year"].astype(int) + 1).astype(str)
    changed = np.char.add(evaluated, "-08-20T10:00:00").astype("M8[s]")
    return Rows(joined, changed, joined["region_code"])


def _year(firms: Firms, year: int, before: Array) -> dict[str, Array]:
    rng = generator("mu", year)
    facts = np.array([INDUSTRIES[str(code)] for code in firms.industry])
    small = firms.scope != "above"
    land = np.round(rng.lognormal(np.log(np.where(small, 6, 38)), 0.35, COUNT), 3)
    land = np.where(firms.industry == "2511", land * 3, land)
    pace = np.exp(firms.quality + rng.normal(0, 0.16, COUNT) + 0.03 * (year - 2022))
    tax = np.round(land * facts[:, 1] * pace * rng.lognormal(0, 0.12, COUNT), 2)
    tax = np.where((firms.county == "330903") & (year == 2025), np.round(tax * 0.86, 2), tax)
    va = np.round(land * facts[:, 2] * pace, 2)
    revenue = np.round(va / rng.uniform(0.18, 0.3, COUNT), 2)
    columns: dict[str, Array] = {
        "uniscid": firms.uniscid,
        "year": np.full(COUNT, str(year)),
        "scope": firms.scope,
        "region_code": firms.county,
        "park_name": np.array([PARKS[c][n % len(PARKS[c])] for n, c in enumerate(firms.county)]),
        "land_mu": land,
        "land_source": np.where(firms.scope == "lease", "lease", rng.choice(["own", "merge"], COUNT, p=[0.94, 0.06])),
        "tax_eval": tax,
        "va": va,
        "energy_tce": np.round(va / facts[:, 3] * rng.lognormal(0, 0.25, COUNT), 3),
        "elec_kwh": np.round(tax * 10_000 / rng.lognormal(np.log(0.3), 0.5, COUNT), 2),
        "emission_t": np.where(rng.random(COUNT) < 0.2, np.nan, np.round(va / facts[:, 4], 4)),
        "rd_exp": np.round(revenue * rng.beta(2, 60, COUNT), 2),
        "revenue": revenue,
        "emp_avg": np.round(va / rng.lognormal(np.log(20), 0.3, COUNT) + 1, 1),
        "bonus": rng.choice([0.0, 1.0, 2.0, 5.0], COUNT, p=[0.8, 0.1, 0.07, 0.03]),
        "penalty": rng.choice([0.0, 1.0, 3.0], COUNT, p=[0.93, 0.05, 0.02]),
    }
    columns["score"] = np.round(_score(columns, small) + columns["bonus"] - columns["penalty"], 3)
    columns["class"] = _classes(columns["score"], firms.scope, rng)
    columns["prev_class"] = before
    last = year == YEARS[-1]
    steps = np.array(["公示", "异议", "定档"])
    columns["publicity_status"] = rng.choice(steps, COUNT, p=[0.1, 0.02, 0.88]) if last else np.full(COUNT, "定档")
    return columns


def _score(columns: dict[str, Array], small: np.ndarray, cap: float = 1.5) -> np.ndarray:
    """Σ weight × value ÷ base, each item at most cap × its weight; without emission data the average of the rest."""
    land, va, tax = columns["land_mu"], columns["va"], columns["tax_eval"]
    values = {
        "tax": tax / land,
        "va": va / land,
        "va_energy": va / columns["energy_tce"],
        "va_emission": va / columns["emission_t"],
        "labor": va / columns["emp_avg"],
        "rd": columns["rd_exp"] / columns["revenue"],
    }
    items = {name: np.minimum(value / BASES[name], cap) * WEIGHTS[name] for name, value in values.items()}
    items["va_emission"] = np.where(
        np.isnan(items["va_emission"]), np.nanmean(items["va_emission"]), items["va_emission"]
    )
    below = np.minimum(tax / land / BASES_BELOW["tax"], cap) * WEIGHTS_BELOW["tax"]
    power = tax * 10_000 / columns["elec_kwh"]
    below = below + np.minimum(power / BASES_BELOW["tax_elec"], cap) * WEIGHTS_BELOW["tax_elec"]
    return np.where(small, below, np.sum(list(items.values()), axis=0))


def _classes(score: np.ndarray, scope: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A, B, C, D by rank within the scope; a few are not evaluated (T)."""
    result = np.full(len(score), "D")
    for name in np.unique(scope):
        chosen = np.flatnonzero(scope == name)
        place = np.argsort(np.argsort(-score[chosen], kind="stable"), kind="stable") / len(chosen)
        result[chosen] = np.select([place < cut for cut in CUTS.values()], list(CUTS), "D")
    return np.where(rng.random(len(score)) < 0.012, "T", result)


def rule_rows() -> Rows:
    """mu_rule: 黄岩 2022 as the default rule, and the demonstration's own rule of every year."""
    rows = []
    for region, years in (("default", (2022,)), ("330900", YEARS)):
        for year in years:
            rows.append((region, "above", year, WEIGHTS, BASES))
            rows.append((region, "below", year, WEIGHTS_BELOW, BASES_BELOW))
    count = len(rows)
    columns: dict[str, Array] = {
        "year": np.array([str(row[2]) for row in rows]),
        "scope": np.array([row[1] for row in rows]),
        "region": np.array([row[0] for row in rows]),
        "w_json": np.array([json.dumps(row[3]) for row in rows]),
        "base_json": np.array([json.dumps(row[4]) for row in rows]),
        "cap_multiple": np.full(count, 1.5),
        "missing_policy": np.full(count, "avg"),
        "class_cut_json": np.full(count, json.dumps(CUTS)),
        "effective_from": np.array([f"{row[2]}-01-01" for row in rows], dtype="M8[D]"),
    }
    return Rows(columns, np.full(count, np.datetime64("2026-07-01T09:00:00", "s")))
