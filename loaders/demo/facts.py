"""Published figures as observations: only the city, its counties and zones, only what an indicator means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from loaders.demo.observations import period_of
from metrics.observation import DOUBTFUL

ZONES = {
    "ZONE-XINCHENG": "ZS-XC",
    "ZONE-JINTANG": "ZS-JT",
    "ZONE-LIUHENG": "ZS-LH",
    "ZONE-EDZ": "ZS-JKQ",
}
REGIONS = {code: code for code in ("330900", "330902", "330903", "330921", "330922")} | ZONES

STATUS = {
    "as_published": "final",
    "rounded": "final",
    "secondary": "final",
    "year_inferred": "final",
    "preliminary": "preliminary",
    "expected": "estimated",
    "lower_bound": "estimated",
}

#: The bureau's bulletin of March 2020 appeared on 2020-05-09.
_DAY = re.compile(r"(20\d\d)[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_LINK = re.compile(r"https?://\S+|\b[\w-]+(?:\.[\w-]+)+/\S+|[((]read through[^))]*[))]|\bvia [\w.]+")


@dataclass(frozen=True)
class Meaning:
    """What a series is in the catalog.

    Args:
        code: indicator; grain: its grain (M, Q, A).
        basis: ytd, current, or ytd_yoy for a series of growth rates.
        growth: indicator of kind growth that takes the growth as its own value, or "".
        monthly: indicator (basis current) for rows about one month, "" when the same indicator.
        dimension, member: breakdown, or "".
        unit: the source's unit said in full (元 per head is 元/人), or "" to keep it.
    """

    code: str
    grain: str
    basis: str
    growth: str = ""
    monthly: str = ""
    dimension: str = ""
    member: str = ""
    unit: str = ""


def _level(code: str, grain: str = "M", growth: str = "", monthly: str = "", **breakdown: str) -> Meaning:
    return Meaning(code, grain, "ytd", growth, monthly, **breakdown)


MEANINGS: dict[str, Meaning] = {
    "gdp": _level("econ.gdp_ytd", "Q", "econ.gdp_yoy"),
    "gdp_primary": _level("econ.gdp_ytd", "Q", "econ.gdp_yoy", dimension="industry3", member="第一产业"),
    "gdp_secondary": _level("econ.gdp_ytd", "Q", "econ.gdp_yoy", dimension="industry3", member="第二产业"),
    "gdp_tertiary": _level("econ.gdp_ytd", "Q", "econ.gdp_yoy", dimension="industry3", member="第三产业"),
    "gdp_per_capita": Meaning("econ.gdp_per_capita", "A", "current", unit="元/人"),
    "marine_va_share_gdp": Meaning("econ.marine_share", "A", "current"),
    "industrial_output_designated": _level("econ.output_ytd", growth="econ.output_yoy"),
    "industrial_va_designated_growth": Meaning("econ.iva_yoy_ytd", "M", "current"),
    "industrial_sales_ratio": Meaning("econ.sales_ratio", "M", "current"),
    "industrial_revenue_designated": _level("econ.revenue_ytd"),
    "industrial_profit_designated": _level("econ.profit_ytd"),
    "petrochemical_output": _level("econ.petrochem"),
    "shipbuilding_output": _level("econ.ship"),
    "retail_sales_growth": Meaning("econ.retail_yoy_ytd", "M", "current", monthly="econ.retail_yoy_month"),
    "trade_total": _level("econ.trade_ytd"),
    "exports": _level("econ.export_ytd"),
    "imports": _level("econ.import_ytd"),
    "cpi_change": Meaning("econ.cpi_ytd", "M", "current"),
    "income_all": _level("econ.income_ytd", "Q"),
    "income_urban": _level("econ.income_ytd", "Q", dimension="urban_rural", member="城镇"),
    "income_rural": _level("econ.income_ytd", "Q", dimension="urban_rural", member="农村"),
    "income_ratio_urban_rural": Meaning("econ.income_ratio", "A", "current"),
    "fishery_output": _level("econ.aquatic"),
    "distant_water_output": _level("econ.aquatic", dimension="type", member="远洋"),
    "domestic_catch": _level("econ.aquatic", dimension="type", member="近海"),
    "aquaculture_output": _level("econ.aquatic", dimension="type", member="养殖"),
    "bonded_bunker": _level("port.bunker_supply"),
    "bonded_bunker_settled": _level("port.bunker_settle"),
    "bunker_vessel_calls": Meaning("port.bunker_ops", "A", "current"),
    "port_cargo": _level("port.cargo_ytd", growth="port.cargo_yoy", monthly="port.cargo_throughput"),
    "port_cargo_foreign": _level("port.foreign_cargo"),
    "port_oil_gas": _level("port.oilgas"),
    "port_iron_ore": _level("port.iron_ore"),
    "port_coal": _level("port.coal"),
    "port_grain": _level("port.grain"),
    "port_teu": _level("port.container"),
    "river_sea_transport": _level("port.river_sea"),
    "lng_received": _level("port.lng_receipt"),
    "port_passengers": _level("port.passenger", unit="万人次"),
    "pm25": Meaning("eco.pm25", "A", "current"),
    "good_air_days_share": Meaning("eco.aqi_good", "A", "current"),
    "new_urban_jobs": _level("job.new_urban"),
    "market_entities": Meaning("market.entities", "M", "current"),
}


def published_observations(figures: pd.DataFrame, today: date) -> list[dict[str, str]]:
    """Rows for econ_macro_obs from the figures that have an indicator; averages, static and holiday rows have none."""
    found: list[dict[str, str]] = []
    for figure in figures.to_dict("records"):
        row = {str(name): str(value) for name, value in figure.items()}
        if row["region"] in REGIONS and row["period_type"] in ("year", "month", "quarter", "year_to_date"):
            found += _observations(row, today)
    return found


def _observations(row: dict[str, str], today: date) -> list[dict[str, str]]:
    series, is_growth = row["series"], False
    if series not in MEANINGS and series.endswith("_growth"):
        series, is_growth = series.removesuffix("_growth"), True
    meaning = MEANINGS.get(series)
    if meaning is None:
        return []
    if is_growth:
        return _growth(row, meaning, row["value"], today)
    of_month = row["period_type"] == "month"
    basis = "current" if of_month else meaning.basis
    code = meaning.monthly or meaning.code if of_month else meaning.code
    rows = [_row(row, meaning, code, basis, row["value"], meaning.unit or row["unit"], today)]
    if row["yoy_pct"] and meaning.basis == "ytd":
        rows += _growth(row, meaning, row["yoy_pct"], today)
    return rows


def _growth(row: dict[str, str], meaning: Meaning, rate: str, today: date) -> list[dict[str, str]]:
    of_month = row["period_type"] == "month"
    code = meaning.monthly or meaning.code if of_month else meaning.code
    rows = [_row(row, meaning, code, "yoy" if of_month else "ytd_yoy", rate, "%", today)]
    if meaning.growth and not of_month:
        rows.append(_row(row, meaning, meaning.growth, "current", rate, "%", today))
    return rows


def _row(
    row: dict[str, str], meaning: Meaning, code: str, basis: str, value: str, unit: str, today: date
) -> dict[str, str]:
    end = date.fromisoformat(row["period_end"])
    period, period_type = period_of(meaning.grain, end.year, end.month)
    vintage, guessed = _vintage(row, end, today)
    restated = "restated" in row["note"] or "revision" in row["note"] and row["quality"] == "as_published"
    return {
        "indicator_code": code,
        "region_code": REGIONS[row["region"]],
        "period": period,
        "period_type": period_type,
        "basis": basis,
        "price_basis": "comparable" if meaning.code.startswith("econ.gdp") and unit == "%" else "nominal",
        "dimension": meaning.dimension,
        "member": meaning.member,
        "value": value,
        "unit": unit,
        "status": "revised" if restated else STATUS[row["quality"]],
        "quality": row["quality"],
        "vintage": vintage.isoformat(),
        "note": _publisher(row) + ("；发布日为推定" if guessed else ""),
    }


def _vintage(row: dict[str, str], end: date, today: date) -> tuple[date, bool]:
    """Publication day from the source; else, as a guess, two months after a year and 25 days after other periods."""
    for year, month, day in _DAY.findall(row["source"]):
        published = date(int(year), int(month), int(day))
        if published > end or row["quality"] == "expected":
            return published, False
    guess = end + timedelta(days=59 if row["period_type"] == "year" else 25)
    return min(guess, today), True


def _publisher(row: dict[str, str]) -> str:
    """Publisher and document without the addresses of mirrors; the note behind it."""
    publisher = re.sub(r"\s{2,}", " ", _LINK.sub("", row["source"])).strip(" ,;")
    return f"{publisher or '网络转载'}|{row['note']}".strip("|")


def year_totals(observations: list[dict[str, str]]) -> dict[tuple[str, str, str, str], dict[tuple[int, int], float]]:
    """Anchors for the demonstration: (code, region, basis, member) → (year, month) → value in the published unit.

    Doubtful figures (lower bounds, expectations) and preliminary GDP are no anchors.
    """
    anchors: dict[tuple[str, str, str, str], dict[tuple[int, int], float]] = {}
    for row in observations:
        if row["quality"] in DOUBTFUL or row["period_type"] == "year":
            continue
        year, rest = row["period"][:4], row["period"][4:]
        month = int(rest[1:]) * (3 if rest.startswith("Q") else 1)
        key = (row["indicator_code"], row["region_code"], row["basis"], row["member"])
        anchors.setdefault(key, {})[int(year), month] = float(row["value"])
    return anchors
