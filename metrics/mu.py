"""亩均论英雄: the scored values of an enterprise, and the rule of a year, from their records (5-1.2, F15)."""

from __future__ import annotations

import json

import pandas as pd

from cockpit.errors import QueryError
from metrics.score import Item, Rule

#: Item → name on screen and unit; tax … rd for firms above scale, tax and tax_elec for those below.
ITEMS = {
    "tax": ("亩均税收", "万元/亩"),
    "va": ("亩均增加值", "万元/亩"),
    "va_energy": ("单位能耗增加值", "万元/吨标煤"),
    "va_emission": ("单位排放增加值", "万元/吨"),
    "labor": ("全员劳动生产率", "万元/人"),
    "rd": ("R&D经费占营业收入比", "比例"),
    "tax_elec": ("单位用电税收", "元/千瓦时"),
}
_PARTS = {
    "tax": ("tax_eval", "land_mu"),
    "va": ("va", "land_mu"),
    "va_energy": ("va", "energy_tce"),
    "va_emission": ("va", "emission_t"),
    "labor": ("va", "emp_avg"),
    "rd": ("rd_exp", "revenue"),
    "tax_elec": ("tax_eval", "elec_kwh"),
}
#: 万元 over 千瓦时 is told in 元.
_SCALE = {"tax_elec": 10_000.0}


def values(enterprises: pd.DataFrame) -> pd.DataFrame:
    """The values of ITEMS per enterprise; NaN where a part is missing or the denominator is not positive.

    Args:
        enterprises: columns of record ent_mu_annual (万元, 亩, 吨标煤, 吨, 人, 千瓦时).
    """
    columns = {}
    for name, (above, below) in _PARTS.items():
        denominator = enterprises[below].astype(float)
        columns[name] = enterprises[above] / denominator.where(denominator > 0) * _SCALE.get(name, 1.0)
    return pd.DataFrame(columns, index=enterprises.index)


def rule(parameters: pd.Series) -> Rule:
    """The rule of a row of record mu_rule.

    Raises:
        QueryError: weights and bases do not name the same known items, or the policy is unknown.
    """
    place = f"亩均评价规则 {parameters['year']} {parameters['scope']} {parameters['region']}"
    try:
        weights, bases = json.loads(parameters["w_json"]), json.loads(parameters["base_json"])
    except (TypeError, ValueError) as fault:
        raise QueryError(place, "w_json 或 base_json 不是 JSON", "改正规则表这一行") from fault
    if set(weights) != set(bases) or not set(weights) <= set(ITEMS):
        raise QueryError(
            place, f"权重 {sorted(weights)} 与基准 {sorted(bases)} 不一致或有未知项", f"可用：{'、'.join(ITEMS)}"
        )
    if parameters["missing_policy"] not in ("avg", "zero", "exclude"):
        raise QueryError(place, f"缺数办法 {parameters['missing_policy']!r} 不认识", "写 avg、zero 或 exclude")
    cap = parameters["cap_multiple"]
    items = tuple(Item(name, float(weights[name]), float(bases[name])) for name in weights)
    return Rule(items, None if pd.isna(cap) else float(cap), missing=parameters["missing_policy"])
